"""Changing people in the admin site while cash is with them."""

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db


def change(client, person, **changes):
    client.force_login(factories.make_admin())
    fields = ("username", "name", "phone", "role", "is_active")
    typed = {name: getattr(person, name) for name in fields}
    typed["partner"] = person.partner_id
    typed.update(changes)
    typed = {name: value for name, value in typed.items() if value not in (None, False)}
    answer = client.post(reverse("admin:markets_user_change", args=[person.pk]), typed)
    person.refresh_from_db()
    return answer


def test_who_holds_cash_keeps_role_and_partner(client, cast):
    cast.pay(cast.member())
    answer = change(client, cast.collector, role="treasurer")
    assert "masih memegang Rp8.400 uang tunai" in answer.text
    answer = change(client, cast.collector, partner=factories.make_partner().pk)
    assert "masih memegang Rp8.400 uang tunai" in answer.text
    assert (cast.collector.role, cast.collector.partner) == ("collector", cast.partner)


def test_a_treasurer_with_cash_keeps_her_role(client, cast):
    cast.pay(cast.member())
    cast.hand_over()
    assert "masih memegang" in change(client, cast.treasurer, role="collector").text


def test_who_holds_cash_may_be_made_inactive_or_renamed(client, cast):
    cast.pay(cast.member())
    change(client, cast.collector, is_active=False, name="Nama Baru")
    assert (cast.collector.is_active, cast.collector.name) == (False, "Nama Baru")


def test_whose_cash_was_handed_over_may_get_another_role_before_she_worked(client, cast):
    cast.pay(cast.member())
    cast.hand_over()
    change(client, cast.collector, role="treasurer")
    assert cast.collector.role == "treasurer"


def test_a_collector_who_has_worked_keeps_role_and_partner(client, cast):
    """Something of hers may wait on a phone."""
    client.force_login(cast.collector)
    other = factories.make_partner()
    for changes in ({"role": "treasurer"}, {"partner": other.pk}):
        assert "buatkan akun baru" in change(client, cast.collector, **changes).text
    assert (cast.collector.role, cast.collector.partner) == ("collector", cast.partner)
    change(client, cast.collector, is_active=False)
    assert not cast.collector.is_active


def test_a_treasurer_without_cash_may_get_another_role(client, cast):
    client.force_login(cast.treasurer)
    change(client, cast.treasurer, role="collector")
    assert cast.treasurer.role == "collector"
