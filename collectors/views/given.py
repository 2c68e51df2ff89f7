"""Receipts just given, with all that hands them to who paid: link, QR, check code, message."""

from typing import NamedTuple

from contributions import receipt_code, receipt_links, receipt_message
from contributions.models import Payment
from contributions.views.receipts import address_of
from markets.access import SignedInRequest
from members.qr_code import QrCode, qr_code


class Given(NamedTuple):
    """A receipt; `text` is the message that carries its `link`."""

    payment: Payment
    token: str
    link: str
    text: str
    code: str
    qr: QrCode


def given(request: SignedInRequest, payments: list[Payment]) -> list[Given]:
    """These receipts with the links that open them; load series with the payments."""
    tokens = receipt_links.tokens_of(payments)
    return [_one(request, payment, tokens[payment.pk]) for payment in payments]


def _one(request: SignedInRequest, payment: Payment, token: str) -> Given:
    link = address_of(request, token)
    text = receipt_message.message(
        number=payment.receipt,
        amount_idr=payment.amount_idr,
        link=link,
        is_practice=request.user.practice_of_id is not None,
    )
    code = receipt_code.written(receipt_code.of(payment))
    return Given(payment, token, link, text, code, qr_code(link))
