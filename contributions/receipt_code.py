"""The check code of a receipt: eight signs that only its owner and we can know.

Whoever has no smartphone reads it out with the number of the receipt. It is worked out from the
payment under a key of its own, so it stands nowhere in the database and cannot be made up.
"""

import hmac

from django.conf import settings

from contributions.models import Payment
from members import sealing

# Sixteen signs that Indonesian names with different sounds, and that look like no other: no 0 and
# 1 beside O and I, no B, C, D, E, G, P, W, Z beside T (te), no S beside F, no N beside M, no V and
# X. Eight of them are 32 bits.
SIGNS = "23456789AFKMRTUY"
LENGTH = 8


def of(payment: Payment) -> str:
    """The code of that payment; load its series with it.

    Where a phone gave the receipt, the one that its slip carries.
    """
    if payment.series.is_of_phone:
        return payment.offline.code
    key = sealing.derived(settings.NIK_INDEX_KEY, b"receipt code")
    facts = f"{payment.pk} {payment.receipt} {payment.amount_idr} {payment.business_day:%Y-%m-%d}"
    digest = hmac.digest(key, facts.encode(), "sha256")
    return "".join(SIGNS[byte % len(SIGNS)] for byte in digest[:LENGTH])


def written(code: str) -> str:
    """The code as it is printed and said, in two halves: `4K7M-29TA`."""
    return f"{code[:4]}-{code[4:]}"


def plain(typed: str) -> str:
    """A code as it was typed, without spaces, dashes and small letters."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def is_of(payment: Payment, *, typed: str) -> bool:
    """Whether that is the payment's code, however it was typed."""
    return hmac.compare_digest(plain(typed).encode(), of(payment).encode())
