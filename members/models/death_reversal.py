from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models.second_person import DECIDED, stays_decided
from members.models.asked import MOVES, Asked, decided_once
from members.models.death import Death


@kept(changes=DECIDED, once=("decided_by", "decided_at"), moves=MOVES)
class DeathReversal(Asked):
    """Somebody says that a confirmed death was mistaken; another person at the branch agrees."""

    death = models.ForeignKey(
        Death, models.PROTECT, related_name="reversals", verbose_name=_("kematian")
    )

    class Meta(Asked.Meta):
        verbose_name = _("pembatalan laporan kematian")
        verbose_name_plural = _("pembatalan laporan kematian")
        constraints = [
            *decided_once("death_reversal"),
            models.CheckConstraint(name="death_reversal_says_why", condition=~Q(explanation="")),
        ]
        triggers = [stays_decided("decided_death_reversal_stays")]
