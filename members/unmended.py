"""Returned enrolments that nobody mends: taken back when their time is over, so that the person's
data do not stay for ever. First dues held for them are hers again, as after any withdrawal.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from markets import indonesian
from members import enrolment, enrolment_locks, retention
from members.models import Decision, Enrolment

AT_ONCE = 500


def sweep(*, at: dt.datetime) -> int:
    """Take back those returned longer than `retention.RETURNED_KEPT` ago; answers how many.

    Asks what is due, so it may run twice, be killed and run late. A portion at a time.
    """
    pks = list(_due(at).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_take_back_if_still_due(pk, at) for pk in pks)


def _due(at: dt.datetime) -> QuerySet[Enrolment]:
    returned = Enrolment.Status.RETURNED
    lately = Decision.objects.filter(enrolment=OuterRef("pk"), at__gte=at - retention.RETURNED_KEPT)
    return Enrolment.objects.filter(
        ~Exists(lately), status=returned, submitted_at__lt=at - retention.RETURNED_KEPT
    )


@transaction.atomic
def _take_back_if_still_due(pk: int, at: dt.datetime) -> bool:
    row = enrolment_locks.lock(enrolment=Enrolment.objects.get(pk=pk))
    if not _due(at).filter(pk=pk).exists():
        return False
    reason = indonesian.text(_("Dikembalikan dan tidak diperbaiki pada waktunya"))
    enrolment.withdraw(enrolment=row, by=None, at=at, reason=reason)
    return True
