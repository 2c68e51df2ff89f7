from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.payment import Payment
from markets.guards import kept
from markets.models import Market, Partner, User
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
        # Before it took two persons and a signature; such rows stay, and no more are made.
        RETURNED = "returned", _("Sudah dikembalikan")

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
    returned_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("oleh")
    )
    returned_at = models.DateTimeField(_("dikembalikan"), null=True, blank=True)
    # Out of whose cash who gave it back: a treasurer's, or a collector's that was not handed over.
    from_treasury = models.BooleanField(_("dari kas bendahara"), null=True, blank=True)

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
            models.CheckConstraint(
                name="returned_dues_say_who_when_and_from_where",
                condition=Q(
                    status="returned",
                    returned_by__isnull=False,
                    returned_at__isnull=False,
                    from_treasury__isnull=False,
                )
                | (
                    ~Q(status="returned")
                    & Q(returned_by=None, returned_at=None, from_treasury=None)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.contribution_month:%Y-%m} Rp{self.amount_idr}"
