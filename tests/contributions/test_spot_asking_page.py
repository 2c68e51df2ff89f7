"""Asking a drawn person on a phone: her name and place, and nothing of the books."""

import re

import pytest
from django.urls import reverse

from contributions import spot_asking
from contributions.models import SaidPayment, SpotAnswer, SpotCase
from tests import factories
from tests.contributions.spot import ask, make_spot_cast
from tests.factories import NOON

pytestmark = pytest.mark.usefixtures("at_noon")
MOST_QUERIES = 12


@pytest.fixture
def spot(db):
    return make_spot_cast()


@pytest.fixture
def person(spot):
    block = factories.make_block(market=spot.cast.market, name="Blok Ikan")
    stall = factories.make_stall(block=block, number="17")
    return spot.drawn(spot.cast.member(stall=stall, name="Siti Contoh"))


@pytest.fixture
def asker(client, spot, person):
    """The colleague who has taken her from the list."""
    spot_asking.take(person=person, by=spot.colleague, at=NOON)
    client.force_login(spot.colleague)
    return client


def page(person):
    return reverse("ask_spot_person", args=[person.pk])


def told(**fields):
    """What a form sends that tells of one payment."""
    return {"outcome": "paid", "p1-amount_idr": "Rp 8.400", "p1-receipt_in_hand": "no", **fields}


def test_the_list_names_whom_to_ask_and_taking_leads_to_her(client, spot, person):
    client.force_login(spot.colleague)
    listed = client.get(reverse("spot_tasks")).content.decode()
    assert "Siti Contoh" in listed
    assert "Blok Ikan · Kios 17" in listed
    taken = client.post(reverse("take_spot_person", args=[person.pk]))
    assert taken.url == page(person)
    assert "Siti Contoh" in client.get(taken.url).content.decode()


def test_her_own_collector_finds_nothing(client, spot, person):
    client.force_login(spot.cast.collector)
    assert "Siti Contoh" not in client.get(reverse("spot_tasks")).content.decode()
    assert client.get(page(person)).status_code == 404
    assert client.post(reverse("take_spot_person", args=[person.pk])).status_code == 404


def test_neither_list_nor_page_holds_anything_of_the_books_before_the_answer(asker, spot, person):
    payment = spot.cast.pay(person.member, count=3)  # Rp8.400 and twice Rp16.800
    assert spot_asking.given_to(user=spot.colleague, on=NOON.date()).exists()
    amounts = {line.amount_idr for line in payment.lines.all()} | {payment.amount_idr}
    figures = {f"{amount:,}".replace(",", ".") for amount in amounts} | set(map(str, amounts))
    secrets = figures | {payment.receipt, payment.series.code, str(payment.pk), payment.token}
    secrets |= {"Desember 2026", "Januari 2027", "Rp"}

    def secrets_in(answer):
        """Below the bar, which holds the asker's own cash; a form's token may hold any letters."""
        shown = answer.content.decode().split("<main")[1]
        shown = re.sub(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>', "", shown)
        return [secret for secret in secrets if secret in shown]

    for url in (page(person), reverse("spot_tasks")):
        assert secrets_in(asker.get(url)) == []
    # Nor does a form that is sent back because something is missing.
    assert secrets_in(asker.post(page(person), {"outcome": "paid"})) == []
    # The control: where the payment is shown, these are found.
    asker.force_login(spot.cast.collector)
    shown = asker.get(reverse("given_receipt", args=[payment.pk])).content.decode()
    assert payment.receipt in shown
    assert [figure for figure in figures if figure in shown] != []


def test_an_answer_is_stored_and_leads_back_to_the_list_without_a_word_of_the_books(
    asker, spot, person
):
    spot.cast.pay(person.member)
    answer = asker.post(page(person), told(**{"p1-amount_idr": "10.000", "note": "Ramah"}))
    assert answer.url == reverse("spot_tasks")
    body = asker.get(answer.url).content.decode()
    assert "Jawaban tersimpan" in body
    assert "8.400" not in body
    assert SpotCase.objects.get().kind == "amount"
    assert SpotAnswer.objects.get().note == "Ramah"


def test_several_payments_with_everything_she_knows(asker, spot, person):
    sent = told(
        **{
            "p1-months": "1",
            "p1-day": "2026-10-05",
            "p1-paid_to": spot.cast.collector.pk,
            "p1-receipt_in_hand": "yes",
            "p1-receipt_number": "A-1-000007",
            "p2-months": "2",
            "p2-receipt_in_hand": "no",
            "p2-paid_to_words": "Anak kolektor",
        }
    )
    assert asker.post(page(person), sent).status_code == 302
    first, second = SaidPayment.objects.order_by("pk")
    assert (first.amount_idr, first.paid_to) == (8_400, spot.cast.collector)
    assert (second.amount_idr, second.months, second.paid_to_words) == (None, 2, "Anak kolektor")
    kinds = SpotCase.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["receipt", "unrecorded"]


@pytest.mark.parametrize("outcome", ["not_paid", "refused", "not_found"])
def test_other_answers_need_nothing_more(asker, person, outcome):
    assert asker.post(page(person), {"outcome": outcome}).status_code == 302
    assert SpotAnswer.objects.get().outcome == outcome


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Pilih jawabannya."),
        ({"outcome": "paid"}, "Tulis apa yang dibayar"),
        (told(outcome="not_paid"), "Tulis apa yang dibayar"),
        (told(**{"p1-amount_idr": ""}) | {"p1-receipt_number": "7"}, "Isi jumlahnya"),
        (told(**{"p1-amount_idr": "banyak"}), "angka saja"),
        (told(**{"p1-amount_idr": "2.147.483.648"}), "Periksa angka nolnya"),
        (told(**{"p1-day": "2026-09-30"}), "dalam waktu yang ditanyakan"),
        (told(**{"p1-day": "2026-11-11"}), "dalam waktu yang ditanyakan"),
        (told(**{"p1-receipt_in_hand": ""}), "Pilih kuitansinya."),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_stored(asker, person, sent, sentence):
    answer = asker.post(page(person), sent)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not SpotAnswer.objects.exists()


def test_an_answer_is_never_changed(asker, person):
    asker.post(page(person), {"outcome": "not_paid"})
    again = asker.post(page(person), {"outcome": "refused"}, follow=True)
    assert "tidak lagi" in again.content.decode()
    assert SpotAnswer.objects.get().outcome == "not_paid"


def test_the_treasurer_sends_somebody_and_never_her_collector(client, spot, person):
    client.force_login(spot.cast.treasurer)
    url = reverse("send_spot_asker", args=[person.pk])
    body = client.get(url).content.decode()
    assert spot.colleague.name in body
    assert spot.cast.collector.name not in body
    assert client.post(url, {"user": spot.cast.collector.pk}).status_code == 200
    assert client.post(url, {"user": spot.colleague.pk}).url == reverse("spot_checks")
    assert person.askers.get().user == spot.colleague


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    client, spot, django_assert_max_num_queries
):
    spot.cast.member()
    client.force_login(spot.colleague)
    spot.draw()
    client.get(reverse("spot_tasks"))
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        client.get(reverse("spot_tasks"))
    other = make_spot_cast()
    for _number in range(5):
        other.cast.member()
    other.draw()
    client.force_login(other.colleague)
    client.get(reverse("spot_tasks"))
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        client.get(reverse("spot_tasks"))
    assert len(few) == len(many)


def test_who_has_answered_is_no_longer_on_the_list(client, spot, person):
    ask(person, spot.colleague)
    client.force_login(spot.colleague)
    assert "Siti Contoh" not in client.get(reverse("spot_tasks")).content.decode()
