from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contributions.models.qris_code import PartnerAccount
from markets.guards import kept
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
        IN = "in", pgettext_lazy("money", "Masuk")
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
