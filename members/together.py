"""Approving the clean enrolments of one drive or list together, after a look at them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from markets import access
from markets.models import User
from members import clean_cases, enrolment_locks, review
from members.clean_cases import Doubted, Group
from members.models import Enrolment


class UnableToApproveTogether(Exception):
    """Nothing was approved; the text says why and what to do."""


@dataclass(frozen=True)
class Outcome:
    """Who was approved, and who was not, with what stood in the way."""

    approved: list[Enrolment]
    left: list[Doubted]


@transaction.atomic
def approve(
    *, group: Group, listed: Mapping[int, dt.datetime], by: User, at: dt.datetime
) -> Outcome:
    """Approve those of `listed` that are clean at this moment; leave out the others, saying why.

    `listed` are the ids of enrolments, each with the moment it was sent as the reviewer saw it.
    What has become doubtful, was mended or decided meanwhile, or is another's to decide, stays as
    it is. Raises UnableToApproveTogether where something is listed that is not of the group.
    """
    rows = _those_listed(group, listed, by)
    reached = list(access.markets_of(by).values_list("pk", flat=True))
    why = clean_cases.doubts(enrolments=rows, markets=reached, at=at)
    approved, left = [], []
    for row in rows:
        waits = row.status == Enrolment.Status.SUBMITTED
        if waits and why[row.pk]:
            left.append(Doubted(row, why[row.pk]))
            continue
        try:
            done = review.approve(
                enrolment=row, by=by, at=at, shown_submitted_at=listed[row.pk], together=True
            )
        except review.UnableToDecide as refusal:
            left.append(Doubted(row, [str(refusal)]))
        else:
            approved.append(done)
    return Outcome(approved, left)


def _those_listed(group: Group, listed: Mapping[int, dt.datetime], by: User) -> list[Enrolment]:
    if not listed:
        raise UnableToApproveTogether(_("Belum ada yang dipilih. Pilih dahulu orangnya."))
    if len(listed) > clean_cases.A_LIST:
        raise UnableToApproveTogether(
            _("Paling banyak %(count)s orang sekali jalan. Muat ulang daftarnya.")
            % {"count": clean_cases.A_LIST}
        )
    rows = _locked(group, list(listed), by)
    if len(rows) != len(listed):
        raise UnableToApproveTogether(
            _("Ada yang bukan dari daftar ini. Muat ulang daftarnya, lalu pilih lagi.")
        )
    return rows


def _locked(group: Group, ids: list[int], by: User) -> list[Enrolment]:
    rows = clean_cases.members_of(group).filter(pk__in=ids, market__in=access.markets_of(by))
    return enrolment_locks.lock_all(found=rows)
