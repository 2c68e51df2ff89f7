import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.models.qris_code import PartnerAccount
from contributions.models.transfer_proof import TransferProof
from markets.guards import kept, refused
from markets.models import Partner, User
from markets.models.second_person import DECIDED, DecidedByAnother, by_another

# Two of one partner at once would both see room: the second waits for the first.
ONE_AT_A_TIME = "PERFORM FROM markets_partner WHERE id = NEW.partner_id FOR NO KEY UPDATE;"
NOT_ITS_BANK = """NOT EXISTS (
    SELECT FROM contributions_partneraccount account
    WHERE account.id = NEW.account_id AND account.partner_id = NEW.partner_id
      AND account.kind = 'bank')"""
# What came from outside ("surplus") the partner has paid with its own money already.
MORE_THAN_WAS_TAKEN = """(
    SELECT sum(other.amount_idr) FROM contributions_replenishment other
    WHERE other.partner_id = NEW.partner_id AND other.status IN ('asked', 'confirmed')
) > coalesce((
    SELECT sum(amount_idr) FROM contributions_ledgerentry
    WHERE to_place = 'fee' AND to_id = NEW.partner_id AND from_place <> 'surplus'
      AND document <> 'replenishment'), 0)
  - coalesce((
    SELECT sum(amount_idr) FROM contributions_ledgerentry
    WHERE from_place = 'fee' AND from_id = NEW.partner_id AND to_place <> 'surplus'
      AND document <> 'replenishment'), 0)"""
BY_NOBODY = """NEW.status = 'confirmed' AND NEW.decided_by_id IS NULL AND NOT EXISTS (
    SELECT FROM contributions_statementmatch shown
    WHERE shown.replenishment_id = NEW.id AND shown.undone_at IS NULL)"""
REVERSED = ("reversed_by", "reversed_at", "reversal_note")


@kept(
    changes=(*DECIDED, *REVERSED),
    once=("decided_by", "decided_at", "reversed_by", "reversed_at"),
    moves=(("asked", "confirmed"), ("asked", "refused"), ("confirmed", "reversed")),
)
class Replenishment(DecidedByAnother):
    """The partner's own money, come into its bank for what fees have taken of members' money.

    Recorded by one with the bank's paper; confirmed by another person, or by the bank itself with a
    line of its statement (then `decided_by` is nobody).
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Menunggu konfirmasi")
        CONFIRMED = "confirmed", _("Sudah masuk")
        REFUSED = "refused", _("Ditolak")
        REVERSED = "reversed", _("Dibalik")

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="replenishments")
    account = models.ForeignKey(PartnerAccount, models.PROTECT, related_name="replenishments")
    amount_idr = models.PositiveBigIntegerField(_("jumlah"))
    day = models.DateField(_("tanggal"))
    reference = models.CharField(_("nomor referensi bank"), max_length=60)
    proof = models.OneToOneField(TransferProof, models.PROTECT, related_name="replenishment")
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )
    asked_at = models.DateTimeField(_("dicatat"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)
    reversed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dibalik")
    )
    reversed_at = models.DateTimeField(_("dibalik"), null=True, blank=True)
    reversal_note = models.CharField(_("alasan"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("uang pengganti dari mitra")
        verbose_name_plural = _("uang pengganti dari mitra")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="replenishment_is_positive", condition=Q(amount_idr__gt=0)),
            models.CheckConstraint(
                name="replenishment_names_its_reference", condition=~Q(reference="")
            ),
            models.UniqueConstraint(
                fields=["partner", "reference"],
                condition=Q(status__in=["asked", "confirmed"]),
                name="a_reference_replenishes_once",
            ),
            by_another("replenishment_is_decided_by_another_person"),
            models.CheckConstraint(
                name="decided_replenishment_says_who_and_when",
                condition=Q(status="asked", decided_by=None, decided_at=None)
                | Q(
                    ~Q(decision_note=""),
                    status="refused",
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(status__in=["confirmed", "reversed"], decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="replenishment_is_reversed_by_another_person",
                condition=Q(
                    ~Q(status="reversed"), reversed_by=None, reversed_at=None, reversal_note=""
                )
                | Q(
                    ~Q(reversed_by=F("asked_by")),
                    ~Q(reversal_note=""),
                    status="reversed",
                    reversed_by__isnull=False,
                    reversed_at__isnull=False,
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="closed_replenishments_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=["refused", "reversed"]),
            ),
            pgtrigger.Protect(
                name="decisions_about_replenishments_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_at__isnull=False)
                & (
                    pgtrigger.Q(old__decided_by__df=pgtrigger.F("new__decided_by"))
                    | pgtrigger.Q(old__decision_note__df=pgtrigger.F("new__decision_note"))
                ),
            ),
            refused("replenishment_comes_into_its_partners_bank", NOT_ITS_BANK),
            refused(
                "no_more_is_replenished_than_was_taken", MORE_THAN_WAS_TAKEN, lock=ONE_AT_A_TIME
            ),
            refused(
                "a_person_or_a_line_confirms_a_replenishment",
                BY_NOBODY,
                operation=pgtrigger.Insert | pgtrigger.Update,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} Rp{self.amount_idr}"

    @property
    def is_seen(self) -> bool:
        """Whether a line of the bank's statement shows it; load `matches` with it."""
        return any(match.undone_at is None for match in self.matches.all())
