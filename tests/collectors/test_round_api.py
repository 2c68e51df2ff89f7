"""What a phone carries on a round: whom, what each can pay, and at what cost."""

import datetime as dt
import gzip
import json
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collectors import phone_round, worklist
from contributions import lost_phones, phones
from contributions.models import Contribution
from members.models import PayerKind
from tests import factories
from tests.collectors.crowd import make_crowd
from tests.collectors.phone_api import ROUND, SESSION, make_sending, visit
from tests.contributions import elsewhere
from tests.factories import NOON, NOVEMBER
from tests.withdrawals import make_withdrawal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
OCTOBER = dt.date(2026, 10, 1)
MOST_QUERIES = 30
MOST_BYTES = 40 * 1024


@pytest.fixture
def sending(cast, client):
    return make_sending(cast, client)


@pytest.fixture
def block(cast):
    return factories.make_block(market=cast.market, name="Blok A", walking_order=1)


def round_of(sending, **query):
    return sending.client.get(ROUND, {"phone": sending.phone.pk, **query})


def people(sending):
    return round_of(sending).json()["people"]


def test_it_says_whose_it_is_and_up_to_which_number_she_may_give(sending, cast) -> None:
    given = round_of(sending).json()
    numbers = phones.numbers(phone=sending.phone, session_key="", at=NOON)
    assert (given["user"], given["name"]) == (cast.collector.pk, cast.collector.name)
    assert given["phone"] == str(sending.phone.pk)
    assert (given["prepared_at"], given["day"]) == ("2026-11-10T05:00:00Z", "2026-11-10")
    assert given["numbers"] == {"series": numbers.series, "last": numbers.last}
    assert given["people"] == []


def test_it_offers_the_outcomes_of_a_visit_and_the_places_of_an_enrolment(
    sending, cast, block
) -> None:
    given = round_of(sending).json()
    assert len(given["outcomes"]) == 6
    assert given["outcomes"][1] == {
        "value": "promised",
        "label": "Berjanji membayar",
        "needs_day": True,
        "first_in_days": 0,
        "last_in_days": 31,
    }
    days = {one["value"]: (one["first_in_days"], one["last_in_days"]) for one in given["outcomes"]}
    assert {one["value"] for one in given["outcomes"] if one["needs_day"]} == {
        "promised",
        "not_before",
    }
    assert (days["promised"], days["not_before"]) == ((0, 31), (1, 92))
    assert days["moved"] == days["refused"] == (None, None)
    place = {"value": f"{cast.market.pk}-{block.pk}", "label": f"{cast.market.name} · Blok A"}
    assert place in given["places"]


def test_a_person_comes_with_her_months_and_where_she_stands(sending, cast, block) -> None:
    stall = factories.make_stall(block=block, kind="los", number="12")
    member = cast.member(name="Siti", stall=stall, phone="+628123456789")
    factories.make_paid_month(member=member, month=dt.date(2026, 9, 1))
    for month in (OCTOBER, NOVEMBER):
        factories.make_contribution(member=member, month=month)
    (person,) = people(sending)
    months = person.pop("months")
    assert months[:3] == [["2026-10", 8_400], ["2026-11", 8_400], ["2026-12", 8_400]]
    assert (len(months), months[-1]) == (14, ["2027-11", 16_800])
    assert person == {
        "id": member.pk,
        "name": "Siti",
        "sex": "female",
        "market": cast.market.name,
        "block": "Blok A",
        "stall": "Los 12",
        "contact": "+628123456789",
        "stage": "Bulan kedua",
        "lapses_after": "2026-12-31",
        "visit": "",
        "owes": True,
        "postponed": False,
        "market_closed": False,
        "covered_until": "2026-09-30",
        "owed": 2,
        "is_after_gap": False,
        "billed": ["2026-10", "2026-11"],
        "credit_idr": 0,
        "problem": "",
    }


def test_who_has_paid_is_with_her_for_she_may_pay_ahead(sending, cast) -> None:
    cast.pay(cast.member())
    (person,) = people(sending)
    assert (person["owed"], person["stage"], person["months"][0][0]) == (0, "", "2026-12")


