"""What every row has that one person asks for and another decides."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.models.user import User

ASKED = "asked"  # the status until somebody decides

# What a decision writes (`markets.guards.kept`).
DECIDED = ("status", "decided_by", "decided_at", "decision_note")


class DecidedByAnother(models.Model):
    """Who decided, when, and what was said to it; empty while it waits."""

    decided_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("diputuskan oleh"),
    )
    decided_at = models.DateTimeField(_("diputuskan"), null=True, blank=True)
    decision_note = models.CharField(_("catatan keputusan"), max_length=500, blank=True)

    class Meta:
        abstract = True


def by_another(name: str, *, asker: str = "asked_by") -> models.CheckConstraint:
    """Nobody decides what she asked for."""
    return models.CheckConstraint(name=name, condition=Q(decided_by=None) | ~Q(decided_by=F(asker)))


def names_who_and_when(
    name: str, *statuses: str, withdrawable: bool = False
) -> models.CheckConstraint:
    """What is decided says by whom and when; what waits says neither.

    A decided row has one of the statuses, without them any but the first. What was `withdrawable`
    and withdrawn says only when: nobody decided it.
    """
    waits = Q(status=ASKED, decided_by=None, decided_at=None)
    if withdrawable:
        waits |= Q(status="withdrawn", decided_by=None, decided_at__isnull=False)
    decided = {"decided_by__isnull": False, "decided_at__isnull": False}
    if statuses:
        return models.CheckConstraint(
            name=name, condition=waits | Q(status__in=list(statuses), **decided)
        )
    return models.CheckConstraint(name=name, condition=waits | Q(~Q(status=ASKED), **decided))


def stays_decided(name: str) -> pgtrigger.Protect:
    """A decision is never changed."""
    return pgtrigger.Protect(
        name=name, operation=pgtrigger.Update, condition=~pgtrigger.Q(old__status=ASKED)
    )
