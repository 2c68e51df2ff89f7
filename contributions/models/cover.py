from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import EarlierMembership, Member


class Cover(models.Model):
    """Until when a member has paid, and until when BPJS has the money; both ends of months.

    Derived from contributions (contributions/cover.py) and kept so that a million members can be
    billed in one statement; check_books compares it with the months themselves. No row, or an
    empty date, means never.
    """

    member = models.OneToOneField(
        Member,
        models.PROTECT,
        primary_key=True,
        related_name="cover",
        verbose_name=_("peserta"),
    )
    paid_until = models.DateField(_("dibayar s.d."), null=True, blank=True)
    covered_until = models.DateField(_("terlindungi s.d."), null=True, blank=True)
    # True while a later paid or remitted month lies behind a gap: a new day may move the dates.
    has_gap = models.BooleanField(default=False)
    # The statement about months paid before she came to us that is counted in the dates.
    told = models.ForeignKey(
        EarlierMembership,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("kepesertaan sebelumnya"),
    )
    is_told = models.BooleanField(_("menurut peserta"), default=False)

    class Meta:
        verbose_name = _("perlindungan")
        verbose_name_plural = _("perlindungan")
        constraints = [
            models.CheckConstraint(
                name="remitted_months_were_paid_first",
                condition=Q(covered_until=None)
                | Q(has_gap=True)
                | Q(paid_until__isnull=False, covered_until__lte=F("paid_until")),
            ),
            models.CheckConstraint(
                name="told_cover_rests_on_a_statement",
                condition=Q(is_told=False) | Q(told__isnull=False, covered_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["member"], condition=Q(has_gap=True), name="cover_with_a_gap")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.covered_until}"
