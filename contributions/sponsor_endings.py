"""Ends sponsorships: from the first month that is not sponsored she pays herself again.

Sponsorship, terms and bills change in one transaction, so that no month is left unbilled and none
is billed twice. A month that was billed to the sponsor and stands on no statement is billed anew to
her, with the relief that is hers; one that stands on a statement or is paid stays the sponsor's.
"""

import datetime as dt
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from contributions import dues, tariff
from contributions.models import Contribution, Sponsorship, SponsorStatementLine
from contributions.payment_rows import lock_members
from markets import months
from members import terms
from members.models import Member, PayerKind


class Ending(NamedTuple):
    """A sponsorship, the first month that it does not pay any more, and why."""

    sponsorship: Sponsorship
    month: dt.date
    reason: str


@transaction.atomic
def fall_back(*, endings: list[Ending], payer_kind: str, at: dt.datetime) -> int:
    """Let these people pay for themselves from their months on; how many were billed anew.

    `payer_kind` is their sponsor's. Done again, it changes nothing more.
    """
    tariff.hold()
    members = lock_members(pks=[one.sponsorship.member_id for one in endings])
    kept = _kept(endings)
    handed = []
    for one in endings:
        row = one.sponsorship
        taken = kept.get(row.pk)
        first = max(one.month, months.add(taken, 1)) if taken else one.month
        first = max(first, row.first_month)
        row.last_month = min(row.last_month, months.add(first, -1))
        if row.ended_at is None:
            row.end_reason, row.ended_at = one.reason, at
        row.save(update_fields=["last_month", "end_reason", "ended_at"])
        handed.append(terms.PayerMonths(row.member_id, months.add(row.last_month, 1), None))
    terms.hand_over(to=PayerKind.SELF, months_of=handed, among=(payer_kind,))
    return sum(
        _bill_anew(members[own.member_id], own.first_month, payer_kind, at) for own in handed
    )


def finish(*, sponsorships: list[Sponsorship], payer_kind: str, at: dt.datetime) -> int:
    """Close those whose last month is over; how many."""
    with transaction.atomic():
        lock_members(pks=[row.member_id for row in sponsorships])
        for row in sponsorships:
            row.end_reason, row.ended_at = Sponsorship.EndReason.FINISHED, at
        Sponsorship.objects.bulk_update(sponsorships, ["end_reason", "ended_at"], batch_size=500)
        after = [
            terms.PayerMonths(row.member_id, months.add(row.last_month, 1), None)
            for row in sponsorships
        ]
        # Where a term was prolonged meanwhile, it must not go on at the sponsor's expense.
        terms.hand_over(to=PayerKind.SELF, months_of=after, among=(payer_kind,))
        return len(sponsorships)


def _kept(endings: list[Ending]) -> dict[int, dt.date]:
    """The last month of each that stays the sponsor's: paid, or on a statement."""
    listed = SponsorStatementLine.objects.filter(contribution=OuterRef("pk"), live=True)
    found = {}
    for one in endings:
        row = one.sponsorship
        found[row.pk] = (
            Contribution.objects.filter(
                Exists(listed) | Q(status=Contribution.Status.PAID),
                member=row.member_id,
                contribution_month__range=(row.first_month, row.last_month),
                status__in=Contribution.STANDING,
            )
            .exclude(payer_kind=PayerKind.SELF)
            .aggregate(last=Max("contribution_month"))["last"]
        )
    return {pk: month for pk, month in found.items() if month is not None}


def _bill_anew(member: Member, first: dt.date, payer_kind: str, at: dt.datetime) -> int:
    """Bill to herself what was billed to the sponsor from that month on."""
    replaced = list(
        Contribution.objects.select_for_update(no_key=True)
        .filter(
            member=member,
            contribution_month__gte=first,
            payer_kind=payer_kind,
            status=Contribution.Status.OPEN,
        )
        .order_by("contribution_month")
    )
    if not replaced:
        return 0
    Contribution.objects.filter(pk__in=[row.pk for row in replaced]).update(
        status=Contribution.Status.REPLACED,
        status_reason=Contribution.StatusReason.SPONSOR_ENDED,
        status_at=at,
    )
    dues.bill(member=member, wanted=[row.contribution_month for row in replaced], at=at)
    return len(replaced)
