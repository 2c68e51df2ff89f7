from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.payment import Payment
from markets.guards import kept
from markets.models import Market, Partner
from members.models import Enrolment, Member


@kept(
    changes=("status", "applied_at"),
    once=("applied_at",),
    moves=(("held", "applied"), ("held", "owed"), ("owed", "credited")),
)
class HeldDues(models.Model):
    """The first dues of a person whose enrolment is not decided: taken, receipted, and held.

    Approved, they pay her first month; else they become her credit, which is given back to her.
    Until then the line of the payment has no contribution, so nothing of it is remitted.
    """

    class Status(models.TextChoices):
        HELD = "held", _("Titipan: menunggu keputusan cabang")
        APPLIED = "applied", _("Menjadi iuran")
        OWED = "owed", _("Harus dikembalikan")
        CREDITED = "credited", _("Menjadi kelebihan bayar")

    payment = models.OneToOneField(
        Payment, models.PROTECT, primary_key=True, related_name="held", verbose_name=_("pembayaran")
    )
    enrolment = models.OneToOneField(
        Enrolment, models.PROTECT, related_name="held_dues", verbose_name=_("pendaftaran")
    )
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="held_dues", verbose_name=_("peserta")
    )
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("pasar"))
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("mitra"))
    contribution_month = models.DateField(_("bulan iuran"))
    amount_idr = models.PositiveIntegerField(_("jumlah"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.HELD)
    applied_at = models.DateTimeField(_("menjadi iuran"), null=True, blank=True)

    class Meta:
        verbose_name = _("titipan iuran pertama")
        verbose_name_plural = _("titipan iuran pertama")
        ordering = ["-payment__collected_at"]
        indexes = [
            models.Index(
                fields=["partner"],
                condition=Q(status__in=["held", "owed"]),
                name="held_dues_by_partner",
            ),
            models.Index(
                fields=["member"], condition=Q(status="held"), name="held_dues_of_a_member"
            ),
        ]
        constraints = [
            models.CheckConstraint(name="held_dues_are_positive", condition=Q(amount_idr__gt=0)),
            models.CheckConstraint(
                name="held_dues_are_for_a_whole_month", condition=Q(contribution_month__day=1)
            ),
            models.CheckConstraint(
                name="applied_dues_say_when",
                condition=Q(status="applied", applied_at__isnull=False)
                | (~Q(status="applied") & Q(applied_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.contribution_month:%Y-%m} Rp{self.amount_idr}"
