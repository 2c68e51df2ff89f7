import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.remittance import Remittance
from contributions.models.transfer_proof import TransferProof
from markets.guards import kept, refused
from markets.models import Partner, User

# Two of one partner at once would both see room: the second waits for the first.
ONE_AT_A_TIME = "PERFORM FROM markets_partner WHERE id = NEW.partner_id FOR NO KEY UPDATE;"
NOT_POSTED = """NOT EXISTS (
    SELECT FROM contributions_remittance remittance
    WHERE remittance.id = NEW.remittance_id AND remittance.partner_id = NEW.partner_id
      AND remittance.status = 'posted')"""
# Rejected months, months after a death, and what a new tariff made too dear.
MORE_THAN_GIVEN_BACK = """NEW.kind = 'set_off' AND NEW.live AND (
    SELECT sum(transfer.amount_idr) FROM contributions_remittancetransfer transfer
    WHERE transfer.partner_id = NEW.partner_id AND transfer.kind = 'set_off' AND transfer.live
) > (
    SELECT coalesce(sum(entry.amount_idr), 0) FROM contributions_ledgerentry entry
    WHERE entry.partner_id = NEW.partner_id AND entry.from_place = 'bpjs'
      AND entry.document IN ('credit', 'remittance'))"""
MORE_THAN_LISTED = """NEW.kind = 'misdirected' AND NEW.live AND (
    SELECT sum(transfer.amount_idr) FROM contributions_remittancetransfer transfer
    WHERE transfer.remittance_id = NEW.remittance_id AND transfer.kind = 'misdirected'
      AND transfer.live
) > (SELECT remittance.amount_idr FROM contributions_remittance remittance
     WHERE remittance.id = NEW.remittance_id)"""
# The move of this very transfer is written after it.
MORE_THAN_IS_ON_ITS_WAY = """NEW.kind IN ('transfer', 'set_off') AND NEW.live
AND NEW.amount_idr > (
    SELECT coalesce(sum(amount_idr), 0) FROM contributions_ledgerentry
    WHERE to_place = 'on_its_way' AND to_id = NEW.remittance_id
) - (
    SELECT coalesce(sum(amount_idr), 0) FROM contributions_ledgerentry
    WHERE from_place = 'on_its_way' AND from_id = NEW.remittance_id)"""
# What BPJS has answered about it has: what is on its way waits for an answer.
ANSWERED_ALREADY = """NEW.reverses_id IS NOT NULL AND NEW.kind IN ('transfer', 'set_off')
AND NEW.amount_idr > (
    SELECT coalesce(sum(line.amount_idr), 0) FROM contributions_remittanceline line
    WHERE line.remittance_id = NEW.remittance_id
      AND NOT EXISTS (SELECT FROM contributions_lineanswer answer WHERE answer.line_id = line.id)
) - (
    SELECT coalesce(sum(amount_idr), 0) FROM contributions_ledgerentry
    WHERE to_place = 'on_its_way' AND to_id = NEW.remittance_id
) + (
    SELECT coalesce(sum(amount_idr), 0) FROM contributions_ledgerentry
    WHERE from_place = 'on_its_way' AND from_id = NEW.remittance_id)"""
NO_MIRROR = """NEW.reverses_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM contributions_remittancetransfer reversed
    WHERE reversed.id = NEW.reverses_id AND reversed.reverses_id IS NULL
      AND reversed.remittance_id = NEW.remittance_id AND reversed.kind = NEW.kind
      AND reversed.amount_idr = NEW.amount_idr)"""
OWN_REVERSAL = """EXISTS (
    SELECT FROM contributions_remittancetransfer reversed
    WHERE reversed.id = NEW.reverses_id AND reversed.recorded_by_id = NEW.recorded_by_id)"""
OWN_DIFFERENCE = """EXISTS (
    SELECT FROM contributions_remittance remittance
    WHERE remittance.id = NEW.remittance_id AND remittance.posted_by_id = NEW.by_id
    UNION ALL
    SELECT FROM contributions_remittancetransfer transfer
    WHERE transfer.remittance_id = NEW.remittance_id AND transfer.recorded_by_id = NEW.by_id)"""


