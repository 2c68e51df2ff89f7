"""Builders of rows about membership numbers (KPJ)."""

import datetime as dt

from markets.models import User
from members import number_lists
from members.models import NumberList
from tests.factories import NOON


def make_number_list(
    *, by: User, at: dt.datetime = NOON, rows: list[tuple[str, ...]] | None = None, name: str = "x"
) -> NumberList:
    """A list as a reviewer uploads it: rows of NIK or reference, and KPJ."""
    lines = [("NIK", "Referensi", "KPJ"), *(rows or [("", "P1-95", "12345678901")])]
    data = "\n".join(";".join(line) for line in lines).encode()
    return number_lists.upload(data=data, file_name=name, by=by, at=at)
