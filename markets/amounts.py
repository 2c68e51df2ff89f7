"""Whole rupiah as people write them."""

import re

RUPIAH = re.compile(r"(?:rp\.?)?(\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(?:-|00))?")
MOST_IDR = 2**31 - 1  # what the columns for one person's money hold
MOST_SUM_IDR = 10**12 - 1  # of many people's
MOST_DIGITS = 15  # more is a slip of the finger, and long numbers are slow to read


class NotAnAmount(ValueError):
    """What was written is no whole number of rupiah."""


def parse(text: str) -> int:
    """The rupiah written there: `Rp`, dots and spaces are forgiven, cents are refused.

    Raises NotAnAmount.
    """
    typed = " ".join(text.lower().split())
    match = RUPIAH.fullmatch(typed.replace("rp. ", "rp").replace("rp ", "rp"))
    digits = re.sub(r"\D", "", match[1]) if match else ""
    if not digits or len(digits) > MOST_DIGITS:
        raise NotAnAmount
    return int(digits)