def test_who_lapsed_may_begin_anew_and_others_cannot_pay(sending, cast) -> None:
    for status in ("lapsed", "applying", "rejected", "ended", "deceased"):
        cast.member(name=status, status=status)
    assert [person["name"] for person in people(sending)] == ["lapsed"]


def listed(cast) -> list[int]:
    """Whom the worklist has to visit at that moment."""
    found = worklist.worklist(user=cast.collector, wanted=worklist.Wanted(), at=NOON)
    return [person.member_id for person in found.people]


def test_an_offered_month_can_be_paid_and_is_not_owed(sending, cast) -> None:
    cast.member(name="A lapsed", status="lapsed")
    cast.member(name="B approved")
    lapsed, approved = people(sending)
    for person in (lapsed, approved):
        assert (person["owes"], person["billed"], person["stage"]) == (False, [], "")
        assert (person["owed"], person["months"][0][0]) == (1, "2026-11")
    assert listed(cast) == []


def test_a_billed_month_of_who_lapsed_is_told_and_not_collected(sending, cast) -> None:
    factories.make_contribution(member=cast.member(status="lapsed"), month=NOVEMBER)
    (person,) = people(sending)
    assert (person["owes"], person["billed"]) == (False, ["2026-11"])
    assert listed(cast) == []


def test_what_lies_ahead_is_not_owed_though_it_was_billed_once(sending, cast) -> None:
    member = cast.member()
    factories.make_paid_month(member=member, month=OCTOBER)
    factories.make_contribution(member=member, month=NOVEMBER)
    factories.make_contribution(member=member, month=dt.date(2026, 12, 1))
    (person,) = people(sending)
    assert (person["owes"], person["billed"]) == (True, ["2026-11"])


def test_who_is_to_be_visited_is_said_as_the_worklist_says_it(sending, cast) -> None:
    cast.market.closed_weekdays = [2]  # a Tuesday, as today is
    cast.market.save()
    open_market = factories.make_market(partner=cast.partner, name="Pasar Terbuka")
    factories.make_assignment(collector=cast.collector, market=open_market)
    for market in (cast.market, open_market):
        for postponed in (False, True):
            member = factories.make_member(market=market)
            factories.make_term(member=member, first_month=OCTOBER)
            factories.make_contribution(member=member, month=NOVEMBER)
            if postponed:
                sending.results(visit(member, outcome="promised", next_on="2026-11-14"))
    found = people(sending)
    assert sorted((one["owes"], one["market_closed"], one["postponed"]) for one in found) == [
        (True, closed, postponed) for closed in (False, True) for postponed in (False, True)
    ]
    wanted = [one for one in found if not one["market_closed"] and not one["postponed"]]
    assert [one["id"] for one in wanted] == listed(cast)


def test_who_withdrew_her_consent_is_not_carried_around(sending, cast) -> None:
    member = cast.member()
    assert len(people(sending)) == 1
    make_withdrawal(member=member, by=cast.collector)
    assert people(sending) == []


def test_what_stands_in_the_way_of_cash_is_said(sending, cast) -> None:
    sponsored = factories.make_member(market=cast.market, name="A")
    factories.make_term(member=sponsored, first_month=NOVEMBER, payer_kind=PayerKind.APBD)
    told = cast.member(name="B")
    factories.make_contribution(member=told)
    elsewhere.record(told, by=cast.collector)
    first, second = people(sending)
    assert (first["months"], first["problem"]) == (
        [],
        "Iurannya dibayar oleh APBD, bukan oleh peserta. Jangan terima uang.",
    )
    assert "menunggu jawaban BPJS" in second["problem"]


def test_credit_is_told(sending, cast, monkeypatch) -> None:
    member = cast.member()
    found = {member.pk: phone_round.till.overpaid.MembersCredit(5_000, 0)}
    monkeypatch.setattr("contributions.overpaid.credit_of", lambda members: found)
    (person,) = people(sending)
    assert person["credit_idr"] == 5_000


