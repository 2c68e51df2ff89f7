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
    "contributions.ReceiptSeries": {"holder": lambda _number: factories.make_collector()},
    "contributions.Phone": {
        "series": lambda number: ReceiptSeries.objects.create(
            code=f"P{number}", holder=factories.make_collector(), is_of_phone=True
        ),
        "lost_at": None,
        "lost_by": None,
        "lost_reason": "",
    },
    "contributions.OfflinePayment": {
        "phone": None,
        "settled_at": None,
        "settled_by": None,
        "note": "",
    },
}
