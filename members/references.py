"""Our own reference of a person, for lists that travel to BPJS and back: `P1234-07`.

It is her row's number with two check digits (ISO 7064 mod 97-10), so that a slip of the finger
names nobody instead of a stranger. It tells nothing about her to who lacks the database.
"""

import re

WRITTEN = re.compile(r"P?([0-9]{1,15})([0-9]{2})")


class InvalidReference(ValueError):
    """What was typed is no reference of ours."""


def written(member_id: int) -> str:
    """The reference of the member with that id."""
    return f"P{member_id}-{_check_digits(member_id):02}"


def read(text: str) -> int:
    """The id behind a reference; spaces, dashes and small letters are forgiven.

    Raises InvalidReference, also where the check digits do not fit.
    """
    match = WRITTEN.fullmatch(re.sub(r"[\s.\-‐-―]+", "", text).upper())
    if match is None or int(match[2]) != _check_digits(int(match[1])):
        raise InvalidReference
    return int(match[1])


def _check_digits(number: int) -> int:
    return 98 - number * 100 % 97
