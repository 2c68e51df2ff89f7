"""Coverage terms, one after the other: what a member is insured for from a month on.

Which months are free to be changed is known to the apps above (what is billed keeps its tariff);
they ask here for the change itself.
"""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from markets import months
from members.models import CoverageTerm, Member, PayerKind


class PayerMonths(NamedTuple):
    """Months of a member, both included, that somebody else pays from now on; None is no end."""

    member_id: int
    first_month: dt.date
    last_month: dt.date | None


def at_month(*, member: Member, month: dt.date) -> CoverageTerm | None:
    """The term in which that month lies."""
    found = member.terms.filter(Q(last_month=None) | Q(last_month__gte=month))
    return found.filter(first_month__lte=month).first()


def last(*, member: Member) -> CoverageTerm | None:
    """The latest of her terms, begun or not."""
    return member.terms.order_by("-first_month").first()


@transaction.atomic
def change(
    *, term: CoverageTerm, from_month: dt.date, declared_income_idr: int, jht: bool, sector: str
) -> CoverageTerm:
    """End the term before that month, and let another one go on from there with these wishes.

    `from_month` lies in the term. A term that would begin that very month, and so was never billed,
    is written over; its history keeps what it said.
    """
    wishes = {"declared_income_idr": declared_income_idr, "jht": jht, "sector": sector}
    if term.first_month == from_month:
        for name, value in wishes.items():
            setattr(term, name, value)
        term.save(update_fields=[*wishes])
        return term
    until = term.last_month
    term.last_month = months.add(from_month, -1)
    term.save(update_fields=["last_month"])
    return CoverageTerm.objects.create(
        member_id=term.member_id,
        first_month=from_month,
        last_month=until,
        payer_kind=term.payer_kind,
        # A change is no new approval: it prolongs no offer and moves no due date.
        approved_on=term.approved_on,
        **wishes,
    )


@transaction.atomic
def end(*, member: Member, from_month: dt.date) -> None:
    """She is insured for no month from that one on; terms that would begin later never begin.

    The first of all her terms keeps its first month, as the record of what was agreed.
    """
    running = list(member.terms.order_by("first_month"))
    for term in running[1:]:
        if term.first_month >= from_month:
            term.delete()
    kept = [term for term in running if term.pk and term.first_month < from_month] or running[:1]
    if kept:
        latest = kept[-1]
        latest.last_month = max(latest.first_month, months.add(from_month, -1))
        latest.save(update_fields=["last_month"])


@transaction.atomic
def resume(*, member: Member) -> None:
    """The latest of her terms, which was to end, goes on as it was."""
    latest = last(member=member)
    if latest is not None:
        latest.last_month = None
        latest.save(update_fields=["last_month"])


Part = tuple[dt.date, dt.date | None, str]


@transaction.atomic
def hand_over(*, to: str, months_of: Iterable[PayerMonths], among: Iterable[str]) -> int:
    """Let those months be paid by that kind of payer, where they are paid by one of `among`.

    Terms are split where the months begin and end; nothing else of them changes, and months in
    which she is not insured stay so. Answers how many terms begin anew; a few statements for all.
    """
    wanted: dict[int, list[PayerMonths]] = {}
    for one in months_of:
        wanted.setdefault(one.member_id, []).append(one)
    payers = set(among)
    standing = (
        CoverageTerm.objects.select_for_update(no_key=True)
        .filter(member__in=wanted)
        .order_by("member_id", "first_month")
    )
    changed, made = [], []
    for term in standing:
        parts: list[Part] = [(term.first_month, term.last_month, term.payer_kind)]
        if term.payer_kind in payers:
            for one in wanted[term.member_id]:
                parts = [piece for part in parts for piece in _split(part, one, to)]
        if len(parts) == 1 and parts[0][2] == term.payer_kind:
            continue
        (_first, term.last_month, term.payer_kind), *others = parts
        changed.append(term)
        made += [_part_of(term, *other) for other in others]
    CoverageTerm.objects.bulk_update(changed, ["last_month", "payer_kind"], batch_size=500)
    CoverageTerm.objects.bulk_create(made)
    return len(made)


def _split(part: Part, taken: PayerMonths, payer_kind: str) -> list[Part]:
    """The part before, within and after those months; the one within is that payer's."""
    first, last, former = part
    begins = max(first, taken.first_month)
    ends = min((month for month in (last, taken.last_month) if month is not None), default=None)
    if ends is not None and begins > ends:
        return [part]
    found: list[Part] = [(begins, ends, str(PayerKind(payer_kind)))]
    if first < begins:
        found.insert(0, (first, months.add(begins, -1), former))
    if ends is not None and ends != last:
        found.append((months.add(ends, 1), last, former))
    return found


def _part_of(
    term: CoverageTerm, first: dt.date, last: dt.date | None, payer_kind: str
) -> CoverageTerm:
    return CoverageTerm(
        member_id=term.member_id,
        first_month=first,
        last_month=last,
        declared_income_idr=term.declared_income_idr,
        jht=term.jht,
        sector=term.sector,
        payer_kind=payer_kind,
        approved_on=term.approved_on,
    )
