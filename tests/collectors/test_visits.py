"""Visits: each outcome brings the person back on the right day, or not at all."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from collectors import visits
from collectors.models import Visit
from markets.models import ClosingDay
from tests import factories

# A Tuesday.
AT = dt.datetime(2026, 11, 10, 9, 30, tzinfo=factories.WIB)
TUESDAY, WEDNESDAY, THURSDAY = (dt.date(2026, 11, day) for day in (10, 11, 12))
ID = uuid.UUID("5f0b7d0e-6d9c-4d5c-9f52-0d0c7c4f3b11")


def record(member=None, *, by=None, **fields) -> Visit:
    member = member or factories.make_member()
    by = by or factories.make_collector(market=member.market)
    fields = {"id": ID, "outcome": "not_there", "at": AT, **fields}
    return visits.record(member=member, by=by, **fields)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcome", "named", "next_on"),
    [
        ("not_there", None, WEDNESDAY),
        ("closed", None, WEDNESDAY),
        ("refused", None, dt.date(2026, 11, 17)),
        ("promised", TUESDAY, TUESDAY),
        ("promised", dt.date(2026, 11, 14), dt.date(2026, 11, 14)),
        ("promised", dt.date(2026, 12, 11), dt.date(2026, 12, 11)),
        ("not_before", dt.date(2026, 12, 1), dt.date(2026, 12, 1)),
        ("moved", None, None),
    ],
)
def test_each_outcome_names_the_next_day(outcome, named, next_on) -> None:
    visit = record(outcome=outcome, next_on=named)
    assert visit.next_on == next_on
    assert visit.named_day == named
    assert visit.market == visit.member.market


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcome", "named", "next_on"),
    [
        ("not_there", None, THURSDAY),
        ("closed", None, THURSDAY),
        ("promised", WEDNESDAY, THURSDAY),
        ("not_before", WEDNESDAY, THURSDAY),
        ("promised", dt.date(2026, 11, 16), dt.date(2026, 11, 17)),
        ("refused", None, dt.date(2026, 11, 17)),
    ],
)
def test_a_closed_market_moves_the_round(outcome, named, next_on) -> None:
    market = factories.make_market(closed_weekdays=[1])
    ClosingDay.objects.create(market=market, on=WEDNESDAY, reason="Perbaikan atap")
    member = factories.make_member(market=market)
    assert record(member, outcome=outcome, next_on=named).next_on == next_on


@pytest.mark.django_db
def test_a_market_that_never_opens_does_not_move_the_round() -> None:
    market = factories.make_market(closed_weekdays=[1, 2, 3, 4, 5, 6, 7])
    assert record(factories.make_member(market=market)).next_on == WEDNESDAY


@pytest.mark.django_db
def test_only_a_promise_and_a_delay_keep_a_named_day() -> None:
    visit = record(outcome="refused", next_on=dt.date(2026, 11, 30))
    assert visit.named_day is None
    assert visit.next_on == dt.date(2026, 11, 17)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcome", "named", "code", "sentence"),
    [
        ("promised", None, "day_missing", "Pilih harinya."),
        (
            "promised",
            dt.date(2026, 11, 9),
            "day_out_of_range",
            "Pilih hari antara 10 November 2026 dan 11 Desember 2026.",
        ),
        (
            "promised",
            dt.date(2026, 12, 12),
            "day_out_of_range",
            "Pilih hari antara 10 November 2026 dan 11 Desember 2026.",
        ),
        (
            "not_before",
            TUESDAY,
            "day_out_of_range",
            "Pilih hari antara 11 November 2026 dan 10 Februari 2027.",
        ),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_a_sentence(outcome, named, code, sentence) -> None:
    with pytest.raises(visits.UnableToRecordVisit) as refused:
        record(outcome=outcome, next_on=named)
    assert (refused.value.code, str(refused.value)) == (code, sentence)
    assert not Visit.objects.exists()


@pytest.mark.django_db
def test_a_long_note_is_refused() -> None:
    with pytest.raises(visits.UnableToRecordVisit) as refused:
        record(note="x" * 301)
    assert refused.value.code == "note_too_long"


@pytest.mark.django_db
def test_a_repeat_answers_the_stored_visit() -> None:
    member = factories.make_member()
    collector = factories.make_collector(market=member.market)
    body = {"outcome": "promised", "next_on": THURSDAY, "note": "sore"}
    first = record(member, by=collector, **body)
    again = record(member, by=collector, **body, at=AT + dt.timedelta(days=40))
    assert again == first
    assert (again.at, Visit.objects.count()) == (AT, 1)


@pytest.mark.django_db
def test_a_repeat_is_answered_although_closing_days_changed_meanwhile() -> None:
    member = factories.make_member()
    collector = factories.make_collector(market=member.market)
    first = record(member, by=collector)
    ClosingDay.objects.create(market=member.market, on=WEDNESDAY, reason="Banjir")
    assert record(member, by=collector).next_on == first.next_on == WEDNESDAY


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"outcome": "closed"},
        {"note": "lain"},
        {"outcome": "promised", "next_on": THURSDAY},
        {"by": "another"},
        {"member": "another"},
    ],
)
def test_the_same_id_with_another_body_is_refused(other) -> None:
    member = factories.make_member()
    collector = factories.make_collector(market=member.market)
    record(member, by=collector)
    if other.get("by"):
        other = {"by": factories.make_collector(market=member.market)}
    if other.get("member"):
        other = {"member": factories.make_member(market=member.market)}
    with pytest.raises(visits.UnableToRecordVisit) as refused:
        record(**{"member": member, "by": collector, **other})
    assert refused.value.code == "other_body"
    assert Visit.objects.count() == 1


@pytest.mark.django_db
def test_promise_and_delay_have_a_day() -> None:
    visit = record()
    with (
        pytest.raises(IntegrityError, match="promise_and_delay_have_a_day"),
        transaction.atomic(),
    ):
        Visit.objects.create(
            id=uuid.uuid4(),
            member=visit.member,
            market=visit.market,
            by=visit.by,
            outcome="promised",
            at=AT,
        )


@pytest.mark.django_db
def test_what_a_phone_tells_later_is_judged_by_the_day_of_the_visit() -> None:
    later = AT + dt.timedelta(days=2)
    told = visits.Told(by_its_clock=AT + dt.timedelta(days=300), believed=AT)
    member = factories.make_member()
    fields = {"member": member, "by": factories.make_collector(market=member.market), "at": later}
    recorded = visits.take(id=ID, outcome="promised", next_on=TUESDAY, told=told, **fields)
    visit = recorded.visit
    assert (recorded.is_new, visit.at, visit.next_on) == (True, AT, TUESDAY)
    assert (visit.told_at, visit.received_at) == (told.by_its_clock, later)
    again = visits.take(id=ID, outcome="promised", next_on=TUESDAY, told=told, **fields)
    assert again == (visit, False)


@pytest.mark.django_db
def test_nobody_was_visited_after_it_was_told() -> None:
    told = visits.Told(by_its_clock=AT, believed=AT + dt.timedelta(days=1))
    member = factories.make_member()
    by = factories.make_collector(market=member.market)
    recorded = visits.take(id=ID, member=member, outcome="closed", told=told, by=by, at=AT)
    assert recorded.visit.at == AT


@pytest.mark.django_db
@pytest.mark.parametrize(
    "times",
    [
        {"told_at": AT},
        {"received_at": AT},
        {"told_at": AT, "received_at": AT - dt.timedelta(seconds=1)},
    ],
)
def test_visit_told_by_a_phone_came_later(times) -> None:
    visit = record()
    with (
        pytest.raises(IntegrityError, match="visit_told_by_a_phone_came_later"),
        transaction.atomic(),
    ):
        Visit.objects.create(
            id=uuid.uuid4(),
            member=visit.member,
            market=visit.market,
            by=visit.by,
            outcome="closed",
            at=AT,
            **times,
        )


def test_two_taps_at_once_record_one_visit(scratch_database, at_once) -> None:
    member = factories.make_member()
    collector = factories.make_collector(market=member.market)
    found = at_once(*[lambda: record(member, by=collector)] * 3)
    assert [visit.pk for visit in found] == [ID] * 3
    assert Visit.objects.count() == 1