def test_they_come_in_the_order_of_the_walk_from_her_own_places_only(sending, cast, block) -> None:
    later = factories.make_block(market=cast.market, name="Aula", walking_order=2)
    hers = factories.make_block(market=cast.market, name="Blok C", walking_order=3)
    factories.make_collector(market=cast.market, block=hers)
    for name, place in (("Third", later), ("Not mine", hers)):
        cast.member(name=name, block=place)
    for name, order in (("Second", 2), ("First", 1)):
        cast.member(name=name, stall=factories.make_stall(block=block, walking_order=order))
    factories.make_member(name="Elsewhere")
    assert [person["name"] for person in people(sending)] == ["First", "Second", "Third"]


def test_a_visit_that_puts_her_off_is_told(sending, cast) -> None:
    member = cast.member()
    factories.make_contribution(member=member)
    sending.results(visit(member, outcome="promised", next_on="2026-11-14"))
    (person,) = people(sending)
    assert (person["visit"], person["postponed"]) == ("Berjanji membayar", True)


def test_a_phone_that_was_lost_is_told_so_without_a_login_too(sending, cast, client) -> None:
    client.logout()
    assert round_of(sending).status_code == 401
    assert sending.client.get(ROUND).status_code == 401
    assert sending.client.get(ROUND, {"phone": uuid.uuid4()}).status_code == 401
    lost_phones.declare(phone=sending.phone, reason="Hilang", by=cast.treasurer, at=NOON)
    answer = round_of(sending)
    assert answer.status_code == 410 and set(answer.json()) == {"detail"}
    assert answer["Cache-Control"] == "private, no-store"


def test_a_month_said_to_be_paid_elsewhere_is_a_gap_before_hers(sending, cast) -> None:
    member = cast.member()
    assert [person["is_after_gap"] for person in people(sending)] == [False]
    elsewhere.record(member, by=cast.collector)
    assert [person["is_after_gap"] for person in people(sending)] == [True]


def test_a_phone_that_was_lost_is_told_to_drop_its_round(sending, cast) -> None:
    lost_phones.declare(phone=sending.phone, reason="Hilang", by=cast.treasurer, at=NOON)
    answer = round_of(sending)
    assert answer.status_code == 410
    assert "dinyatakan hilang" in answer.json()["detail"]


def test_a_login_that_was_not_known_ends_when_its_lost_phone_asks(sending, cast) -> None:
    """A new password gives the login another key, which no round has told."""
    assert sending.phone.session_key == ""
    lost_phones.declare(phone=sending.phone, reason="Hilang", by=cast.treasurer, at=NOON)
    assert Session.objects.exists()
    assert round_of(sending).status_code == 410
    assert not Session.objects.exists()
    assert sending.client.get(SESSION).status_code == 401


def test_anothers_phone_is_answered_like_a_missing_one(sending, cast) -> None:
    colleague = factories.make_collector(market=cast.market)
    other = phones.register(by=colleague, device=None, session_key="", at=NOON)
    assert round_of(sending, phone=other.pk).status_code == 404
    assert round_of(sending, phone=uuid.uuid4()).status_code == 404


@pytest.mark.parametrize("phone", ["", "x", "1", "\x00"])
def test_a_round_is_of_a_phone(sending, phone) -> None:
    answer = round_of(sending, phone=phone)
    assert answer.status_code == 400
    assert answer.json() == {"phone": ["Isi dengan nomor ponsel yang terdaftar."]}


def test_it_takes_the_same_queries_for_ten_five_hundred_and_a_thousand(sending, cast) -> None:
    def queries(expected):
        with CaptureQueriesContext(connection) as captured:
            assert len(people(sending)) == expected
        return len(captured)

    make_crowd(cast, 10)
    few = queries(10)
    make_crowd(cast, 490)
    assert queries(500) == few <= MOST_QUERIES
    make_crowd(cast, 500)
    assert queries(1_000) == few


def test_a_round_of_five_hundred_weighs_little(sending, cast) -> None:
    make_crowd(cast, 500)
    answer = sending.client.get(
        ROUND, {"phone": sending.phone.pk}, headers={"accept-encoding": "gzip"}
    )
    assert len(json.loads(gzip.decompress(answer.content))["people"]) == 500
    assert len(answer.content) <= MOST_BYTES
    assert Contribution.objects.count() == 1_000
