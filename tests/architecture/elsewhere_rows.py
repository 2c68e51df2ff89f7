"""Rows of months paid elsewhere, to fill in their addresses with."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from contributions.models import PaidElsewhere
from tests.contributions.elsewhere import record


class ElsewhereRows:
    """What a side has of them."""

    cast: Any
    mark: str

    @cached_property
    def elsewhere(self) -> PaidElsewhere:
        """One that waits."""
        member = self.cast.member(name=f"Siti {self.mark}")
        return record(member, by=self.cast.collector, channel_name=f"Gerai {self.mark}")


OF_ONE = ("elsewhere_record", "elsewhere_proof", "answer_elsewhere", "withdraw_elsewhere")
ELSEWHERE_ARGUMENTS: dict[str, Callable[[Any], list[Any]]] = dict.fromkeys(
    OF_ONE, lambda side: [side.elsewhere.pk]
)
