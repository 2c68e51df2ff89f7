"""Credit pays the months its member owes, by itself: whole months, the oldest first.

The payment has a receipt like any other and is signed by the partner's own account: no person took
it. Where her credit pays only a part of a month, the collector's page takes it off the cash. Ahead
it pays nothing by itself: that is for her to say. Who has lapsed is not brought back by it, and a
month whose payment out of credit was undone is left to the till [policy].
"""

import datetime as dt
import uuid

from django.db import connection, transaction

from contributions import (
    credit_left,
    credits,
    dues,
    elsewhere_waiting,
    own_account,
    payment_rows,
    payments,
)
from contributions.models import Payment
from contributions.models.credit_left import CREDIT_LEFT
from contributions.payments import AskedPayment, UnableToRecordPayment
from markets import months
from members.models import Member, PayerKind

# Members whose credit is enough for the oldest month they owe.
COULD_PAY = f"""
    SELECT member.id
    FROM members_member member
    JOIN markets_market market ON market.id = member.market_id
    CROSS JOIN LATERAL (
        SELECT contribution.id, contribution.total_idr
        FROM contributions_contribution contribution
        WHERE contribution.member_id = member.id AND contribution.status = 'open'
          AND contribution.payer_kind = 'self' AND contribution.contribution_month <= %(month)s
          AND NOT {elsewhere_waiting.WAITS}
        ORDER BY contribution.contribution_month LIMIT 1
    ) AS oldest
    WHERE member.status = 'active'
      AND member.id IN (SELECT member_id FROM contributions_credit WHERE booked_at IS NOT NULL)
      AND {CREDIT_LEFT.format(member="member.id", partner="market.partner_id")} >= oldest.total_idr
      AND NOT EXISTS (SELECT FROM contributions_paymentline undone
                      JOIN contributions_payment payment ON payment.id = undone.payment_id
                      WHERE undone.contribution_id = oldest.id AND NOT undone.live
                        AND payment.method = 'credit')
    ORDER BY member.id
"""


def sweep(*, at: dt.datetime) -> int:
    """Book what BPJS credits by now, and let credit pay what is owed; answers how many payments.

    Each member in a transaction of her own; safe to run twice and at once.
    """
    credits.book_waiting(at=at)
    with connection.cursor() as cursor:
        cursor.execute(COULD_PAY, {"month": months.first_of(months.law_day(at))})
        members = [pk for (pk,) in cursor.fetchall()]
    return sum(use(member_id=pk, at=at) is not None for pk in members)


@transaction.atomic
def use(*, member_id: int, at: dt.datetime) -> Payment | None:
    """Pay the months she owes and her credit covers wholly; None where it covers none."""
    member = payment_rows.lock_members(pks=[member_id])[member_id]
    asked = _asked(member, at)
    if asked is None:
        return None
    account = own_account.of(partner=member.market.partner)
    try:
        return payments.record(asked=asked, method=Payment.Method.CREDIT, by=account, at=at)
    except UnableToRecordPayment:
        return None  # the next sweep sees what has changed meanwhile


def _asked(member: Member, at: dt.datetime) -> AskedPayment | None:
    partner = member.market.partner_id
    left_idr = credit_left.of_members(members=[member.pk], partner=partner).get(member.pk, 0)
    payable = dues.payable(member=member, on=months.law_day(at))
    if member.status != Member.Status.ACTIVE:
        return None
    chosen: list[dt.date] = []
    total_idr = 0
    for due in payable.paid_by(PayerKind.SELF):
        if due.is_ahead or total_idr + due.amount_idr > left_idr:
            break
        chosen.append(due.month)
        total_idr += due.amount_idr
    if not chosen:
        return None
    return AskedPayment(
        id=uuid.uuid4(),
        member=member,
        months=tuple(chosen),
        shown_total_idr=total_idr,
        credit_idr=total_idr,
    )
