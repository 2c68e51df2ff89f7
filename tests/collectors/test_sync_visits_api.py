"""A visit that a phone kept: judged by the day on which it was made, and stored once."""

import datetime as dt

import pytest

from collectors.models import Visit
from collectors.worklist import Wanted, worklist
from tests import factories
from tests.collectors.phone_api import AN_HOUR, TEN, make_sending, visit
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def sending(cast, client):
    """The phone was registered the day before yesterday."""
    return make_sending(cast, client, at=NOON - 2 * A_DAY)


@pytest.fixture
def member(cast):
    return cast.member()


def test_it_keeps_when_it_was_made_and_when_it_came(sending, member, cast) -> None:
    entry = visit(member, outcome="promised", next_on="2026-11-12", note=" sore ")
    (result,) = sending.results(entry)
    assert (result["status"], result["state"], result["receipt"]) == (201, "stored", "")
    kept = Visit.objects.get()
    assert str(kept.pk) == entry["id"]
    assert (kept.at, kept.told_at, kept.received_at) == (TEN, TEN, NOON)
    assert (kept.by, kept.note, kept.next_on) == (cast.collector, "sore", dt.date(2026, 11, 12))


def test_a_promise_of_yesterday_for_today_is_judged_by_yesterday(sending, member) -> None:
    yesterday = (TEN - A_DAY).isoformat()
    entry = visit(member, outcome="promised", next_on="2026-11-09", told_at=yesterday)
    assert sending.results(entry)[0]["status"] == 201
    assert (Visit.objects.get().at, Visit.objects.get().next_on) == (
        TEN - A_DAY,
        dt.date(2026, 11, 9),
    )


def test_who_was_not_there_yesterday_is_visited_today(sending, member, cast) -> None:
    factories.make_contribution(member=member, month=NOVEMBER)
    sending.results(visit(member, told_at=(TEN - A_DAY).isoformat()))
    assert Visit.objects.get().next_on == TODAY
    found = worklist(user=cast.collector, wanted=Wanted(), at=NOON)
    assert [person.member_id for person in found.people] == [member.pk]


def test_a_visit_that_comes_late_does_not_overtake_a_later_one(sending, member, cast) -> None:
    factories.make_contribution(member=member, month=NOVEMBER)
    sending.results(visit(member, outcome="promised", next_on="2026-11-20"))
    sending.results(visit(member, told_at=(TEN - AN_HOUR).isoformat()))
    found = worklist(user=cast.collector, wanted=Wanted(which="postponed"), at=NOON)
    assert [person.visit for person in found.people] == ["Berjanji membayar"]


@pytest.mark.parametrize("wrong", [3 * A_DAY, -3 * A_DAY])
def test_a_clock_three_days_off_is_put_right(sending, member, wrong) -> None:
    sending.results(visit(member, told_at=(TEN + wrong).isoformat()), sent_at=NOON + wrong)
    assert (Visit.objects.get().at, Visit.objects.get().told_at) == (TEN, TEN + wrong)


@pytest.mark.parametrize("told", [NOON + AN_HOUR, NOON - 3 * A_DAY])
def test_a_time_after_now_or_before_the_phone_is_not_believed(sending, member, told) -> None:
    sending.results(visit(member, told_at=told.isoformat()))
    kept = Visit.objects.get()
    assert (kept.at, kept.told_at, kept.received_at) == (NOON, told, NOON)


def test_a_repeat_is_answered_for_ever(sending, member) -> None:
    entry = visit(member, outcome="closed", note="tutup")
    assert [sending.results(entry)[0]["status"] for _attempt in range(3)] == [201, 200, 200]
    later = sending.results(entry, sent_at=NOON + A_DAY)
    assert later[0]["status"] == 200
    assert Visit.objects.get().at == TEN


def test_the_same_id_with_another_body_is_refused(sending, member) -> None:
    entry = visit(member)
    sending.results(entry)
    (result,) = sending.results({**entry, "outcome": "closed"})
    assert (result["status"], result["state"]) == (409, "refused")
    assert "dengan isi lain" in result["sentence"]
    assert Visit.objects.get().outcome == "not_there"


def test_the_id_of_another_user_is_refused(sending, member, cast, client) -> None:
    entry = visit(member)
    sending.results(entry)
    client.force_login(factories.make_collector(market=cast.market))
    (result,) = sending.results(entry, phone=None)
    assert result["status"] == 409
    assert Visit.objects.get().by == cast.collector


def test_who_moved_to_anothers_place_meanwhile_was_visited_all_the_same(sending, cast) -> None:
    market = factories.make_market(partner=cast.partner)
    factories.make_collector(market=market)
    (result,) = sending.results(visit(factories.make_member(market=market)))
    assert result["status"] == 201


def test_whoever_is_with_another_partner_is_not_found(sending) -> None:
    (result,) = sending.results(visit(factories.make_member()))
    assert (result["status"], result["sentence"]) == (422, "Peserta tidak ditemukan.")
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"outcome": "promised"}, "Pilih harinya."),
        (
            {"outcome": "promised", "next_on": "2026-11-09"},
            "Pilih hari antara 10 November 2026 dan 11 Desember 2026.",
        ),
        ({"note": "x" * 301}, "Catatan terlalu panjang: paling banyak 300 huruf."),
        ({"outcome": "paid"}, "hasil kunjungan"),
        ({"next_on": "besok"}, "hari yang disebut"),
        ({"note": "\x00"}, "catatan"),
    ],
)
def test_what_cannot_be_recorded_is_refused_with_its_sentence(
    sending, member, wrong, sentence
) -> None:
    (result,) = sending.results(visit(member, **wrong))
    assert (result["status"], result["state"]) == (422, "refused")
    assert sentence in result["sentence"]
    assert not Visit.objects.exists()
