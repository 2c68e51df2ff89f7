"""The same entry from two tabs at once is stored once; without its guard it would not be."""

import pytest
from django.db.models import QuerySet
from django.test import Client

from collectors import visits
from collectors.models import Visit
from contributions import offline_payments
from contributions.models import OfflinePayment, Payment
from members import drafts
from members.models import EnrolmentDraft
from tests.collectors.phone_api import Sending, draft, make_sending, visit
from tests.contributions.money import make_cast, no_differences
from tests.factories import NOON


@pytest.fixture
def cast(scratch_database):
    return make_cast()


@pytest.fixture
def tabs(cast, monkeypatch):
    """Two tabs of the collector's phone, at noon."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    first, other = make_sending(cast, Client()), Client()
    other.force_login(cast.collector)
    return first, Sending(other, first.phone)


def sent_at_once(tabs, at_once, *entries):
    """The statuses that both tabs were answered for each of the entries."""
    answers = at_once(*(lambda tab=tab: tab.results(*entries) for tab in tabs))
    return [sorted(result["status"] for result in both) for both in zip(*answers, strict=True)]


def test_a_payment_from_two_tabs_at_once_is_one(tabs, cast, at_once, meet) -> None:
    meet((offline_payments.phones, "promised"))
    entry = tabs[0].payment(cast.member(), number=1)
    assert sent_at_once(tabs, at_once, entry) == [[200, 201]]
    assert Payment.objects.count() == OfflinePayment.objects.count() == 1
    no_differences()


def test_a_whole_round_from_two_tabs_at_once_is_stored_once(tabs, cast, at_once) -> None:
    members = [cast.member() for _ in range(6)]
    entries = [tabs[0].payment(member, number=n) for n, member in enumerate(members, start=1)]
    entries += [visit(member) for member in members]
    assert sent_at_once(tabs, at_once, *entries) == [[200, 201]] * 12
    assert (Payment.objects.count(), Visit.objects.count()) == (6, 6)
    no_differences()


def test_a_visit_from_two_tabs_at_once_is_one(tabs, cast, at_once, meet) -> None:
    meet((visits, "_check"))
    assert sent_at_once(tabs, at_once, visit(cast.member())) == [[200, 201]]
    assert Visit.objects.count() == 1


def test_without_its_key_a_visit_would_be_stored_twice(
    tabs, cast, at_once, meet, scratch_database
) -> None:
    scratch_database.execute_as_owner(
        "ALTER TABLE collectors_visit DROP CONSTRAINT collectors_visit_pkey"
    )
    meet((visits, "_check"))
    assert sent_at_once(tabs, at_once, visit(cast.member())) == [[201, 201]]
    assert Visit.objects.count() == 2


def test_a_draft_from_two_tabs_at_once_is_one(tabs, at_once, meet) -> None:
    meet((drafts, "keep"))
    assert sent_at_once(tabs, at_once, draft()) == [[200, 201]]
    assert EnrolmentDraft.objects.count() == 1


def test_without_the_lock_on_its_user_neither_would_know_of_the_other(
    tabs, at_once, meet, monkeypatch
) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows.all())
    meet((drafts, "sealed"))
    assert sent_at_once(tabs, at_once, draft()) != [[200, 201]]
    assert EnrolmentDraft.objects.count() == 1  # the key is the second wall
