"""Accounts of a partner; and for races what takes the guards away."""

import re
from typing import Any

import pytest
from django.db.models import QuerySet

from contributions.models import PartnerAccount, Remittance
from markets.models import User
from tests import factories
from tests.contributions import qris_samples
from tests.contributions.money import Cast


@pytest.fixture
def provider(cast: Cast) -> PartnerAccount:
    """The provider's account of the market's QRIS code."""
    return qris_samples.make_qris_code(market=cast.market).account


@pytest.fixture
def bank(provider: PartnerAccount) -> PartnerAccount:
    """The bank account into which the provider pays out."""
    return provider.settles_into


@pytest.fixture
def deputy(cast: Cast) -> User:
    """Another treasurer of the same partner."""
    return factories.make_treasurer(partner=cast.partner)


@pytest.fixture
def posted(cast: Cast) -> Remittance:
    """A list of Rp16.800, of which nothing has been sent yet."""
    for reference in "12":
        cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference=reference)
    return cast.post_unsent()


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are read without being locked."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self.all())
    raw = QuerySet.raw

    def unlocked(self: Any, statement: str, *args: Any, **fields: Any) -> Any:
        return raw(self, re.sub("FOR NO KEY UPDATE.*", "", statement), *args, **fields)

    monkeypatch.setattr(QuerySet, "raw", unlocked)
