"""The card for a member's book: made once, revoked when it is lost, printed as A6."""

import re

import pytest

from members import card_paper, cards
from members.cards import UnableToMakeCard
from members.models import Card, Member
from tests.factories import NOON, make_collector, make_market, make_member

pytestmark = pytest.mark.django_db
ADDRESS = "https://mitra.example/kartu/abcdefghijklmnopqrstuv/"


@pytest.fixture
def member():
    return make_member(market=make_market(name="Pasar Cisarua"), name="Siti Contoh")


@pytest.fixture
def collector(member):
    return make_collector(market=member.market)


def test_a_member_has_one_valid_card_however_often_it_is_asked_for(member, collector) -> None:
    card = cards.make(member=member, by=collector, at=NOON)
    assert cards.make(member=member, by=make_collector(), at=NOON) == card
    assert (card.made_by, card.market) == (collector, member.market)
    assert len(card.token) == 22 and re.fullmatch("[A-Z2-7]{6}", card.check_code)
    other = cards.make(member=make_member(), by=collector, at=NOON)
    assert other.token != card.token and other.check_code != card.check_code


def test_a_lost_card_is_revoked_and_a_new_one_made(member, collector) -> None:
    lost = cards.make(member=member, by=collector, at=NOON)
    new = cards.replace(card=lost, reason="lost", by=collector, at=NOON)
    assert new.token != lost.token and cards.of(member) == new
    lost.refresh_from_db()
    assert (lost.revoked_by, lost.revoked_at, lost.revoke_reason) == (collector, NOON, "lost")
    assert cards.replace(card=lost, reason="damaged", by=collector, at=NOON) == new
    assert Card.objects.count() == 2


def test_a_reason_is_needed(member, collector) -> None:
    card = cards.make(member=member, by=collector, at=NOON)
    with pytest.raises(UnableToMakeCard):
        cards.replace(card=card, reason="", by=collector, at=NOON)
    assert cards.of(member) == card


@pytest.mark.parametrize("status", ["applying", "rejected", "ended", "deceased"])
def test_only_the_insured_get_one(member, collector, status) -> None:
    Member.objects.update(status=status)
    with pytest.raises(UnableToMakeCard):
        cards.make(member=member, by=collector, at=NOON)


@pytest.mark.parametrize("name", ["Siti Contoh", "Siti " * 24, "Şükrü Çelik 山"])
def test_the_paper_is_one_page_of_a6_whatever_the_name(member, collector, name) -> None:
    Member.objects.update(name=name, membership_number="26000000001")
    card = cards.make(member=Member.objects.get(), by=collector, at=NOON)
    paper = card_paper.pdf(card, address=ADDRESS)
    assert paper.startswith(b"%PDF-") and paper.count(b"/Type /Page\n") == 1
    [box] = set(re.findall(rb"/MediaBox \[([0-9. ]+)\]", paper))
    width, height = (float(side) * 25.4 / 72 for side in box.split()[2:])
    assert (round(width), round(height)) == (105, 148)
    assert len(paper) < 20_000
