"""Ends a test that hangs, whatever it waits for, with the stacks of all its threads.

Its process ends with it. Of two processes a new one takes the place of that one and the other tests
go on; with `-n0` the run is over. pytest's own watch ceases when a test fails, before it cleans up.
"""

import faulthandler
import os
from collections.abc import Generator

import pytest

SECONDS, SECONDS_FOR_LONG_ONES = 900.0, 3600.0  # far beyond what they need on a slow machine
STDERR = os.dup(2)  # before pytest keeps what tests write


def _watch(item: pytest.Item) -> None:
    is_long = item.get_closest_marker("long") or item.get_closest_marker("by_hand")
    seconds = SECONDS_FOR_LONG_ONES if is_long else SECONDS
    faulthandler.dump_traceback_later(seconds, file=STDERR, exit=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """From its fixtures to the last of their ends."""
    _watch(item)
    try:
        return (yield)
    finally:
        faulthandler.cancel_dump_traceback_later()


@pytest.hookimpl(trylast=True)
def pytest_exception_interact(node: pytest.Item | pytest.Collector) -> None:
    """Go on watching after pytest has ceased to."""
    if isinstance(node, pytest.Item):
        _watch(node)
