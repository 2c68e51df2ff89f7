import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.statement import StatementLine
from markets.guards import kept, refused
from markets.models import User


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

# What a bank shows is a transfer, out of the accounts of the partner that gives back.
NOT_ITS_REPAYMENT = """NEW.kind = 'repayment' AND NOT EXISTS (
    SELECT FROM contributions_repayment repayment
    JOIN contributions_statementline line ON line.id = NEW.line_id
    JOIN contributions_partneraccount account ON account.id = line.account_id
    WHERE repayment.id = NEW.repayment_id AND repayment.status = 'paid'
      AND repayment.how = 'transfer' AND repayment.partner_id = account.partner_id
      AND line.direction = 'out')"""

# What came is what was told, to the rupiah: such a line may be all that confirms it.
NOT_ITS_REPLENISHMENT = """NEW.kind = 'replenishment' AND NOT EXISTS (
    SELECT FROM contributions_replenishment replenishment
    JOIN contributions_statementline line ON line.id = NEW.line_id
    WHERE replenishment.id = NEW.replenishment_id
      AND replenishment.status IN ('asked', 'confirmed')
      AND replenishment.account_id = line.account_id AND line.direction = 'in'
      AND replenishment.amount_idr = line.amount_idr)"""
ALONE_CONFIRMED = """NEW.undone_at IS NOT NULL AND EXISTS (
    SELECT FROM contributions_replenishment replenishment
    WHERE replenishment.id = NEW.replenishment_id AND replenishment.status = 'confirmed'
      AND replenishment.decided_by_id IS NULL)"""

NOT_A_COST = """NEW.cost_idr > 0 AND NOT EXISTS (
    SELECT FROM contributions_statementline line
    JOIN contributions_partneraccount account ON account.id = line.account_id
    WHERE line.id = NEW.line_id AND NEW.kind = 'bank_cost' AND account.kind = 'bank'
      AND line.direction = 'out' AND line.amount_idr >= NEW.cost_idr)"""

# What a sheet booked from the line, and what it is about to book, is the line's transfer.
NOT_ITS_SHEET = """EXISTS (
    SELECT FROM contributions_collectionsheet sheet
    JOIN contributions_sheetline taken ON taken.sheet_id = sheet.id
    WHERE sheet.statement_line_id = NEW.line_id
      AND (taken.payment_id IS NOT NULL OR taken.answered_at IS NULL)
      AND (NEW.kind <> 'transfer' OR NEW.payment_reference <> sheet.reference))"""


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
        REPAYMENT = "repayment", _("Pengembalian dana")
        REPLENISHMENT = "replenishment", _("Uang pengganti dari mitra")
        BANK_COST = "bank_cost", _("Biaya atau bunga bank")
        OWN_TRANSFER = "own_transfer", _("Pindah antar rekening sendiri")
        NOT_OURS = "not_ours", _("Bukan uang iuran")

    line = models.ForeignKey(StatementLine, models.PROTECT, related_name="matches")
    kind = models.CharField(_("jenis"), max_length=13, choices=Kind)
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
    repayment = models.ForeignKey(
        "contributions.Repayment", models.PROTECT, null=True, blank=True, related_name="matches"
    )
    replenishment = models.ForeignKey(
        "contributions.Replenishment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="matches",
    )
    # The reference of the payments a transfer paid; with the account's partner it names them.
    payment_reference = models.CharField(_("referensi transfer"), max_length=60, blank=True)
    partner_id_of_reference = models.BigIntegerField(null=True, blank=True, editable=False)
    # What the bank took of members' money with a line that is its costs; the partner owes it.
    cost_idr = models.PositiveBigIntegerField(_("diambil dari uang peserta"), default=0)
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
                    ("repayment", "repayment"),
                    ("replenishment", "replenishment"),
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
                & _names("repayment", "repayment")
                & _names("replenishment", "replenishment")
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
            refused("repayment_is_matched_by_its_partners_transfer", NOT_ITS_REPAYMENT),
            refused("cost_is_what_a_bank_took_by_its_line", NOT_A_COST),
            refused("replenishment_is_matched_by_its_line", NOT_ITS_REPLENISHMENT),
            refused(
                "a_line_that_alone_confirmed_is_not_undone",
                ALONE_CONFIRMED,
                operation=pgtrigger.Update,
            ),
            refused("line_of_a_sheet_is_its_transfer", NOT_ITS_SHEET),
            pgtrigger.Protect(
                name="what_booked_money_is_not_undone",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__kind="charge") | pgtrigger.Q(old__kind="settlement"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.get_kind_display()}"
