import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.qris_code import PartnerAccount
from markets.guards import kept, refused
from markets.models import User


@kept()
class StatementMapping(models.Model):
    """How the statements of an account are written; the latest one holds, earlier ones stay.

    Columns are counted from 1; an amount stands in one column with its sign, or in two.
    """

    account = models.ForeignKey(PartnerAccount, models.PROTECT, related_name="mappings")
    encoding = models.CharField(_("pengodean"), max_length=20)
    delimiter = models.CharField(_("pemisah"), max_length=1)
    header_row = models.PositiveSmallIntegerField(_("baris judul kolom"))
    decimal_sign = models.CharField(_("tanda desimal"), max_length=1)
    day_format = models.CharField(_("bentuk tanggal"), max_length=20)
    day_column = models.PositiveSmallIntegerField(_("kolom tanggal"))
    amount_column = models.PositiveSmallIntegerField(_("kolom jumlah"), null=True, blank=True)
    in_column = models.PositiveSmallIntegerField(_("kolom masuk (kredit)"), null=True, blank=True)
    out_column = models.PositiveSmallIntegerField(_("kolom keluar (debit)"), null=True, blank=True)
    description_column = models.PositiveSmallIntegerField(_("kolom keterangan"))
    reference_column = models.PositiveSmallIntegerField(_("kolom referensi"), null=True, blank=True)
    balance_column = models.PositiveSmallIntegerField(_("kolom saldo"), null=True, blank=True)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("disimpan"))

    class Meta:
        verbose_name = _("susunan mutasi")
        verbose_name_plural = _("susunan mutasi")
        ordering = ["account", "-saved_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="amounts_stand_in_one_column_or_in_two",
                condition=Q(amount_column__isnull=False, in_column=None, out_column=None)
                | Q(amount_column=None)
                & (Q(in_column__isnull=False) | Q(out_column__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.saved_at:%Y-%m-%d %H:%M}"


class StatementImport(models.Model):
    """A statement's file: uploaded, read by a worker, its lines kept; a second time it is known."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Menunggu dibaca")
        DONE = "done", _("Selesai")
        FAILED = "failed", _("Gagal")

    account = models.ForeignKey(PartnerAccount, models.PROTECT, related_name="imports")
    mapping = models.ForeignKey(StatementMapping, models.PROTECT, related_name="imports")
    file_name = models.CharField(_("nama berkas"), max_length=120)
    digest = models.CharField(max_length=64, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("diunggah"))
    rows = models.PositiveIntegerField(_("baris"), null=True, blank=True)
    read = models.PositiveIntegerField(_("terbaca"), default=0)
    new = models.PositiveIntegerField(_("baru"), default=0)
    invalid = models.PositiveIntegerField(_("tidak terbaca"), default=0)
    # Sentences about the first lines that could not be read.
    problems = models.JSONField(_("masalah"), default=list, blank=True)
    error = models.CharField(_("kesalahan"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("selesai"), null=True, blank=True)

    class Meta:
        verbose_name = _("impor mutasi")
        verbose_name_plural = _("impor mutasi")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "digest"],
                condition=~Q(status="failed"),
                name="a_statement_is_imported_once",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def known(self) -> int:
        """How many of its lines were there before."""
        return self.read - self.new - self.invalid


class StatementFile(models.Model):
    """The file as it was uploaded; it goes as soon as its lines are read."""

    statement_import = models.OneToOneField(StatementImport, models.CASCADE, related_name="file")
    data = models.BinaryField(editable=False)

    class Meta:
        verbose_name = _("berkas mutasi")
        verbose_name_plural = _("berkas mutasi")

    def __str__(self) -> str:
        return str(self.statement_import_id)


@kept(changes=("state", "doubt", "owner", "note"))
class StatementLine(models.Model):
    """One line of an account's statement, once, in however many files it stands."""

    class Direction(models.TextChoices):
        IN = "in", _("Masuk")
        OUT = "out", _("Keluar")

    class State(models.TextChoices):
        MATCHED = "matched", _("Cocok")
        DOUBTFUL = "doubtful", _("Meragukan")
        UNMATCHED = "unmatched", _("Belum cocok")

    account = models.ForeignKey(PartnerAccount, models.PROTECT, related_name="lines")
    statement_import = models.ForeignKey(StatementImport, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField(_("baris"))
    day = models.DateField(_("tanggal"))
    direction = models.CharField(_("arah"), max_length=3, choices=Direction)
    amount_idr = models.PositiveBigIntegerField(_("jumlah"))
    description = models.CharField(_("keterangan"), max_length=300, blank=True)
    reference = models.CharField(_("referensi"), max_length=100, blank=True)
    balance_idr = models.BigIntegerField(_("saldo"), null=True, blank=True)
    # Of what it means, in whichever columns, and which of several equal ones it is.
    digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("hasil"), max_length=10, choices=State, default=State.UNMATCHED)
    doubt = models.CharField(_("keraguan"), max_length=300, blank=True)
    # Who finds out what it is, and what she has found out so far.
    owner = models.ForeignKey(User, models.PROTECT, related_name="statement_lines")
    note = models.CharField(_("catatan"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("baris mutasi")
        verbose_name_plural = _("baris mutasi")
        ordering = ["day", "pk"]
        indexes = [
            models.Index(fields=["account", "state", "day"], name="statement_line_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "digest"], name="a_statement_line_is_kept_once"
            ),
            models.CheckConstraint(
                name="line_of_an_account_is_positive", condition=Q(amount_idr__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.direction} Rp{self.amount_idr}"


def _names(kind: str, field: str) -> Q:
    """A match of that kind has the field, and no other has it."""
    return Q(kind=kind, **{f"{field}__isnull": False}) | (
        ~Q(kind=kind) & Q(**{f"{field}__isnull": True})
    )


# Matches of before name the remittance only: none of its transfers is matched besides.
NOT_ITS_TRANSFER = """NEW.kind = 'remittance' AND (
    NEW.remittance_id IS DISTINCT FROM (
        SELECT transfer.remittance_id FROM contributions_remittancetransfer transfer
        WHERE transfer.id = NEW.remittance_transfer_id)
    OR EXISTS (
        SELECT FROM contributions_statementmatch whole
        WHERE whole.remittance_id = NEW.remittance_id AND whole.remittance_transfer_id IS NULL
          AND whole.undone_at IS NULL))"""


# One live match per line, and per row it is matched with: nothing is matched twice.
@kept(changes=("undone_by", "undone_at"), once=("undone_by", "undone_at"))
class StatementMatch(models.Model):
    """What a line of a statement is. One made by hand can be undone where nothing was booked."""

    class Kind(models.TextChoices):
        CHARGE = "charge", _("Tagihan QRIS")
        TRANSFER = "transfer", _("Transfer peserta")
        SPONSOR = "sponsor", _("Transfer sponsor")
        SETTLEMENT = "settlement", _("Pencairan penyedia")
        DEPOSIT = "deposit", _("Setor tunai")
        REMITTANCE = "remittance", _("Setoran BPJS")
        BANK_COST = "bank_cost", _("Biaya atau bunga bank")
        OWN_TRANSFER = "own_transfer", _("Pindah antar rekening sendiri")
        NOT_OURS = "not_ours", _("Bukan uang iuran")

    line = models.ForeignKey(StatementLine, models.PROTECT, related_name="matches")
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    charge = models.ForeignKey(
        "contributions.QrisCharge", models.PROTECT, null=True, blank=True, related_name="matches"
    )
    sponsor_transfer = models.ForeignKey(
        "contributions.SponsorTransfer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="matches",
    )
    deposit = models.ForeignKey(
        "contributions.Deposit", models.PROTECT, null=True, blank=True, related_name="matches"
    )
    remittance = models.ForeignKey(
        "contributions.Remittance", models.PROTECT, null=True, blank=True, related_name="matches"
    )
    remittance_transfer = models.ForeignKey(
        "contributions.RemittanceTransfer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="matches",
    )
    # The reference of the payments a transfer paid; with the account's partner it names them.
    payment_reference = models.CharField(_("referensi transfer"), max_length=60, blank=True)
    partner_id_of_reference = models.BigIntegerField(null=True, blank=True, editable=False)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    # Nobody where it was found by itself.
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("waktu"))
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)

    class Meta:
        verbose_name = _("pencocokan")
        verbose_name_plural = _("pencocokan")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(undone_at=None), name="a_line_is_matched_once"
            ),
            *[
                models.UniqueConstraint(
                    fields=[target],
                    condition=Q(undone_at=None),
                    name=f"a_{name}_is_matched_once",
                )
                for target, name in (
                    ("charge", "charge"),
                    ("sponsor_transfer", "sponsor_transfer"),
                    ("deposit", "deposit"),
                    ("remittance_transfer", "remittance_transfer"),
                )
            ],
            models.UniqueConstraint(
                fields=["partner_id_of_reference", "payment_reference"],
                condition=Q(undone_at=None) & ~Q(payment_reference=""),
                name="a_transfer_reference_is_matched_once",
            ),
            models.CheckConstraint(
                name="a_match_names_what_its_kind_says",
                condition=_names("charge", "charge")
                & _names("sponsor", "sponsor_transfer")
                & _names("deposit", "deposit")
                & _names("remittance", "remittance")
                & (Q(remittance_transfer=None) | Q(kind="remittance"))
                & _names("transfer", "partner_id_of_reference")
                & (Q(payment_reference="") | Q(kind="transfer")),
            ),
            models.CheckConstraint(
                name="an_undone_match_names_who_and_when",
                condition=Q(undone_by=None, undone_at=None)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
            ),
        ]
        triggers = [
            refused("remittance_is_matched_by_its_transfers", NOT_ITS_TRANSFER),
            pgtrigger.Protect(
                name="what_booked_money_is_not_undone",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__kind="charge") | pgtrigger.Q(old__kind="settlement"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.get_kind_display()}"
