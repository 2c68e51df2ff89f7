import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.handover import Handover
from markets.guards import kept
from markets.models import Partner, User
from markets.models.second_person import (
    DECIDED,
    DecidedByAnother,
    by_another,
    names_who_and_when,
    stays_decided,
)
from members.models import Member

# Standing decisions of one hand-over are never about more than was counted beyond its receipts.
FITS_THE_SURPLUS = """
IF (SELECT coalesce(sum(decision.amount_idr), 0) FROM contributions_surplusdecision decision
    WHERE decision.handover_id = NEW.handover_id AND decision.status IN ('asked', 'granted')) >
   (SELECT CASE WHEN handover.status = 'accepted'
                THEN greatest(handover.counted_idr - handover.expected_idr, 0) ELSE 0 END
    FROM contributions_handover handover WHERE handover.id = NEW.handover_id)
THEN
    RAISE EXCEPTION 'more than the surplus of hand-over %', NEW.handover_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'decisions_fit_the_surplus';
END IF;
RETURN NULL;
"""


@kept(
    changes=DECIDED,
    moves=(("asked", "granted"), ("asked", "refused")),
)
class SurplusDecision(DecidedByAnother):
    """What becomes of cash counted beyond the receipts: proposed by one, decided by another."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Menunggu keputusan")
        GRANTED = "granted", _("Disetujui")
        REFUSED = "refused", _("Ditolak")

    STANDING = (Status.ASKED, Status.GRANTED)

    class Finding(models.TextChoices):
        LATE_RECEIPTS = "late_receipts", _("Kuitansinya menyusul: kembali kepada kolektor")
        COLLECTORS_OWN = "collectors_own", _("Uang pribadi kolektor: kembali kepadanya")
        MEMBERS = "members", _("Kelebihan dari seorang peserta: kembali kepadanya")
        KEPT = "kept", _("Pemiliknya tidak ditemukan: tetap disimpan mitra")

    # With these the money leaves the treasurer's cash.
    GIVEN_BACK = (Finding.LATE_RECEIPTS, Finding.COLLECTORS_OWN, Finding.MEMBERS)

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="surplus_decisions")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="surplus_decisions")
    finding = models.CharField(_("temuan"), max_length=20, choices=Finding)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="surplus_decisions"
    )
    amount_idr = models.PositiveBigIntegerField(_("jumlah"))
    explanation = models.CharField(_("penjelasan"), max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="surplus_asked")
    asked_at = models.DateTimeField(_("diusulkan"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)

    class Meta:
        verbose_name = _("keputusan selisih lebih")
        verbose_name_plural = _("keputusan selisih lebih")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="surplus_decision_is_positive", condition=Q(amount_idr__gt=0)
            ),
            models.CheckConstraint(
                name="surplus_decision_is_explained", condition=~Q(explanation="")
            ),
            by_another("surplus_is_decided_by_another_person"),
            names_who_and_when("decided_surplus_names_who_and_when", "granted", "refused"),
            models.CheckConstraint(
                name="surplus_of_a_member_names_her",
                condition=Q(finding="members", member__isnull=False)
                | (~Q(finding="members") & Q(member=None)),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="decisions_fit_the_surplus",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=FITS_THE_SURPLUS,
            ),
            stays_decided("decided_surplus_stays"),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.finding} Rp{self.amount_idr}"
