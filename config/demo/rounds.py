"""The demo's money: rounds of collectors, hand-overs, remittances, transfers of a sponsor."""

import datetime as dt
import random
import uuid
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from config.demo import papers
from config.demo.diary import Person
from contributions import (
    answers,
    cash,
    dues,
    handovers,
    payments,
    remittance_transfers,
    remittances,
    sponsors,
)
from contributions.cash_counts import pieces_of
from contributions.models import Contribution, Handover, Payment, Remittance
from contributions.payments import AskedPayment
from contributions.remittance_transfers import AskedTransfer
from markets import months
from markets.models import Partner, User
from members.models import Member, PayerKind

DEVICES = uuid.UUID("6f1f5f0e-5d0b-4c57-9d2c-0d7b1a1c2a10")
Answer = Callable[[Remittance, User, dt.date], None]


class Month(NamedTuple):
    """A month that can be paid, and what it costs."""

    month: dt.date
    amount_idr: int


def moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """That time of day in WIB."""
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=months.WIB)


def new_id(chance: random.Random) -> uuid.UUID:
    """An id as a form makes it, but the same at every making of the world."""
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def asked(
    wanted: list[tuple[Person, int]], *, on: dt.date, chance: random.Random
) -> dict[int, AskedPayment]:
    """What each of them pays that day, as the page would offer it, by the member's id."""
    members = Member.objects.in_bulk([person.member_id for person, _count in wanted])
    billed: dict[int, list[Month]] = defaultdict(list)
    rows = Contribution.objects.filter(member__in=members, status=Contribution.Status.OPEN)
    for row in rows.order_by("contribution_month"):
        billed[row.member_id].append(Month(row.contribution_month, row.total_idr))
    # Only who pays ahead, or comes back, pays for months that are not billed yet.
    further = [
        members[one.member_id] for one, count in wanted if len(billed[one.member_id]) < count
    ]
    payable = dues.payable_of(members=further, on=on) if further else {}
    for pk, offered in payable.items():
        billed[pk] = [Month(due.month, due.amount_idr) for due in offered.months]
    found = {}
    for person, count in wanted:
        chosen = billed[person.member_id][:count]
        found[person.member_id] = AskedPayment(
            id=new_id(chance),
            member=members[person.member_id],
            months=tuple(one.month for one in chosen),
            shown_total_idr=sum(one.amount_idr for one in chosen),
        )
    return found


def device_of(user: User) -> uuid.UUID:
    """Everybody has one telephone, and takes all money with it."""
    return uuid.uuid5(DEVICES, user.username)


def take(
    wanted: list[AskedPayment], *, by: User, on: dt.date, chance: random.Random, at_once: int
) -> list[Payment]:
    """A round: one receipt after the other, so many at a time."""
    found = []
    start = moment(on, 7, chance.randrange(30))
    for number, first in enumerate(range(0, len(wanted), at_once)):
        at = start + dt.timedelta(minutes=7 * number + chance.randrange(6))
        some = wanted[first : first + at_once]
        found += payments.record_several(asked=some, by=by, at=at, device=device_of(by))
    return found


def hand_over(
    *,
    collector: User,
    treasurer: User,
    on: dt.date,
    short_idr: int = 0,
    why: str = "Kembalian kurang, dibawa besok",
) -> Handover:
    """The collector brings all cash, and it is counted.

    `short_idr` is missing from it, or is too much where it is negative; `why` says so.
    """
    expected_idr = cash.in_hand(user=collector).to_hand_over_idr
    brought = pieces_of(expected_idr - short_idr)
    handover = handovers.ask(by=collector, at=moment(on, 15, 30), pieces=brought)
    handovers.count(handover=handover, pieces=brought, by=treasurer, at=moment(on, 16, 5))
    return handovers.accept(
        handover=handover,
        counted_idr=expected_idr - short_idr,
        difference_reason=why if short_idr else "",
        by=treasurer,
        at=moment(on, 16, 10),
    )


def remit(
    *,
    partner: Partner,
    by: User,
    on: dt.date,
    transfers: int = 1,
    answer: Answer | None = None,
) -> Remittance | None:
    """Everything that can go to BPJS goes, in so many transfers; None where there is nothing.

    BPJS takes all of it but for what `answer` says first.
    """
    if not remittances.preview(partner=partner).months:
        return None
    remittance = remittances.finalise(partner=partner, by=by, at=moment(on, 9, 30))
    first, *others = _transfers(remittance, on, transfers)
    posted = remittances.post(
        remittance=remittance,
        payment_code=f"{partner.code.upper()}-{on:%y%m%d}",
        first=first,
        by=by,
        at=moment(on, 10, 45),
    )
    for other in others:
        remittance_transfers.record(remittance=posted, asked=other, by=by, at=moment(on, 13, 5))
    if answer is not None:
        answer(posted, by, on)
    answers.accept_rest(remittance=posted, by=by, at=moment(on, 16))
    return posted


def _transfers(remittance: Remittance, on: dt.date, count: int) -> list[AskedTransfer]:
    """The whole amount in so many transfers, with the bank's papers."""
    part = remittance.amount_idr // count
    amounts = [part] * (count - 1) + [remittance.amount_idr - part * (count - 1)]
    return [
        papers.asked_transfer(
            amount_idr=amount_idr, day=on, reference=f"BRI{on:%y%m%d}{remittance.pk:04}{number}"
        )
        for number, amount_idr in enumerate(amounts, start=1)
    ]


def book_transfer(*, partner: Partner, month: dt.date, by: User, on: dt.date) -> list[Payment]:
    """The city's budget pays a month for all its people."""
    return sponsors.record_transfer(
        partner=partner,
        payer_kind=PayerKind.APBD,
        month=month,
        reference=f"SP2D-{month:%Y%m}-0417",
        by=by,
        at=moment(on, 11),
    )
