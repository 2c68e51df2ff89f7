"""What the database refuses about spot checks: a test each."""

import datetime as dt

import pytest

from contributions.models import SpotStep
from tests import factories
from tests.contributions.spot import (
    make_answer,
    make_asker,
    make_case,
    make_finding,
    make_said,
    make_spot_cast,
)
from tests.contributions.straight import insert, refused_by, update
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def spot():
    return make_spot_cast()


@pytest.fixture
def person(spot):
    return spot.drawn()


@pytest.fixture
def answer(spot, person):
    make_asker(person, spot.colleague)
    return make_answer(person, spot.colleague, outcome="paid")


# ---- the draw ----


def test_partner_draws_once_in_a_month(person):
    with refused_by("partner_draws_once_in_a_month"):
        insert(person.draw)


def test_draw_is_for_a_whole_month(person):
    with refused_by("draw_is_for_a_whole_month"):
        insert(person.draw, month=dt.date(2026, 12, 2))
    with refused_by("draw_is_for_a_whole_month"):
        insert(person.draw, month=dt.date(2026, 12, 1), seed="")


def test_person_is_drawn_once(person):
    with refused_by("person_is_drawn_once"):
        insert(person)


def test_everybody_has_a_lot(spot, person):
    with refused_by("everybody_has_a_lot"):
        insert(person, member=spot.cast.member(), weight=0)


# ---- who asks ----


def test_one_asks_a_person(spot, person):
    make_asker(person, spot.colleague)
    with refused_by("one_asks_a_person"):
        make_asker(person, factories.make_collector(partner=spot.cast.partner))


def test_nobody_asks_about_own_takings(spot, person):
    with refused_by("nobody_asks_about_own_takings"):
        make_asker(person, spot.cast.collector)
    spot.cast.pay(person.member, by=spot.cast.treasurer, method="transfer", reference="1")
    with refused_by("nobody_asks_about_own_takings"):
        make_asker(person, spot.cast.treasurer)
    make_asker(person, spot.colleague)


def test_who_was_to_ask_answers(spot, person):
    make_asker(person, spot.colleague, live=False)
    with refused_by("who_was_to_ask_answers"):
        make_answer(person, spot.colleague)


def test_nobody_answers_about_own_takings(spot, person):
    make_asker(person, spot.colleague)
    factories.make_assignment(collector=spot.colleague, market=spot.cast.market)
    spot.cast.pay(person.member, by=spot.colleague)
    with refused_by("nobody_answers_about_own_takings"):
        make_answer(person, spot.colleague)


# ---- answers ----


def test_person_answers_once(answer):
    with refused_by("person_answers_once"):
        insert(answer)


def test_said_payment_says_how_much(answer):
    for nothing in ({"amount_idr": 0}, {"amount_idr": None, "months": None}):
        with refused_by("said_payment_says_how_much"):
            make_said(answer, **nothing)
    make_said(answer, amount_idr=None, months=2)


def test_payment_is_told_once_in_an_answer(spot, answer):
    payment = spot.cast.pay(answer.person.member)
    make_said(answer, payment=payment)
    with refused_by("payment_is_told_once_in_an_answer"):
        make_said(answer, payment=payment)


# ---- cases ----


def test_case_is_not_owned_by_the_collector_concerned(spot, answer):
    case = make_case(answer)
    with refused_by("case_is_not_owned_by_the_collector_concerned"):
        update(case, owner=spot.cast.collector)
    update(case, owner=spot.cast.treasurer)


def test_case_is_about_what_was_told_or_booked(spot, answer):
    with refused_by("case_is_about_what_was_told_or_booked"):
        make_case(answer, kind="denied")
    with refused_by("case_is_about_what_was_told_or_booked"):
        make_case(answer, said=None)
    with refused_by("case_is_about_what_was_told_or_booked"):
        make_case(answer, kind="amount")
    make_case(answer, kind="denied", payment=spot.cast.pay(answer.person.member))


def test_payment_opens_one_case_of_an_answer(spot, answer):
    payment = spot.cast.pay(answer.person.member)
    make_case(answer, kind="denied", payment=payment)
    with refused_by("payment_opens_one_case_of_an_answer"):
        make_case(answer, kind="amount", payment=payment)


def test_step_says_what_was_done(spot, answer):
    with refused_by("step_says_what_was_done"):
        SpotStep.objects.create(case=make_case(answer), words="", by=spot.cast.treasurer, at=NOON)


def test_collector_concerned_takes_no_step(spot, answer):
    with refused_by("collector_concerned_takes_no_step"):
        SpotStep.objects.create(case=make_case(answer), words="x", by=spot.cast.collector, at=NOON)


def test_collector_concerned_finds_nothing(spot, answer):
    with refused_by("collector_concerned_finds_nothing"):
        make_finding(make_case(answer), spot.cast.collector)


def test_case_has_one_standing_finding(spot, answer):
    finding = make_finding(make_case(answer), spot.cast.treasurer)
    with refused_by("case_has_one_standing_finding"):
        insert(finding)
    decided_by = factories.make_treasurer(partner=spot.cast.partner)
    update(finding, status="refused", decided_by=decided_by, decided_at=NOON)
    make_finding(finding.case, spot.cast.treasurer)


def test_finding_is_confirmed_by_another_person(spot, answer):
    finding = make_finding(make_case(answer), spot.cast.treasurer)
    with refused_by("finding_is_confirmed_by_another_person"):
        update(finding, status="granted", decided_by=spot.cast.treasurer, decided_at=NOON)


def test_decided_finding_names_who_and_when(spot, answer):
    finding = make_finding(make_case(answer), spot.cast.treasurer)
    with refused_by("decided_finding_names_who_and_when"):
        update(finding, status="granted")


def test_decided_findings_stay(spot, answer):
    finding = make_finding(make_case(answer), spot.cast.treasurer)
    other = factories.make_treasurer(partner=spot.cast.partner)
    update(finding, status="granted", decided_by=other, decided_at=NOON)
    with refused_by("decided_findings_stay"):
        update(finding, decision_note="x")


def test_cash_not_entered_has_an_amount(spot, answer):
    case = make_case(answer)
    for wrong in ({"finding": "not_entered"}, {"amount_idr": 8_400}):
        with refused_by("cash_not_entered_has_an_amount"):
            make_finding(case, spot.cast.treasurer, **wrong)


def test_finding_is_explained(spot, answer):
    with refused_by("finding_is_explained"):
        make_finding(make_case(answer), spot.cast.treasurer, explanation="")


def test_what_was_drawn_and_answered_stays(answer):
    """By the app's role and, where that is the owner's, by triggers (test_kept_rows)."""
    for row in (answer, answer.person, answer.person.draw, make_said(answer)):
        with refused_by("permission denied"):
            type(row).objects.filter(pk=row.pk).update(id=row.pk)
        with refused_by("permission denied"):
            type(row).objects.filter(pk=row.pk)._raw_delete("default")
