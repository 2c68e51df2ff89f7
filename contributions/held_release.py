"""First dues that pay no month become the credit of who paid them, once a treasurer counted them.

From there they are given back like any credit, by two persons and with a signature
(`repayments.py`); or they pay the months of who was approved after all, for another month or amount
than was taken. A collector gives nothing back out of her pocket: what she holds she hands over with
her other receipts, within the partner's clock [policy].
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from contributions import cash_lies, credits, own_account, payment_rows, refunds
from contributions.held_dues import CAME_TO_NOTHING
from contributions.models import Credit, Handover, HandoverLine, HeldDues, PaymentLine
from markets import indonesian
from markets.models import Partner

AT_ONCE = 500


def goes_back() -> Q:
    """A condition on held dues: they pay no month; the sweep need not have come by."""
    return Q(status=HeldDues.Status.OWED) | Q(
        status=HeldDues.Status.HELD, enrolment__status__in=CAME_TO_NOTHING
    )


def sweep(*, at: dt.datetime) -> int:
    """Make credit of all that goes back and was counted; answers of how many people.

    Each in a transaction of her own; safe to run twice and at once.
    """
    counted = HandoverLine.objects.filter(
        payment=OuterRef("payment"), live=True, handover__status=Handover.Status.ACCEPTED
    )
    owed = HeldDues.objects.filter(Exists(counted), status=HeldDues.Status.OWED).order_by("pk")
    return sum(_release(pk, at) for pk in owed.values_list("pk", flat=True)[:AT_ONCE])


@indonesian.always
@transaction.atomic
def _release(pk: UUID, at: dt.datetime) -> bool:
    """Whether it is her credit now; not where that hand-over was short and nobody holds it yet."""
    found = HeldDues.objects.get(pk=pk)
    partner = Partner.objects.select_for_update(no_key=True).get(pk=found.partner_id)
    payment_rows.lock_members(pks=[found.member_id])
    rows = HeldDues.objects.select_for_update(of=("self",), no_key=True)
    held = rows.select_related("payment", "member__market", "enrolment").get(pk=pk)
    if held.status != HeldDues.Status.OWED:
        return False
    needed = {held.payment: held.amount_idr}
    source = cash_lies.sources(partner=held.partner_id, needed=needed)[held.payment_id]
    if source is None:
        return False
    line = PaymentLine.objects.select_related("payment", "market").get(payment=held.payment)
    by = own_account.of(partner=partner)
    credit = credits.give(
        member=held.member,
        reason=Credit.Reason.FIRST_DUES,
        amount_idr=held.amount_idr,
        source=source,
        payment_line=line,
        explanation=_("Pendaftaran: %(status)s") % {"status": held.enrolment.get_status_display()},
        by=by,
        at=at,
    )
    refunds.owe_credit(credit=credit, by=by, at=at)
    PaymentLine.objects.filter(pk=line.pk).update(live=False)
    held.status = HeldDues.Status.CREDITED
    held.save(update_fields=["status"])
    return True
