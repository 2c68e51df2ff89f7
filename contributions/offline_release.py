"""Cash of a phone that paid no month becomes the member's credit, once a treasurer counted it.

From there it pays her next months by itself, or is given back by two persons (`repayments.py`).
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from contributions import cash_lies, credits, own_account, payment_rows, refunds
from contributions.models import (
    Credit,
    Handover,
    HandoverLine,
    OfflinePayment,
    PaymentLine,
    Void,
)
from markets import indonesian
from markets.models import Partner

AT_ONCE = 500
HELD = OfflinePayment.Status.HELD


def sweep(*, at: dt.datetime) -> int:
    """Make credit of all that is held and was counted; answers of how many payments.

    Each in a transaction of its own; safe to run twice and at once.
    """
    counted = HandoverLine.objects.filter(
        payment=OuterRef("payment"), live=True, handover__status=Handover.Status.ACCEPTED
    )
    waiting = OfflinePayment.objects.filter(Exists(counted), status=HELD).order_by("pk")
    return sum(_release(pk, at) for pk in waiting.values_list("pk", flat=True)[:AT_ONCE])


@indonesian.always
@transaction.atomic
def _release(pk: UUID, at: dt.datetime) -> bool:
    """Whether it is credit now; not where it is asked to be undone, or that hand-over was short."""
    found = OfflinePayment.objects.select_related("payment").get(pk=pk)
    partner = Partner.objects.select_for_update(no_key=True).get(pk=found.partner_id)
    payment_rows.lock_members(pks=[found.payment.member_id])
    rows = OfflinePayment.objects.select_for_update(of=("self",), no_key=True)
    held = rows.select_related("payment__member__market").get(pk=pk)
    payment = held.payment
    if held.status != HELD or payment.voids.filter(status=Void.Status.ASKED).exists():
        return False
    needed = {payment: payment.amount_idr}
    source = cash_lies.sources(partner=held.partner_id, needed=needed)[payment.pk]
    if source is None:
        return False
    by = own_account.of(partner=partner)
    lines = PaymentLine.objects.select_related("payment", "market", "member__market")
    gifts = [
        credits.Gift(
            member=payment.member,
            reason=Credit.Reason.OFFLINE,
            amount_idr=line.amount_idr,
            source=source,
            payment_line=line,
            explanation=held.get_flag_display(),
        )
        for line in lines.filter(payment=payment).order_by("contribution_month")
    ]
    given = credits.give_all(gifts=gifts, by=by, at=at)
    refunds.owe_credits(credits=given, by=by, at=at)
    PaymentLine.objects.filter(payment=payment).update(live=False)
    held.status = OfflinePayment.Status.CREDITED
    held.save(update_fields=["status"])
    return True
