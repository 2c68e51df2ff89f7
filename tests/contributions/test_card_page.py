"""The page behind the QR of a card: tells its holder enough, and a stranger nothing."""

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions.views.cards import CardThrottle
from members import cards
from members.models import Member
from tests.factories import (
    NOON,
    NOVEMBER,
    make_auditor,
    make_collector,
    make_market,
    make_member,
    make_paid_month,
    make_reviewer,
    make_treasurer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def member():
    member = make_member(market=make_market(name="Pasar Cisarua"), name="Siti Aminah")
    make_paid_month(member=member, month=NOVEMBER, remitted_on=NOVEMBER.replace(day=9))
    return member


@pytest.fixture
def collector(member):
    return make_collector(market=member.market)


@pytest.fixture
def card(member, collector):
    return cards.make(member=member, by=collector, at=NOON)


def look(client, card, **how):
    return client.get(reverse("card", args=[card.token]), **how)


def test_it_says_until_when_she_is_protected_and_how_to_pay(client, card) -> None:
    answer = look(client, card)
    page = answer.content.decode()
    for said in ("Kartu berlaku", card.check_code, "S*** A***", "30 November 2026", "dengan NIK"):
        assert said in page
    assert "Hari ini terlindungi" in page
    for hidden in ("Siti", "Aminah", "Cisarua", "1975", "Jalan Contoh"):
        assert hidden not in page
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_money_on_its_way_protects_nobody(client, collector) -> None:
    member = make_member(market=collector.assignments.get().market)
    make_paid_month(member=member, month=NOVEMBER, remitted_on=None)
    page = look(client, cards.make(member=member, by=collector, at=NOON)).content.decode()
    assert "Belum terlindungi" in page and "Hari ini tidak terlindungi" in page


@pytest.mark.parametrize("status", ["deceased", "ended"])
def test_a_card_of_who_is_gone_says_only_that_it_is_not_valid(client, card, status) -> None:
    Member.objects.update(status=status)
    page = look(client, card).content.decode()
    assert "Tidak berlaku" in page
    assert "S***" not in page and card.check_code not in page and "2026" not in page


def test_a_revoked_one_says_only_that_it_is_not_valid(client, card, collector) -> None:
    new = cards.replace(card=card, reason="lost", by=collector, at=NOON)
    page = look(client, card).content.decode()
    assert "Tidak berlaku" in page and "S***" not in page
    assert "Kartu berlaku" in look(client, new).content.decode()


def test_an_unknown_token_is_not_found(client, card) -> None:
    for token in ("x" * 22, card.token[:-1], "a\x00b"):
        assert client.get(reverse("card", args=[token])).status_code == 404


def test_who_asks_too_often_waits_and_learns_nothing(client, card, monkeypatch) -> None:
    monkeypatch.setattr(CardThrottle, "rate", "2/min")
    answers = [look(client, card, REMOTE_ADDR="203.0.113.7") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "S***" not in answers[-1].content.decode()
    assert look(client, card, REMOTE_ADDR="203.0.113.8").status_code == 200


def test_it_takes_few_queries(client, card) -> None:
    with CaptureQueriesContext(connection) as captured:
        look(client, card)
    assert len(captured) <= 12


def test_it_is_made_printed_and_replaced_from_the_members_page(client, member, collector) -> None:
    client.force_login(collector)
    url = reverse("member_card", args=[member.pk])
    assert url in client.get(reverse("member_page", args=[member.pk])).content.decode()
    paper = reverse("member_card_pdf", args=[member.pk])
    sheet = reverse("member_card_print", args=[member.pk])
    assert client.get(paper).url == client.get(sheet).url == url
    for _twice in range(2):
        client.post(url, {"go": "make"})
    card = member.cards.get()
    assert card.check_code in client.get(url).content.decode()
    answer = client.get(paper)
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    answer = client.get(sheet)
    printed = answer.content.decode()
    assert card.check_code in printed and "<svg" in printed and "Siti Aminah" in printed
    assert answer["Cache-Control"] == "private, no-store"
    again = {"go": "replace", "card": card.pk}
    assert "Pilih alasannya." in client.post(url, again).content.decode()
    for _twice in range(2):
        page = client.post(url, {**again, "reason": "lost"}, follow=True).content.decode()
    assert "Hilang" in page and member.cards.count() == 2


def test_an_auditor_prints_no_cards_and_a_treasurer_does(client, member) -> None:
    url = reverse("member_card", args=[member.pk])
    client.force_login(make_auditor(partner=member.market.partner))
    assert client.get(url).status_code == 404
    client.force_login(make_treasurer(partner=member.market.partner))
    assert client.get(url).status_code == 200


def check(client, code) -> str:
    return client.get(reverse("check_card"), {"kode": code}).content.decode()


def test_staff_check_the_code_that_is_read_out_to_them(client, card, collector, member) -> None:
    branch = make_reviewer(branch=member.market.partner.branch)
    code = f"{card.check_code[:3]} {card.check_code[3:]}".lower()
    for user in (collector, make_treasurer(partner=member.market.partner), branch):
        client.force_login(user)
        page = check(client, code)
        for said in ("Kartu berlaku", "Siti Aminah", "Pasar Cisarua", "30 November 2026"):
            assert said in page
    cards.replace(card=card, reason="lost", by=collector, at=NOON)
    page = check(client, code)
    assert "Tidak berlaku" in page and "Hilang" in page and "30 November" not in page
    assert "Tidak ada kartu" in check(client, "ZZZZZZ")
    assert "Isi kode periksa" in check(client, " ")


def test_the_card_of_who_has_died_does_not_count(client, card, collector) -> None:
    Member.objects.update(status="deceased")
    client.force_login(collector)
    page = check(client, card.check_code)
    assert "Tidak berlaku" in page and "Meninggal dunia" in page


def test_a_stranger_learns_nothing_from_a_code(client, card) -> None:
    for stranger in (make_reviewer(), make_treasurer(), make_collector(market=make_market())):
        client.force_login(stranger)
        page = check(client, card.check_code)
        assert "Tidak ada kartu" in page and "Siti" not in page


def test_checking_a_code_takes_few_queries(client, card, collector) -> None:
    client.force_login(collector)
    with CaptureQueriesContext(connection) as captured:
        check(client, card.check_code)
    assert len(captured) <= 8
