"""Answers to people who are logged in: nobody else's, and for as long as they keep coming."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse

from markets.models import User
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db
COOKIE = settings.SESSION_COOKIE_NAME


@pytest.fixture
def collector(client, time_machine):
    time_machine.move_to(NOON)
    collector = factories.make_collector()
    client.force_login(collector)
    return collector


@pytest.mark.parametrize("page", ["account", "worklist", "enrolments_mine", "simulation"])
def test_pages_for_a_person_are_not_kept_for_others(client, collector, page):
    assert client.get(reverse(page)).headers["Cache-Control"] == "private, no-cache"


def test_pages_with_a_code_are_not_kept_at_all(client):
    treasurer = factories.make_treasurer()
    client.force_login(treasurer)
    helped = factories.make_collector(partner=treasurer.partner)
    page = client.get(reverse("issue_password_code", args=[helped.pk]))
    assert "no-store" in page.headers["Cache-Control"]


def test_pages_for_everybody_may_be_kept(client):
    assert "Cache-Control" not in client.get(reverse("simulation")).headers


def test_who_comes_every_day_stays_logged_in(client, collector, time_machine):
    for day in range(2, 42, 10):
        time_machine.move_to(NOON + dt.timedelta(days=day))
        answer = client.get(reverse("account"))
        assert answer.status_code == 200
        assert answer.cookies[COOKIE]["max-age"] == settings.SESSION_COOKIE_AGE
        assert Session.objects.get().expire_date >= NOON + dt.timedelta(days=day + 14)


def test_the_session_is_written_once_a_day(client, collector, time_machine):
    assert COOKIE not in client.get(reverse("account")).cookies
    time_machine.move_to(NOON + dt.timedelta(days=2))
    assert COOKIE in client.get(reverse("account")).cookies
    time_machine.move_to(NOON + dt.timedelta(days=2, hours=23))
    assert COOKIE not in client.get(reverse("account")).cookies


def test_who_has_never_logged_in_by_the_page_is_served_too(client, collector):
    User.objects.update(last_login=None)
    assert client.get(reverse("account")).status_code == 200
