"""Which waiting enrolments of one drive or list are clean, and so may be approved together.

Clean is what has no warning kept with it, about which nothing is found when it is shown, and whose
person the branch has never sent back or rejected. The list and the approval (members/together.py)
ask the same question here.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from markets import months
from markets.models import Market, User
from members import case_findings, enrolment_warnings, leases
from members.models import BulkImport, Decision, Drive, Enrolment, ReviewLease

A_LIST = 100  # are shown, and approved, at once
LOOKED_THROUGH = 200  # of the longest waiting, to fill one list

Group = Drive | BulkImport


@dataclass(frozen=True)
class Doubted:
    """One that has to be decided by itself, and why."""

    enrolment: Enrolment
    why: list[str]


@dataclass(frozen=True)
class CleanList:
    """The clean ones of a group that the reviewer may approve now, and the rest in numbers."""

    clean: list[Enrolment]
    doubted: list[Doubted]  # without a kept warning; something was found about them just now
    warned: int
    waiting: int
    held_until: dt.datetime | None  # the clean ones are hers till then


@dataclass(frozen=True)
class Waiting:
    """A drive or list some of whose people wait for the branch."""

    group: Group
    waiting: int
    without_warning: int


def groups(*, markets: QuerySet[Market]) -> list[Waiting]:
    """The drives and lists with people of these markets who wait; the latest first."""
    return [
        *_waiting(Drive.objects.select_related("partner"), "drive", markets),
        *_waiting(BulkImport.objects.select_related("partner"), "bulk_import", markets),
    ]


def of(*, group: Group, markets: QuerySet[Market], by: User, at: dt.datetime) -> CleanList:
    """A list of clean ones, the longest waiting first, now held by `by` and nobody else."""
    found = waiting_of(group).filter(market__in=markets)
    counted = found.aggregate(waiting=Count("pk"), warned=Count("pk", filter=~Q(warnings=[])))
    rows = leases.to_hand_out(found=found.filter(warnings=[]), by=by, at=at)
    rows = rows.select_related("member", "market", "entered_by").order_by("submitted_at", "pk")
    looked_at = list(rows[:LOOKED_THROUGH])
    reached = list(markets.values_list("pk", flat=True))
    why = doubts(enrolments=looked_at, markets=reached, at=at)
    clean = [row for row in looked_at if not why[row.pk]][:A_LIST]
    held = leases.take_all(enrolments=clean, by=by, at=at)
    return CleanList(
        clean=[row for row in clean if row.pk in held],
        doubted=[Doubted(row, why[row.pk]) for row in looked_at if why[row.pk]],
        held_until=at + leases.LENGTH if held else None,
        **counted,
    )


def doubts(
    *, enrolments: Iterable[Enrolment], markets: list[int], at: dt.datetime
) -> dict[int, list[str]]:
    """Why each of these is not clean, by its id; nothing where it is. Three queries for all."""
    rows = list(enrolments)
    found = case_findings.of(enrolments=rows, markets=markets, at=at)
    before = _decided_before(rows, markets)
    return {
        row.pk: [
            *enrolment_warnings.sentences(row.warnings),
            *(finding.whole for finding in found[row.pk].findings),
            *before[row.member_id],
        ]
        for row in rows
    }


def _decided_before(enrolments: list[Enrolment], markets: list[int]) -> dict[int, list[str]]:
    """What was sent back or rejected of these people, whichever enrolment of theirs, by member."""
    latest = (
        Decision.objects.filter(
            enrolment__member__in={row.member_id for row in enrolments},
            to_status__in=(Enrolment.Status.RETURNED, Enrolment.Status.REJECTED),
        )
        .select_related("enrolment")
        .order_by("enrolment__member_id", "to_status", "-at", "-pk")
        .distinct("enrolment__member_id", "to_status")
    )
    told = defaultdict(list)
    for decision in latest:
        told[decision.enrolment.member_id].append(_told(decision, markets))
    return told


def _told(decision: Decision, markets: list[int]) -> str:
    rejected = decision.to_status == Enrolment.Status.REJECTED
    if decision.market_id not in markets:  # its day and reason are another branch's to know
        return (
            _("Pernah ditolak di cabang lain.")
            if rejected
            else _("Pernah dikembalikan di cabang lain.")
        )
    day = format_date(decision.at.astimezone(months.WIB), "j F Y")
    sentence = (
        _("Pernah ditolak pada %(day)s. Lihat riwayatnya.")
        if rejected
        else _("Pernah dikembalikan pada %(day)s. Lihat riwayatnya.")
    )
    return sentence % {"day": day}


def waiting_of(group: Group) -> QuerySet[Enrolment]:
    """Those of the drive or list that wait for the branch."""
    return members_of(group).filter(status=Enrolment.Status.SUBMITTED)


def members_of(group: Group) -> QuerySet[Enrolment]:
    """All that came through the drive or list."""
    field = "drive" if isinstance(group, Drive) else "bulk_import"
    return Enrolment.objects.filter(**{field: group})


def give_back(*, group: Group, by: User) -> None:
    """Let others have what `by` held of it."""
    ReviewLease.objects.filter(enrolment__in=members_of(group), by=by).delete()


def _waiting(groups: QuerySet[Any], field: str, markets: QuerySet[Market]) -> list[Waiting]:
    waits = Enrolment.objects.filter(market__in=markets, status=Enrolment.Status.SUBMITTED)
    counted = (
        waits.exclude(**{field: None})
        .order_by()
        .values_list(field)
        .annotate(waiting=Count("pk"), without_warning=Count("pk", filter=Q(warnings=[])))
    )
    counts = {pk: numbers for pk, *numbers in counted}
    return [Waiting(group, *counts[group.pk]) for group in groups.filter(pk__in=counts)]
