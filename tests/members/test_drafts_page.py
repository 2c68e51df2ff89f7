"""A begun enrolment is taken up again: on this phone, on another one, after a killed tab."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from members import drafts
from members.models import EnrolmentDraft, Member
from tests.factories import make_collector, make_draft, make_market, make_nik

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def collector(client):
    user = make_collector(market=make_market())
    client.force_login(user)
    return user


def first_page(client) -> dict[str, str]:
    page = client.get(reverse("enrol")).content.decode()
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def send(client, hidden, **typed):
    return client.post(reverse("enrol"), {**hidden, "go": "next", **typed})


def test_every_page_that_is_sent_is_kept(client, collector) -> None:
    hidden = first_page(client)
    number = make_nik(birth_date=dt.date(1968, 3, 27), sex="female")
    send(client, hidden, step="kartu", nik=number, name="Siti Contoh")
    assert drafts.typed(EnrolmentDraft.objects.get()) == {"nik": number, "name": "Siti Contoh"}
    send(client, hidden, step="diri", nik=number, name="Siti Contoh", birth_place="Bogor")
    kept = drafts.typed(EnrolmentDraft.objects.get())
    assert kept["birth_place"] == "Bogor"
    assert not Member.objects.exists()


def test_what_was_refused_is_kept_too(client, collector) -> None:
    send(client, first_page(client), step="kartu", nik="3201", name="Siti Contoh")
    assert drafts.typed(EnrolmentDraft.objects.get())["nik"] == "3201"


def test_nothing_is_kept_of_an_empty_page_or_under_a_broken_id(client, collector) -> None:
    send(client, first_page(client), step="kartu", nik="", name="")
    send(client, {"draft": "none"}, step="kartu", nik="3201", name="Siti")
    assert not EnrolmentDraft.objects.exists()


def test_what_is_no_field_of_the_pages_is_not_kept(client, collector) -> None:
    send(client, first_page(client), step="kartu", name="Siti", anything="x" * 5000)
    assert "anything" not in drafts.typed(EnrolmentDraft.objects.get())


def test_it_opens_on_the_first_page_that_still_misses_something(client, collector) -> None:
    number = make_nik(birth_date=dt.date(1968, 3, 27))
    draft = make_draft(by=collector, nik=number, name="Siti Contoh")
    page = client.get(reverse("continue_enrolment", args=[draft.pk])).content.decode()
    assert "<h1>Data diri</h1>" in page
    assert f'name="nik" value="{number}"' in page
    assert f'name="draft" value="{draft.pk}"' in page


def test_it_goes_on_under_the_same_draft(client, collector) -> None:
    draft = make_draft(by=collector, nik=make_nik(), name="Siti Contoh")
    page = client.get(reverse("continue_enrolment", args=[draft.pk])).content.decode()
    assert f'action="{reverse("enrol")}"' in page
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    send(client, hidden, birth_place="Bogor")
    (kept,) = EnrolmentDraft.objects.all()
    assert kept.pk == draft.pk
    assert drafts.typed(kept)["birth_place"] == "Bogor"


def test_the_list_and_the_first_page_name_what_was_not_sent(client, collector) -> None:
    make_draft(by=collector, name="Siti Contoh")
    assert "1 pendaftaran belum dikirim" in client.get(reverse("enrol")).content.decode()
    page = client.get(reverse("enrolments_mine")).content.decode()
    assert "Belum dikirim" in page and "Siti Contoh" in page
    assert re.search(r"Disimpan \d+ November 2026, \d\d\.\d\d WIB", page)
    assert "Belum ada pendaftaran" not in page


def test_throwing_away_asks_first(client, collector) -> None:
    draft = make_draft(by=collector, name="Siti Contoh")
    address = reverse("throw_away_draft", args=[draft.pk])
    page = client.get(address).content.decode()
    assert "Siti Contoh" in page and EnrolmentDraft.objects.exists()
    answer = client.post(address, follow=True)
    assert "dihapus" in answer.content.decode()
    assert not EnrolmentDraft.objects.exists()


def test_a_colleague_of_the_same_market_does_not_find_it(client, collector) -> None:
    draft = make_draft(by=collector)
    client.force_login(make_collector(market=collector.assignments.get().market))
    for name in ("continue_enrolment", "throw_away_draft"):
        assert client.get(reverse(name, args=[draft.pk])).status_code == 404
    assert client.post(reverse("throw_away_draft", args=[draft.pk])).status_code == 404
    assert EnrolmentDraft.objects.exists()
