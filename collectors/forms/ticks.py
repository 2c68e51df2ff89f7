"""Who is ticked on a collection sheet of several pages: on this page, or brought from another."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.utils.datastructures import MultiValueDict

from markets.row_ids import row_id

CARRIED = "bawa"


def ticked(sent: MultiValueDict[str, str]) -> dict[int, str]:
    """By id of a member for how many months she is ticked, as it was sent; in that order.

    Who stands on the page that was sent counts by her tick there, all others as they were brought.
    """
    found: dict[int, str] = {}
    for value in sent.getlist(CARRIED):
        named, _dash, count = value.partition("-")
        if (pk := row_id(named)) is not None and count.isdecimal():
            found[pk] = count[:4]
    for named in sent.getlist("anggota"):
        if (pk := row_id(named)) is None:
            continue
        if sent.get(f"p{pk}-pays"):
            found[pk] = sent.get(f"p{pk}-count", "")
        else:
            found.pop(pk, None)
    return found


def as_sent(ticks: dict[int, str]) -> dict[str, str]:
    """The same as the lines of a page send it."""
    lines = {f"p{pk}-count": count for pk, count in ticks.items()}
    return lines | {f"p{pk}-pays": "on" for pk in ticks}


def carried(pk: int, count: int | str) -> str:
    """One tick as it is brought to another page."""
    return f"{pk}-{count}"


def query(ticks: Iterable[tuple[int, int | str]]) -> str:
    """All of them for an address."""
    return urlencode([(CARRIED, carried(pk, count)) for pk, count in ticks])