@kept(changes=("live",))
class RemittanceTransfer(models.Model):
    """What the bank did for a posted remittance, or what BPJS took into account for it.

    A mistake, or money that came back, is another row which reverses it; neither counts then.
    """

    class Kind(models.TextChoices):
        TRANSFER = "transfer", _("Transfer ke BPJS")
        SET_OFF = "set_off", _("Diperhitungkan BPJS dari uang yang dikembalikannya")
        FEE = "fee", _("Biaya bank, ditanggung mitra")
        MISDIRECTED = "misdirected", _("Salah kirim ke rekening lain")
        SURPLUS = "surplus", _("Kelebihan kirim ke BPJS, uang mitra sendiri")

    # These count towards what is listed; the others have places of their own.
    COUNTED = (Kind.TRANSFER, Kind.SET_OFF)

    remittance = models.ForeignKey(Remittance, models.PROTECT, related_name="transfers")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="remittance_transfers")
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    day = models.DateField(_("tanggal"))
    amount_idr = models.PositiveBigIntegerField(_("jumlah"))
    reference = models.CharField(_("nomor referensi bank"), max_length=60, blank=True)
    proof = models.OneToOneField(
        TransferProof, models.PROTECT, null=True, blank=True, related_name="transfer"
    )
    note = models.CharField(_("keterangan"), max_length=300, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    live = models.BooleanField(_("berlaku"), default=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )
    recorded_at = models.DateTimeField(_("dicatat"))

    class Meta:
        verbose_name = _("transfer setoran")
        verbose_name_plural = _("transfer setoran")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(name="transfer_is_positive", condition=Q(amount_idr__gt=0)),
            models.CheckConstraint(
                name="transfer_names_its_reference",
                condition=~Q(reference="") | Q(reverses__isnull=False),
            ),
            models.CheckConstraint(
                name="transfer_has_a_proof",
                condition=Q(proof__isnull=False)
                | Q(reverses__isnull=False)
                | Q(kind__in=["fee", "surplus"]),
            ),
            models.CheckConstraint(
                name="reversal_says_why_and_does_not_count",
                condition=Q(reverses=None) | (Q(live=False) & ~Q(note="")),
            ),
            # A fee, or what was sent beyond the list, stands under the reference of its transfer.
            models.UniqueConstraint(
                fields=["partner", "reference"],
                condition=Q(live=True, kind__in=["transfer", "set_off", "misdirected"]),
                name="bank_reference_is_recorded_once",
            ),
            models.UniqueConstraint(
                fields=["partner", "kind", "reference"],
                condition=Q(live=True, kind__in=["fee", "surplus"]),
                name="fee_or_surplus_is_recorded_once",
            ),
        ]
        triggers = [
            refused("transfer_is_of_a_posted_remittance", NOT_POSTED),
            refused("set_off_is_money_bpjs_gave_back", MORE_THAN_GIVEN_BACK, lock=ONE_AT_A_TIME),
            refused("misdirected_is_part_of_the_list", MORE_THAN_LISTED, lock=ONE_AT_A_TIME),
            refused("no_more_is_sent_than_is_listed", MORE_THAN_IS_ON_ITS_WAY, lock=ONE_AT_A_TIME),
            refused("answered_money_is_not_taken_back", ANSWERED_ALREADY, lock=ONE_AT_A_TIME),
            refused("reversal_mirrors_its_row", NO_MIRROR),
            refused("transfer_is_reversed_by_another_person", OWN_REVERSAL),
            pgtrigger.Protect(
                name="reversed_transfers_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__live=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.remittance_id} {self.kind} Rp{self.amount_idr}"


@kept()
class TransferExplanation(models.Model):
    """Why a remittance's transfers differ by just so much: said by another person, who looked."""

    remittance = models.ForeignKey(Remittance, models.PROTECT, related_name="transfer_explanations")
    # What arrived minus what is listed: below zero something is missing.
    difference_idr = models.BigIntegerField(_("selisih"))
    reason = models.CharField(_("alasan"), max_length=500)
    by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dijelaskan oleh")
    )
    at = models.DateTimeField(_("dijelaskan"))

    class Meta:
        verbose_name = _("penjelasan selisih transfer")
        verbose_name_plural = _("penjelasan selisih transfer")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="explanation_is_of_a_difference_and_says_why",
                condition=~Q(difference_idr=0) & ~Q(reason=""),
            ),
            models.UniqueConstraint(
                fields=["remittance", "difference_idr"], name="difference_is_explained_once"
            ),
        ]
        triggers = [refused("difference_is_explained_by_another_person", OWN_DIFFERENCE)]

    def __str__(self) -> str:
        return f"{self.remittance_id} Rp{self.difference_idr}"
