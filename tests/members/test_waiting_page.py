"""A collector meets who began from a poster: finds her, goes on, takes the consent, sends."""

import re

import pytest
from django.urls import reverse

from members import self_enrolment
from members.models import Consent, Enrolment, EnrolmentDraft
from tests.factories import NOON, make_collector, make_enrolment, make_nik
from tests.members.activations import make_poster, make_waiting
from tests.photos import enclosed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_collector")]


@pytest.fixture
def poster(market):
    return make_poster(market=market)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def take(client, waiting):
    return client.post(reverse("take_waiting", args=[waiting.pk]))


def test_she_is_shown_with_place_phone_and_code(client, poster, collector) -> None:
    waiting = make_waiting(poster=poster)
    page = client.get(reverse("waiting_list")).content.decode()
    assert "Siti Contoh" in page and "Pasar Cisarua" in page
    assert self_enrolment.code(waiting.pk) in page and "tel:+6281234567890" in page
    first = client.get(reverse("enrol")).content.decode()
    assert "1 orang dari poster menunggu ditemui" in first


def test_met_she_agrees_and_is_sent(client, poster, collector) -> None:
    waiting = make_waiting(poster=poster)
    answer = take(client, waiting)
    page = client.get(answer.url).content.decode()
    assert "<h1>Foto KTP</h1>" in page, "the first page that she could not fill in herself"
    typed = {**hidden(page), "family_asked": "1", "participant": "false"}
    assert typed["name"] == "Siti Contoh"
    page = client.post(reverse("enrol"), {**typed, "go": "send"}).content.decode()
    assert "<h1>Persetujuan</h1>" in page, "nothing is sent without her consent"
    assert not Enrolment.objects.exists()
    waiting.refresh_from_db()
    enclosed(draft=waiting)
    typed |= {"consent_version": "2", "consent_how": "sheet_photo"}
    client.post(reverse("enrol"), {**typed, "go": "send"})
    sent = Enrolment.objects.get()
    assert (sent.entered_by, sent.member.name) == (collector, "Siti Contoh")
    assert Consent.objects.get().taken_by == collector
    assert not EnrolmentDraft.objects.exists()


def test_the_collector_learns_of_a_known_nik_when_she_goes_on(client, market, poster, collector):
    number = make_nik()
    make_enrolment(market=market, nik=number)
    page = client.get(take(client, make_waiting(poster=poster, nik=number)).url).content.decode()
    assert "<h1>NIK dan nama</h1>" in page and "NIK ini sudah terdaftar" in page


def test_taken_by_a_colleague_meanwhile_it_says_so(client, market, poster, collector) -> None:
    waiting = make_waiting(poster=poster)
    self_enrolment.take(id=waiting.pk, by=make_collector(market=market), at=NOON)
    page = client.post(reverse("take_waiting", args=[waiting.pk]), follow=True).content.decode()
    assert "Kolektor lain sudah mengambil pendaftaran ini." in page


def test_taken_it_stands_among_the_begun_ones_and_can_be_given_back(
    client, poster, collector
) -> None:
    waiting = make_waiting(poster=poster)
    take(client, waiting)
    page = client.get(reverse("enrolments_mine")).content.decode()
    assert "Dari poster" in page and "Kembalikan ke daftar tunggu" in page
    client.post(reverse("give_back_waiting", args=[waiting.pk]))
    assert "Siti Contoh" in client.get(reverse("waiting_list")).content.decode()


def test_the_list_searches_and_says_when_nobody_waits(client, poster, collector) -> None:
    url = reverse("waiting_list")
    assert "Tidak ada yang menunggu" in client.get(url).content.decode()
    make_waiting(poster=poster)
    assert "Tidak ada yang cocok" in client.get(url, {"q": "000-000x"}).content.decode()


@pytest.mark.parametrize("count", [2, 15])
def test_it_asks_as_much_for_many(
    client, poster, collector, count, django_assert_max_num_queries
) -> None:
    for number in range(count):
        make_waiting(poster=poster, address=f"192.0.2.{number}")
    with django_assert_max_num_queries(7):
        client.get(reverse("waiting_list"))
