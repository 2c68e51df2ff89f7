"""Races with real threads."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

AtOnce = Callable[..., list[Any]]


@pytest.fixture
def at_once() -> AtOnce:
    """Runs functions in threads which set out together, each with connections of its own.

    `at_once(f, g)` answers a list: what each returned, or the exception it raised.
    """
    return _at_once


def _at_once(*functions: Callable[[], Any]) -> list[Any]:
    start = threading.Barrier(len(functions))

    def run(function: Callable[[], Any]) -> Any:
        try:
            connections["default"].ensure_connection()  # so that the race is not for connecting
            start.wait(timeout=20)
            return function()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(functions)) as threads:
        return list(threads.map(run, functions))
