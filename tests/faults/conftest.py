"""The races here take guards away and meet as those of the money do."""

from tests.contributions.conftest import meet, no_locks

__all__ = ["meet", "no_locks"]
