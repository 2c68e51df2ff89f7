import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Market, User
from members.models.member import Member
from members.models.number_list import NumberList


@pgtrigger.register(
    pgtrigger.Protect(
        name="recorded_number_is_only_erased",
        operation=pgtrigger.Update,
        condition=~(pgtrigger.Q(new__number="") & pgtrigger.Q(new__former__in=["", "00000000000"])),
    )
)
@kept(changes=("number", "former"))
class RecordedNumber(models.Model):
    """A membership number (KPJ) from BPJS was recorded of a member: which, by whom, when.

    A first one has no `former`. A correction names the number that stood before, who had recorded
    it (where that is known) and why it was wrong; it is always another person's. Both numbers are
    emptied once nothing of her identity is kept any more (`members/erasures.py`).
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="recorded_numbers")
    market = models.ForeignKey(Market, models.PROTECT, related_name="+")
    number = models.CharField(_("nomor peserta (KPJ)"), max_length=11)
    former = models.CharField(_("nomor sebelumnya"), max_length=11, blank=True)
    former_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dahulu dicatat oleh"),
    )
    reason = models.CharField(_("alasan"), max_length=500, blank=True)
    # The uploaded list it came with; empty for one typed on her page.
    number_list = models.ForeignKey(
        NumberList, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh"))
    at = models.DateTimeField(_("waktu"))

    class Meta:
        verbose_name = _("pencatatan nomor peserta")
        verbose_name_plural = _("pencatatan nomor peserta")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="recorded_number_is_eleven_digits",
                condition=Q(number="") | Q(number__regex=r"^[0-9]{11}$"),
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(former=""),
                name="member_gets_a_first_number_once",
            ),
            models.CheckConstraint(
                name="correction_of_a_number_changes_it_and_says_why",
                condition=Q(former="", former_by=None, reason="")
                | (~Q(former="") & ~Q(former=F("number")) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="nobody_corrects_a_number_they_recorded",
                condition=Q(former_by=None) | ~Q(former_by=F("by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.at:%Y-%m-%d %H:%M}"
