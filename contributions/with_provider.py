"""What was paid by QRIS and no provider has paid out yet: the money is with the provider.

A provider's statement confirms a charge; only its payout, a line of the bank's statement, brings
the money into the partner's bank account (`settlements.py`).
"""

from collections.abc import Iterable
from uuid import UUID

from contributions.models import Payment, SettledCharge

# Of a row named `payment`.
IS_WITH_PROVIDER = """
    (payment.method = 'qris' AND NOT EXISTS (
        SELECT FROM contributions_qrischarge charge
        JOIN contributions_settledcharge settled ON settled.charge_id = charge.id
        WHERE charge.payment_id = payment.id))
"""


def with_provider(payments: Iterable[Payment]) -> set[UUID]:
    """Which of these payments' money a provider still has; in one query, in none without QRIS."""
    by_qris = {row.pk for row in payments if row.method == Payment.Method.QRIS}
    if not by_qris:
        return set()
    paid_out = SettledCharge.objects.filter(charge__payment__in=by_qris)
    return by_qris - set(paid_out.values_list("charge__payment", flat=True))
