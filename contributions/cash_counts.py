"""Cash counted by denomination at a hand-over: rows of counts, and what a count comes to.

Who takes the cash counts without having been told what it should be, nor what the collector
counted: she writes down what lies before her, not what is expected [policy]. Only then the page
compares. She may count again; every count is kept, so a count mended after the comparison shows.
"""

import datetime as dt
from collections.abc import Mapping

from contributions.models import CashCount, Handover
from contributions.models.cash_count import DENOMINATIONS, column
from markets.models import User

# How many pieces of each denomination, by its worth in rupiah.
Pieces = Mapping[int, int]


def total_idr(pieces: Pieces) -> int:
    """What these notes and coins are worth together."""
    unknown = set(pieces) - set(DENOMINATIONS)
    if unknown or any(number < 0 for number in pieces.values()):
        raise ValueError(f"no such notes or coins: {dict(pieces)}")
    return sum(worth * number for worth, number in pieces.items())


def pieces_of(amount_idr: int) -> dict[int, int]:
    """The fewest notes and coins that make up an amount of whole fifties.

    For tests and the demo, whose people count too.
    """
    pieces, left = {}, amount_idr
    for worth in DENOMINATIONS:
        pieces[worth], left = divmod(left, worth)
    if left:
        raise ValueError(f"no notes and coins make up Rp{amount_idr}")
    return {worth: number for worth, number in pieces.items() if number}


def store(*, handover: Handover, side: str, pieces: Pieces, by: User, at: dt.datetime) -> CashCount:
    """Write a count; the hand-over waits and is locked."""
    count = CashCount(
        handover=handover,
        side=side,
        by=by,
        at=at,
        total_idr=total_idr(pieces),
        **{column(worth): number for worth, number in pieces.items()},
    )
    count.save(force_insert=True)
    return count


def of_collector(*, handover: Handover) -> CashCount | None:
    """What the collector counted; None where she was not asked to."""
    return handover.counts.filter(side=CashCount.Side.COLLECTOR).first()


def latest_of(*, handover: Handover, by: User) -> CashCount | None:
    """The last count of this treasurer; None before she has counted."""
    counts = handover.counts.filter(side=CashCount.Side.TREASURER, by=by)
    return counts.order_by("-pk").first()
