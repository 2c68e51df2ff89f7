"""Claims: what was known is frozen, documents come in, BPJS answers."""

import datetime as dt

import pytest
from django.db import IntegrityError

from contributions import benefits, claims
from contributions.claim_case import case
from contributions.claims import UnableToMoveClaim
from contributions.models import Claim, ClaimMonth, ClaimStep, Contribution, DocumentStep
from contributions.posted import posted
from tests import factories
from tests.contributions.bereaved import DIED_ON, confirmed, reported
from tests.factories import (
    NOON,
    TODAY,
    make_collector,
    make_market,
    make_member,
    make_paid_month,
    make_reviewer,
    make_treasurer,
)
from tests.members.relatives import make_family

pytestmark = pytest.mark.django_db
LATER = TODAY + dt.timedelta(days=20)


def month(number: int) -> dt.date:
    return dt.date(2026, number, 1)


@pytest.fixture
def member():
    return make_member(market=make_market())


@pytest.fixture
def reviewer(member):
    return make_reviewer(branch=member.market.partner.branch)


def remitted(member, *numbers: int, **fields) -> None:
    for number in numbers:
        make_paid_month(member=member, month=month(number), **fields)


def opened(member, reviewer, **changes) -> Claim:
    return confirmed(reported(member, **changes), by=reviewer)


def note(claim, document, state="received", by=None, at=NOON):
    by = by or make_collector(market=claim.market)
    claims.note_document(claim=claim, document=document, state=state, by=by, at=at)
    claim.refresh_from_db()


def bring_all(claim) -> None:
    for document in claims.needed(claim.death):
        note(claim, document)


def refused(code: str, act) -> None:
    before = (ClaimStep.objects.count(), DocumentStep.objects.count())
    with pytest.raises(UnableToMoveClaim) as refusal:
        act()
    assert refusal.value.code == code
    assert (ClaimStep.objects.count(), DocumentStep.objects.count()) == before


def test_what_is_known_when_it_is_opened_is_frozen(member, reviewer) -> None:
    remitted(member, 8, 9, 10)
    make_paid_month(member=member, month=month(11), remitted_on=LATER)
    claim = opened(member, reviewer)
    assert [row.contribution_month for row in claim.months.all()] == [month(n) for n in (8, 9, 10)]
    assert (claim.months_posted, claim.months_in_a_row, claim.was_covered) == (3, 0, False)
    assert claim.member_since == dt.date(2026, 8, 20)
    now = case(claim, on=LATER)
    assert now.has_changed and now.now.was_covered and now.now.months_in_a_row == 4
    assert (now.jkm.most_idr, now.jkm_now.most_idr) == (0, 42_000_000)
    assert claim.months.count() == 3


@pytest.mark.parametrize("number", range(1, 31))
def test_she_was_covered_once_that_month_and_the_first_dues_had_reached_bpjs(
    member, number
) -> None:
    """Every way in which five months may have reached BPJS by the day of death or later."""
    reached = {}
    for place, known in enumerate((7, 8, 9, 10, 11)):
        if number >> place & 1:
            late = place % 2 and number % 3 == 0
            reached[known] = LATER if late else month(known) + dt.timedelta(days=4)
            make_paid_month(member=member, month=month(known), remitted_on=reached[known])
    for known_on in (TODAY, LATER):
        then = {known: day for known, day in reached.items() if day <= known_on}
        covered = 11 in then and min(then.values()) <= DIED_ON
        known = posted(member=member, died_on=DIED_ON, known_on=known_on)
        assert known.was_covered is covered


@pytest.mark.parametrize(
    ("covered", "membership", "in_a_row", "least", "most"),
    [
        (False, 12, 12, 0, 0),
        (True, 0, 1, 10_000_000, 10_000_000),
        (True, 2, 2, 10_000_000, 10_000_000),
        (True, 2, 3, 10_000_000, 42_000_000),
        (True, 3, 2, 10_000_000, 42_000_000),
        (True, 3, 3, 42_000_000, 42_000_000),
        (True, 40, 40, 42_000_000, 42_000_000),
    ],
)
def test_the_full_benefit_needs_three_months(covered, membership, in_a_row, least, most) -> None:
    found = benefits.jkm(
        was_covered=covered, months_of_membership=membership, months_in_a_row=in_a_row
    )
    assert (found.least_idr, found.most_idr, found.is_clear) == (least, most, least == most)


def test_a_work_accident_has_no_wait_and_follows_the_declared_income(member, reviewer) -> None:
    make_paid_month(member=member, month=month(11), remitted_on=dt.date(2026, 11, 3))
    claim = opened(member, reviewer, at_work="yes")
    shown = case(claim, on=TODAY)
    assert shown.jkk is not None
    assert shown.jkk.most_idr == 48 * 1_000_000 + 12_000_000 + 10_000_000
    assert shown.jkm.most_idr == 10_000_000
    assert "accident_report" in claims.needed(claim.death)


def test_without_an_accident_its_report_is_not_asked_for(member, reviewer) -> None:
    claim = opened(member, reviewer)
    assert case(claim, on=TODAY).jkk is None
    refused("not_needed", lambda: note(claim, "accident_report"))
    refused("not_needed", lambda: note(claim, "photo"))


