"""What the constraints ask of examples of receipts."""

from typing import Any

from contributions.models import ReceiptSeries
from tests import factories

PAYMENT_PARTICULARS: dict[str, dict[str, Any]] = {
    "contributions.Payment": {
        "amount_idr": 8_400,
        "number": 1,
        "series": lambda number: ReceiptSeries.objects.create(
            code=f"X{number}", holder=factories.make_collector(), last_number=1
        ),
    },
    "contributions.PaymentLine": {"amount_idr": 8_400},
}
