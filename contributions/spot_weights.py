"""The rule of the spot check's lots: how many each member has and why, how many are drawn [policy].

Everybody has one lot. What makes it likelier that cash was taken and not entered adds more.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

EVERYBODY = 1

MANY_VOIDS = "many_voids"
NUMBERS = "numbers"
OLD_CASH = "old_cash"
SHORT = "short"
NOT_PAYING = "not_paying"

# What adds lots: how many, and in words.
ADDS: dict[str, tuple[int, Any]] = {
    # Of the collector who takes her dues.
    MANY_VOIDS: (2, _("Kolektornya banyak membatalkan kuitansi")),
    NUMBERS: (3, _("Nomor kuitansi kolektornya tidak lengkap")),
    OLD_CASH: (2, _("Kolektornya terlalu lama memegang uang")),
    SHORT: (2, _("Uang serah terima kolektornya kurang")),
    # Of herself: nobody found her stall closed.
    NOT_PAYING: (3, _("Lama tercatat tidak membayar, lapaknya buka")),
}
# So many receipts of one person undone in ninety days are many.
VOIDS_ARE_MANY = 3
# Long is: so many months past due and unpaid, or lapsed.
MONTHS_ARE_LONG = 2

# Of a market one in fifty is asked, but at least five (or all) and at most thirty.
ONE_IN, AT_LEAST, AT_MOST = 50, 5, 30


def weight(reasons: Iterable[str]) -> int:
    """How many lots somebody has for whom these reasons hold."""
    return EVERYBODY + sum(ADDS[reason][0] for reason in reasons)


def words(reasons: Iterable[str]) -> list[str]:
    """The reasons as people read them."""
    return [str(ADDS[reason][1]) for reason in reasons]


def wanted(people: int) -> int:
    """How many of so many people of a market are drawn."""
    return min(people, AT_MOST, max(AT_LEAST, -(-people // ONE_IN)))