def test_heirs_stand_in_the_order_of_the_law_with_the_known_contacts(member, reviewer) -> None:
    make_family(member=member, relation="sibling", name="Budi")
    shown = case(opened(member, reviewer), on=TODAY)
    assert [len(step.contacts) for step in shown.heirs] == [0, 0, 1, 0, 0]


def test_with_the_last_document_it_is_complete_and_without_it_no_more(member, reviewer) -> None:
    claim = opened(member, reviewer)
    *most, last = claims.needed(claim.death)
    for document in most:
        note(claim, document)
    assert claim.status == "opened"
    note(claim, last)
    assert claim.status == "complete"
    note(claim, most[0], "missing")
    assert claim.status == "opened"
    steps = list(claim.steps.values_list("from_status", "to_status"))
    assert steps == [("", "opened"), ("opened", "complete"), ("complete", "opened")]


def test_the_same_state_again_changes_nothing(member, reviewer) -> None:
    claim = opened(member, reviewer)
    note(claim, "form")
    note(claim, "form", at=NOON + dt.timedelta(minutes=1))
    note(claim, "heir_ktp", "missing")
    assert DocumentStep.objects.count() == 1


def go_on(claim, to, by, **told):
    told.setdefault("happened_on", TODAY)
    return claims.go_on(claim=claim, to=to, by=by, at=NOON, **told)


def test_the_branch_sends_it_and_notes_what_bpjs_answers(member, reviewer) -> None:
    claim = opened(member, reviewer)
    refused("not_next", lambda: go_on(claim, "sent", reviewer))
    bring_all(claim)
    go_on(claim, "sent", reviewer)
    assert set(claims.document_states(claim).values()) == {"sent"}
    refused("no_reason", lambda: go_on(claim, "refused", reviewer))
    go_on(claim, "refused", reviewer, note="Akta kurang.", amount_idr=1)
    go_on(claim, "sent", reviewer)
    refused("no_amount", lambda: go_on(claim, "paid", reviewer, note="Rp42.000.000"))
    done = go_on(claim, "paid", reviewer, amount_idr=42_000_000)
    assert go_on(claim, "paid", reviewer) == done
    assert [(step.to_status, step.amount_idr) for step in claim.steps.all()] == [
        ("opened", None),
        ("complete", None),
        ("sent", None),
        ("refused", None),
        ("sent", None),
        ("paid", 42_000_000),
    ]
    refused("closed", lambda: note(claim, "form", "missing"))
    refused("not_next", lambda: go_on(claim, "refused", reviewer))


def test_each_step_has_its_day_after_the_one_before(member, reviewer) -> None:
    claim = opened(member, reviewer)
    bring_all(claim)
    for day in (DIED_ON - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)):
        refused("day", lambda day=day: go_on(claim, "sent", reviewer, happened_on=day))
    go_on(claim, "sent", reviewer, happened_on=TODAY - dt.timedelta(days=1))
    paid = {"amount_idr": 10_000_000}
    refused("day", lambda: go_on(claim, "paid", reviewer, happened_on=DIED_ON, **paid))
    go_on(claim, "paid", reviewer, happened_on=TODAY, **paid)
    assert [step.happened_on for step in claim.steps.all()][-2:] == [
        TODAY - dt.timedelta(days=1),
        TODAY,
    ]


@pytest.mark.parametrize(
    ("at_work", "until"),
    [("no", None), ("yes", dt.date(2026, 11, 10)), ("unknown", dt.date(2026, 11, 10))],
)
def test_a_work_accident_is_reported_within_two_days(member, at_work, until) -> None:
    assert reported(member, at_work=at_work).report_accident_by == until


def step(claim, reviewer, **fields) -> None:
    fields = {"from_status": "sent", "happened_on": TODAY, **fields}
    ClaimStep.objects.create(claim=claim, by=reviewer, at=NOON, **fields)


def test_what_bpjs_gets_or_answers_has_its_day(member, reviewer) -> None:
    claim = opened(member, reviewer)
    with pytest.raises(IntegrityError, match="what_bpjs_gets_or_answers_has_its_day"):
        step(claim, reviewer, to_status="sent", happened_on=None)


@pytest.mark.parametrize(("status", "amount"), [("paid", None), ("paid", 0), ("sent", 1)])
def test_paid_claim_names_the_amount(member, reviewer, status, amount) -> None:
    claim = opened(member, reviewer)
    with pytest.raises(IntegrityError, match="paid_claim_names_the_amount"):
        step(claim, reviewer, to_status=status, amount_idr=amount)


def test_only_its_partner_and_its_branch_work_on_it(member, reviewer) -> None:
    claim = opened(member, reviewer)
    strangers = [
        make_collector(market=make_market()),
        make_treasurer(),
        make_reviewer(),
        factories.make_auditor(partner=claim.market.partner),
    ]
    for stranger in strangers:
        refused("not_yours", lambda by=stranger: note(claim, "form", by=by))
    treasurer = make_treasurer(partner=claim.market.partner)
    note(claim, "form", by=treasurer)
    refused("not_yours", lambda: note(claim, "form", "sent", by=treasurer))
    bring_all(claim)
    refused("not_yours", lambda: go_on(claim, "sent", treasurer))


def test_documents_and_steps_of_claims_are_kept(member, reviewer) -> None:
    claim = opened(member, reviewer)
    note(claim, "form")
    assert Contribution.objects.count() == ClaimMonth.objects.count() == 0
    for model in (ClaimMonth, ClaimStep, DocumentStep):
        assert model.updatable_columns == ()
