import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.guards import lies_within
from markets.models import Block, Market, Stall
from members.models.member import Member


@pghistory.track()
class Placement(models.Model):
    """Where a member works, from a day until a day. Exactly one current one says "find her here".

    A community has no blocks; a porter has a market, perhaps a block, and no stall.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="placements")
    market = models.ForeignKey(
        Market, models.PROTECT, related_name="placements", verbose_name=_("pasar")
    )
    block = models.ForeignKey(
        Block,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name=_("blok"),
    )
    stall = models.ForeignKey(
        Stall,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name=_("tempat usaha"),
    )
    first_day = models.DateField(_("sejak"))
    last_day = models.DateField(_("sampai"), null=True, blank=True)
    find_here = models.BooleanField(_("temui di sini"), default=True)

    class Meta:
        verbose_name = _("tempat kerja")
        verbose_name_plural = _("tempat kerja")
        ordering = ["member", "-first_day"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(find_here=True, last_day=None),
                name="member_is_found_at_one_place",
            ),
            models.CheckConstraint(
                name="placement_ends_after_it_begins",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="stall_comes_with_its_block",
                condition=Q(stall=None) | Q(block__isnull=False),
            ),
        ]
        triggers = [
            lies_within(
                name="placement_block_lies_in_its_market",
                part="block",
                place="market",
                model="markets.Block",
            ),
            lies_within(
                name="placement_stall_lies_in_its_block",
                part="stall",
                place="block",
                model="markets.Stall",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.block and self.block.name, self.stall) if part)
