"""One's own account: what it says, and how large one's letters are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from markets.models import TextSize
from tests.factories import make_auditor, make_collector

pytestmark = pytest.mark.django_db
ACCOUNT = reverse("account")


@pytest.fixture
def collector(client):
    collector = make_collector()
    client.force_login(collector)
    return collector


def choose(client, size):
    return client.post(ACCOUNT, {"text_size": size}, follow=True)


def test_letters_are_as_usual_until_somebody_chooses(client, collector):
    page = client.get(ACCOUNT)
    assert '<html lang="id">' in page.text
    assert page.context["form"]["text_size"].value() == "normal"


@pytest.mark.parametrize("size", [TextSize.LARGE, TextSize.LARGEST])
def test_large_letters_stay_on_every_page(client, collector, size):
    page = choose(client, size)
    assert f'<html lang="id" class="text-{size}">' in page.text
    assert "Ukuran huruf Anda sudah disimpan." in page.text
    assert page.context["form"]["text_size"].value() == size
    for url in (reverse("further_pages"), reverse("enrol"), "/tidak-ada-di-sini/"):
        assert f'class="text-{size}"' in client.get(url).text


def test_letters_become_as_usual_again(client, collector):
    choose(client, TextSize.LARGEST)
    assert '<html lang="id">' in choose(client, TextSize.NORMAL).text


def test_the_choice_is_ones_own_and_an_auditor_has_it_too(client, collector):
    auditor = make_auditor()
    client.force_login(auditor)
    choose(client, TextSize.LARGE)
    collector.refresh_from_db()
    auditor.refresh_from_db()
    assert (collector.text_size, auditor.text_size) == (TextSize.NORMAL, TextSize.LARGE)


@pytest.mark.parametrize("sent", [{}, {"text_size": "huge"}])
def test_what_is_no_size_is_refused_beside_the_choice(client, collector, sent):
    page = client.post(ACCOUNT, sent)
    assert page.status_code == 200
    assert page.context["form"].errors["text_size"]
    collector.refresh_from_db()
    assert collector.text_size == TextSize.NORMAL


def test_the_size_of_letters_costs_no_query(client, collector):
    further = reverse("further_pages")
    with CaptureQueriesContext(connection) as as_usual:
        client.get(further)
    choose(client, TextSize.LARGE)
    with CaptureQueriesContext(connection) as large:
        client.get(further)
    assert len(large) == len(as_usual) <= 12


def test_a_choice_is_no_history(client, collector):
    before = collector.events.count()
    choose(client, TextSize.LARGE)
    assert collector.events.count() == before
