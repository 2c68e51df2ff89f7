import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Market, User
from members.models.enrolment import Enrolment
from members.models.member import Member


@pgtrigger.register(
    pgtrigger.Protect(
        name="earlier_number_is_only_erased",
        operation=pgtrigger.Update,
        condition=~pgtrigger.Q(new__membership_number=""),
    )
)
@kept(changes=("membership_number",))
class EarlierMembership(models.Model):
    """A member was insured already when she came to us: since when, and paid until which month.

    The latest row of a member counts. Until one is confirmed it is what she says. A denied one says
    that BPJS knows nothing of it: then none counts.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="earlier_memberships")
    market = models.ForeignKey(Market, models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="earlier_memberships", verbose_name=_("pendaftaran")
    )
    membership_number = models.CharField(_("nomor peserta (KPJ)"), max_length=11, blank=True)
    member_since = models.DateField(_("peserta sejak"))
    last_month_paid = models.DateField(_("bulan terakhir dibayar"))
    # Compared with BPJS by the branch; else it is the member's own word.
    confirmed = models.BooleanField(_("dikonfirmasi"), default=False)
    denied = models.BooleanField(_("tidak dikenal BPJS"), default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    at = models.DateTimeField(_("waktu"))

    class Meta:
        verbose_name = _("kepesertaan sebelumnya")
        verbose_name_plural = _("kepesertaan sebelumnya")
        ordering = ["member", "pk"]
        constraints = [
            models.CheckConstraint(
                name="earlier_membership_is_confirmed_or_denied",
                condition=Q(confirmed=False) | Q(denied=False),
            ),
            models.CheckConstraint(
                name="earlier_membership_is_whole_months",
                condition=Q(member_since__day=1, last_month_paid__day=1),
            ),
            models.CheckConstraint(
                name="earlier_membership_was_paid_after_it_began",
                condition=Q(last_month_paid__gte=F("member_since")),
            ),
            models.CheckConstraint(
                name="earlier_membership_number_is_eleven_digits",
                condition=Q(membership_number="") | Q(membership_number__regex=r"^[0-9]{11}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.member_since:%Y-%m} {self.last_month_paid:%Y-%m}"
