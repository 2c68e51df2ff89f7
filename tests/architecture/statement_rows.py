"""QRIS and statements on one side, and what fills in their addresses."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from contributions.models import QrisCode
from tests.contributions import qris_samples
from tests.contributions.money import Cast


class StatementRows:
    """A market's code."""

    mark: str
    cast: Cast

    @cached_property
    def qris_code(self) -> QrisCode:
        return qris_samples.make_qris_code(market=self.cast.market, name=f"TOKO {self.mark}")


STATEMENT_ARGUMENTS: dict[str, Callable[[Any], list[Any]]] = {
    "record_qris_code": lambda side: [side.qris_code.market_id],
    "end_qris_code": lambda side: [side.qris_code.market_id],
}
