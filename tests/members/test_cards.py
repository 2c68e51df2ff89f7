"""The card for a member's book: made once, revoked when it is lost, printed as A6."""

import re

import pytest
import segno

from members import card_paper, cards
from members.cards import UnableToMakeCard
from members.models import Card, Member
from members.qr_code import qr_code
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
    assert len(card.token) == 22 and re.fullmatch("[A-HJ-NP-Z2-9]{6}", card.check_code)
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


def test_a_code_that_is_taken_is_not_given_again(member, collector, monkeypatch) -> None:
    taken = cards.make(member=member, by=collector, at=NOON).check_code
    letters = iter([*taken, *"WXYZ23"])
    monkeypatch.setattr(cards.secrets, "choice", lambda _letters: next(letters))
    assert cards.make(member=make_member(), by=collector, at=NOON).check_code == "WXYZ23"


@pytest.mark.parametrize("typed", ["ab2-cd3", " AB2 CD3 ", "ab2cd3"])
def test_a_code_may_be_typed_as_one_likes(typed) -> None:
    assert cards.plain_code(typed) == "AB2CD3"


def test_the_path_of_a_qr_code_is_the_code() -> None:
    code = qr_code(ADDRESS)
    drawn = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", code.path)
        for step in range(int(length))
    }
    rows = list(segno.make(ADDRESS, error="m", micro=False).matrix_iter(border=2))
    dark = {(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark}
    assert drawn == dark and code.side == len(rows)


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
