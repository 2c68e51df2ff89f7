"""Spares the search for garbage what stays anyway.

Loaded tests and libraries are a million objects which live until the end: going through them
again and again, as rows and pages come and go, took a tenth of the tests' time.
"""

import gc

import pytest

gc.disable()  # while everything is imported and collected


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Leave out what is there before the first test, and look less often at what comes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()
