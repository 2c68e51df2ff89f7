"""Cases of spot checks: an owner, steps, a finding, and a second person who closes."""

import pytest

from contributions import spot_cases
from contributions.models import LedgerEntry, SpotCase, SpotStep
from contributions.spot_cases import UnableToSettle
from tests import factories
from tests.contributions.spot import ask, make_spot_cast, told
from tests.factories import NOON

FOUND = {"finding": "not_entered", "amount_idr": 8_400, "explanation": "Kolektor mengakuinya."}


@pytest.fixture
def spot(db):
    return make_spot_cast()


@pytest.fixture
def case(spot):
    return ask(spot.drawn(), spot.colleague, told()).cases.get()


@pytest.fixture
def deputy(spot):
    return factories.make_treasurer(partner=spot.cast.partner)


def refused(code, job, **fields):
    with pytest.raises(UnableToSettle) as refusal:
        job(at=NOON, **fields)
    assert refusal.value.code == code


def found(spot, case, **fields):
    spot_cases.own(case=case, by=spot.cast.treasurer, at=NOON)
    return spot_cases.propose(
        **{"case": case, **FOUND, "by": spot.cast.treasurer, "at": NOON, **fields}
    )


def state(case):
    row = spot_cases.with_state(SpotCase.objects.filter(pk=case.pk)).get()
    return row.is_closed, row.waits


def test_a_case_is_owned_noted_found_and_closed_by_a_second_person(spot, case, deputy):
    finding = found(spot, case)
    spot_cases.note(case=case, words=" Ditanyakan ", by=spot.cast.treasurer, at=NOON)
    assert state(case) == (False, True)
    spot_cases.decide(finding=finding, granted=True, by=deputy, at=NOON)
    assert state(case) == (True, False)
    words = SpotStep.objects.filter(case=case).values_list("words", flat=True)
    assert list(words) == ["Menjadi penanggung jawab.", "Ditanyakan"]


def test_cash_not_entered_is_recorded_and_moves_no_money(spot, case, deputy):
    before = LedgerEntry.objects.count()
    spot_cases.decide(finding=found(spot, case), granted=True, by=deputy, at=NOON)
    assert LedgerEntry.objects.count() == before


def test_nobody_closes_by_her_own_finding(spot, case):
    finding = found(spot, case)
    refused("own_finding", spot_cases.decide, finding=finding, granted=True, by=spot.cast.treasurer)


def test_given_back_it_is_open_again(spot, case):
    reviewer = factories.make_reviewer(branch=spot.cast.partner.branch)
    finding = found(spot, case)
    spot_cases.decide(finding=finding, granted=False, note="Belum jelas", by=reviewer, at=NOON)
    assert state(case) == (False, False)
    found(spot, case, finding="not_proven", amount_idr=None)


def test_only_treasurer_and_branch_deal_with_it(spot, case):
    strangers = (
        spot.cast.collector,
        spot.colleague,
        factories.make_treasurer(),
        factories.make_reviewer(),
        factories.make_auditor(partner=spot.cast.partner),
    )
    for user in strangers:
        refused("not_yours", spot_cases.own, case=case, by=user)
        refused("not_yours", spot_cases.note, case=case, words="x", by=user)


def test_whom_it_is_about_never_deals_with_it(spot):
    """Also where she is the treasurer."""
    about = ask(spot.drawn(), spot.colleague, told(paid_to=spot.cast.treasurer)).cases.get()
    refused("not_yours", spot_cases.own, case=about, by=spot.cast.treasurer)


def test_only_its_owner_writes_the_finding(spot, case, deputy):
    refused("not_owner", spot_cases.propose, case=case, **FOUND, by=deputy)


def test_a_finding_is_explained_and_names_the_cash_only_where_it_is_cash(spot, case):
    for code, wrong in (
        ("needs_words", {"explanation": " "}),
        ("needs_amount", {"amount_idr": None}),
        ("needs_no_amount", {"finding": "not_proven"}),
    ):
        by = spot.cast.treasurer
        refused(code, spot_cases.propose, case=case, **{**FOUND, **wrong}, by=by)


def test_one_finding_at_a_time_and_none_once_closed(spot, case, deputy):
    finding = found(spot, case)
    refused("waits", spot_cases.propose, case=case, **FOUND, by=spot.cast.treasurer)
    spot_cases.decide(finding=finding, granted=True, by=deputy, at=NOON)
    refused("closed", spot_cases.propose, case=case, **FOUND, by=spot.cast.treasurer)
    refused("closed", spot_cases.decide, finding=finding, granted=False, by=deputy)
    refused("closed", spot_cases.note, case=case, words="x", by=deputy)


def test_a_step_says_something(spot, case):
    refused("needs_words", spot_cases.note, case=case, words=" ", by=spot.cast.treasurer)
