"""The check code of a slip that a phone gave without a signal: it proves number, months and sum.

Phone and server hold the same key: the phone works the code out where nobody answers, we know it
again. The key stands nowhere: it is derived from a secret of ours and the phone's id, given to the
phone once, and kept there where no script can read it.
"""

import datetime as dt
import hmac
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings

from contributions.receipt_code import LENGTH, SIGNS
from members import sealing


def signing_key(*, phone: UUID) -> bytes:
    """The 32 bytes under which that phone signs."""
    return sealing.derived(settings.NIK_INDEX_KEY, b"phone " + phone.bytes)


def of(*, phone: UUID, receipt: str, member: int, months: Sequence[dt.date], total_idr: int) -> str:
    """The code on the slip with that number, for those months at that sum in rupiah."""
    first, last = months[0], months[-1]
    facts = f"{receipt}|{member}|{first:%Y-%m}|{last:%Y-%m}|{total_idr}"
    digest = hmac.digest(signing_key(phone=phone), facts.encode(), "sha256")
    return "".join(SIGNS[byte % len(SIGNS)] for byte in digest[:LENGTH])
