"""The races here take guards away and meet as those of the money do."""

from tests.contributions.conftest import no_locks

__all__ = ["no_locks"]
