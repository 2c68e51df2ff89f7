"""Taking payments: whole months, oldest first, at the tariff of each month, with a receipt each.

The id of a payment is made where the money is taken. The same id with the same body from the same
user is answered with the payment that stands, for ever; with another body or from another user it
is refused. Amounts come from the contributions; what the payer was shown must still be the sum.

Locks are taken in one order everywhere: tariff (shared), partner, members by id, their
contributions by member and month, receipt series, counter last. So payments of one member wait for
each other, payments of one collector only while a number is taken, and no two of them for ever.
"""

import datetime as dt
import hashlib
import json
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contributions import dues, held_dues, payment_refusals, tariff
from contributions.models import Payment
from contributions.payment_refusals import AskedPayment, UnableToRecordPayment
from contributions.payment_rows import (
    Paid,
    Taking,
    lock_contributions,
    lock_members,
    lock_standing,
    store,
)
from markets import months
from markets.models import User
from members.models import Member

IS_REPEATED = "EXISTS (SELECT FROM contributions_payment WHERE id = ANY(%(payments)s::uuid[]))"
__all__ = ["AskedPayment", "UnableToRecordPayment", "record", "record_several", "take_all"]


def record(
    *,
    asked: AskedPayment,
    method: str = Payment.Method.CASH,
    by: User,
    at: dt.datetime,
    collected_at: dt.datetime | None = None,
    reference: str = "",
    device: UUID | None = None,
) -> Payment:
    """Take one payment and give its receipt number. Raises UnableToRecordPayment.

    Cash is taken by a collector, a transfer (with the bank's `reference`) booked by a treasurer of
    the member's partner. `collected_at` is when the money changed hands, where that was earlier.
    `device` is the token of the browser it was taken with (`markets/views/devices.py`).
    """
    return record_several(
        asked=[asked],
        method=method,
        by=by,
        at=at,
        collected_at=collected_at,
        reference=reference,
        device=device,
    )[0]


def record_several(
    *,
    asked: list[AskedPayment],
    method: str = Payment.Method.CASH,
    by: User,
    at: dt.datetime,
    collected_at: dt.datetime | None = None,
    reference: str = "",
    device: UUID | None = None,
) -> list[Payment]:
    """Take the payments of several members at once, a receipt each: all of them or none.

    Answers in the order asked. Raises UnableToRecordPayment, which names the member.
    """
    # A clock that runs ahead of ours is not believed.
    taking = Taking(by, method, at, min(collected_at or at, at), reference, device)
    return take_all(asked=asked, taking=taking)


def take_all(*, asked: list[AskedPayment], taking: Taking) -> list[Payment]:
    """The same for who knows more of how the money came in. Raises UnableToRecordPayment."""
    payment_refusals.check_shape(asked)
    try:
        with transaction.atomic():
            return _record(asked, taking)
    except IntegrityError as error:
        raise payment_refusals.of_constraint(error) from error
    except UnableToRecordPayment as refusal:
        raise payment_refusals.naming_the_member(refusal, asked) from refusal


def _record(asked: list[AskedPayment], taking: Taking) -> list[Payment]:
    tariff.hold()
    members = _locked_members(asked)
    payments = _stored(asked, members, taking)
    new = [one for one in asked if one.id not in payments]
    if new:
        holding = [members[one.member.pk] for one in new if members[one.member.pk].has_held_dues]
        if holding:
            held_dues.apply_to(members=holding, at=taking.at)
        payment_refusals.check_taker(taking, [members[one.member.pk] for one in new])
        taken = store(paid=_locked_months(new, members, taking), taking=taking)
        payment_refusals.check_cash_limit(taking, taken)
        payments.update((payment.pk, payment) for payment in taken)
    return [payments[one.id] for one in asked]


def _locked_members(asked: list[AskedPayment]) -> dict[int, Any]:
    """The members, with what the usual payment has not and need not be asked for one by one."""
    members = lock_members(
        pks=[one.member.pk for one in asked],
        facts={"has_held_dues": held_dues.MEMBER_HOLDS, "is_repeated": IS_REPEATED},
        payments=[str(one.id) for one in asked],
    )
    if len(members) < len(asked):
        raise UnableToRecordPayment(_("Peserta tidak ditemukan."), "unknown_member")
    return members


def _stored(
    asked: list[AskedPayment], members: dict[int, Any], taking: Taking
) -> dict[UUID, Payment]:
    """The payments among the asked that were recorded before; a changed one is refused."""
    if not any(member.is_repeated for member in members.values()):
        return {}
    by_id = {one.id: one for one in asked}
    payments = Payment.objects.select_related("series").in_bulk(list(by_id))
    for payment in payments.values():
        one = by_id[payment.pk]
        same = payment.fingerprint == fingerprint(one, taking)
        if not same or payment.taken_by_id != taking.by.pk:
            raise payment_refusals.other_body()
        payment.member = members[one.member.pk]
    return payments


def fingerprint(one: AskedPayment, taking: Taking) -> str:
    """A hash of what was asked for. When it was sent is not part of it: a repeat comes later."""
    body = [
        one.member.pk,
        [month.isoformat() for month in one.months],
        one.shown_total_idr,
        str(taking.method),
        taking.reference,
    ]
    if one.credit_idr:
        body.append(one.credit_idr)
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()


def _locked_months(
    asked: list[AskedPayment], members: dict[int, Member], taking: Taking
) -> list[Paid]:
    """The contributions of the asked months, billed where they were not, locked and checked."""
    today, pks = months.law_day(taking.at), [one.member.pk for one in asked]
    rows = lock_standing(members=pks, on=today)
    payable = dues.payable_of(
        members=[members[pk] for pk in pks], on=today, ahead=_ahead(asked, today), rows=rows
    )
    found = []
    for one in asked:
        member = members[one.member.pk]
        asked_dues = payment_refusals.check_months(one, payable[member.pk])
        billed = [due.contribution_id for due in asked_dues]
        if None in billed:
            made = dues.bill(member=member, wanted=list(one.months), at=taking.at)
            contributions = lock_contributions(pks=[row.pk for row in made])
        else:
            contributions = [row for row in rows if row.pk in billed]
        payment_refusals.check_contributions(one, contributions, taking)
        found.append(Paid(one.id, member, contributions, fingerprint(one, taking), one.credit_idr))
    return found


def _ahead(asked: list[AskedPayment], today: dt.date) -> int:
    """How many months after the current one to look at: as far as is asked for."""
    last = max(one.months[-1] for one in asked)
    further = months.between(months.first_of(today), last)
    return min(max(further, 0), dues.MONTHS_AHEAD)
