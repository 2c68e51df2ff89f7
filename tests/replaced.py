"""Builder of links of receipts that were replaced."""

import datetime as dt

from contributions import receipt_links
from contributions.models import Payment, ReplacedLink
from markets.models import User
from tests.factories import NOON


def make_replaced_link(
    payment: Payment,
    *,
    by: User | None = None,
    at: dt.datetime = NOON,
    reason: str = ReplacedLink.Reason.LOST,
) -> ReplacedLink:
    """The link that opened this receipt opens nothing any more."""
    return receipt_links.replace(
        payment=payment,
        former_token=receipt_links.token_of(payment),
        reason=reason,
        by=by or payment.taken_by,
        at=at,
    )
