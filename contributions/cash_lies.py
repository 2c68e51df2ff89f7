"""Where the cash of receipts lies and can be taken from: what is reserved for others cannot."""

from uuid import UUID

from django.db import connection

from contributions import ledger, with_provider
from contributions.models import Handover, HandoverLine, Payment
from contributions.remittance_lines import FREE


def sources(*, partner: int, needed: dict[Payment, int]) -> dict[UUID, ledger.Account | None]:
    """For each payment the account that holds so much of its cash; None where none does yet.

    The partner is locked, and the payments are kept from remittances already: by a void request or
    a refund. Cash is with who counted it; where she has brought it elsewhere since, there.
    What a provider has not paid out comes out of what others have left over.
    """
    counted = dict(
        HandoverLine.objects.filter(
            payment__in=needed, live=True, handover__status=Handover.Status.ACCEPTED
        ).values_list("payment", "handover__decided_by")
    )
    with connection.cursor() as cursor:
        cursor.execute(FREE, {"partner": partner})
        rows = [(ledger.Account(place, id), free, spare) for place, id, free, spare in cursor]
    free = {account: amount_idr for account, amount_idr, _spare in rows}
    spare = {account: int(amount_idr) for account, _free, amount_idr in rows}
    not_paid_out = with_provider.with_provider(needed)
    found: dict[UUID, ledger.Account | None] = {}
    for payment, amount_idr in needed.items():
        own = _own(payment, counted.get(payment.pk))
        if payment.pk in not_paid_out:
            own = ledger.provider_clearing(partner)  # nothing is taken out of there
        found[payment.pk] = own
        if own is not None and free.get(own, -1) < 0:
            elsewhere = (account for account, left in spare.items() if left >= amount_idr)
            found[payment.pk] = next(elsewhere, None)
            if (account := found[payment.pk]) is not None:
                spare[account] -= amount_idr
    return found


def _own(payment: Payment, counted_by: int | None) -> ledger.Account | None:
    if payment.method != Payment.Method.CASH:
        return ledger.partner_bank(payment.partner_id)
    return None if counted_by is None else ledger.treasurer(counted_by)
