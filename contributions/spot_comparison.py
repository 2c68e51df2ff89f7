"""What she told and what the books say as of that moment: which payment is which, what differs.

A payment she tells of is found by its receipt number, else by its amount and the nearest day, else
by the day alone; then the amount differs. Only what she paid herself is looked at: no sponsor's
money, and none of her credit. A receipt that was undone is no payment.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef

from contributions.models import Payment, PaymentLine, SpotCase, SpotPerson
from contributions.void_receipts import is_void
from markets.models import User
from members.models import PayerKind

# How far off a day may be that somebody remembers [policy].
NEAR = dt.timedelta(days=10)


@dataclass(frozen=True)
class Said:
    """A payment as she tells it; what she does not remember is empty."""

    receipt_in_hand: str
    amount_idr: int | None = None
    months: int | None = None
    day: dt.date | None = None
    paid_to: User | None = None
    paid_to_words: str = ""
    receipt_number: str = ""


@dataclass(frozen=True)
class Compared:
    """One payment as told, as booked, or both; `kind` says what differs, empty where nothing."""

    said: Said | None
    payment: Any
    kind: str


def compared(*, person: SpotPerson, said: Sequence[Said], at: dt.datetime) -> list[Compared]:
    """Every payment that was told or that the books have since the day asked about."""
    since = person.draw.since
    rows = booked(person=person, at=at)
    known = {payment.pk: payment for payment in rows}
    found: dict[int, Any] = {}
    unknown = set()
    for number, told in enumerate(said):
        if told.receipt_number:
            payment = _by_receipt(told.receipt_number, known.values())
            if payment is not None:
                found[number] = known.pop(payment.pk)
            elif not _is_of_hers(person, told.receipt_number):
                unknown.add(number)
    recent = [row for row in known.values() if row.business_day >= since - NEAR]
    for matches in (_agrees, _same_time):
        for number, told in enumerate(said):
            if number in found or number in unknown:
                continue
            payment = _nearest(told, [row for row in recent if matches(told, row)])
            if payment is not None:
                found[number] = payment
                recent.remove(payment)
    answers = [
        Compared(told, found.get(number), _kind(told, found.get(number), number in unknown))
        for number, told in enumerate(said)
    ]
    denied = [row for row in recent if row.business_day >= since]
    return answers + [Compared(None, row, SpotCase.Kind.DENIED) for row in denied]


def booked(*, person: SpotPerson, at: dt.datetime) -> list[Any]:
    """What she paid herself and the books have at that moment, the latest first."""
    sponsored = PaymentLine.objects.filter(payment=OuterRef("pk")).exclude(
        contribution__payer_kind=PayerKind.SELF
    )
    of_sponsor = sponsored.filter(contribution__isnull=False)
    found = Payment.objects.filter(
        ~is_void(),
        ~Exists(of_sponsor),
        member=person.member_id,
        received_at__lte=at,
        credit_idr__lt=F("amount_idr"),
    )
    return list(
        found.select_related("series", "taken_by")
        .prefetch_related("lines")
        .order_by("-collected_at", "-number")
    )


def _is_of_hers(person: SpotPerson, typed: str) -> bool:
    """Whether it is the number of any receipt of hers, also of one that was undone."""
    hers = Payment.objects.filter(member=person.member_id).select_related("series")
    return _by_receipt(typed, hers) is not None


def _by_receipt(typed: str, payments: Iterable[Any]) -> Any:
    """The payment with that receipt; a number without its series is enough among her own."""
    wanted = _plain(typed)
    for payment in payments:
        if wanted in (_plain(payment.receipt), str(payment.number)):
            return payment
    return None


def _plain(receipt: str) -> str:
    """The receipt in one way of writing: capitals, no spaces and dashes, no zeros before."""
    parts = [part for part in re.split(r"[\s./-]+", receipt.upper()) if part]
    return "".join([*parts[:-1], parts[-1].lstrip("0")]) if parts else ""


def _same_time(told: Said, payment: Any) -> bool:
    return told.day is None or abs(payment.business_day - told.day) <= NEAR


def _agrees(told: Said, payment: Any) -> bool:
    """Whether she tells of as much as was booked; some of it may have been her credit."""
    if told.amount_idr is None:
        return told.months == len(payment.lines.all())
    return told.amount_idr in (payment.cash_idr, payment.amount_idr)


def _nearest(told: Said, payments: list[Any]) -> Any:
    """The one nearest to the day she tells; the latest where she tells none."""
    if told.day is None:
        return next(iter(payments), None)
    day = told.day
    return min(payments, key=lambda row: abs(row.business_day - day), default=None)


def _kind(told: Said, payment: Any, unknown_receipt: bool) -> str:
    if payment is None:
        return SpotCase.Kind.RECEIPT if unknown_receipt else SpotCase.Kind.UNRECORDED
    return "" if _agrees(told, payment) else SpotCase.Kind.AMOUNT
