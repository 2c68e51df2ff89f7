"""Two people act on one application in the same moment."""

import datetime as dt

import pytest

from members import enrolment, review
from members.applications import UnableToEnrol
from members.models import CoverageTerm, Decision, Enrolment, Member
from members.review import UnableToDecide
from tests.factories import (
    NOON,
    make_application,
    make_collector,
    make_enrolment,
    make_market,
    make_reviewer,
)


@pytest.fixture
def waiting(scratch_database):
    return make_enrolment(market=make_market())


@pytest.fixture
def both_have_read(meet):
    """Each waits, after it has read the row, until the other has read it too, if it ever can."""
    meet((review, "sent_it"))


def decisions(waiting) -> list[str]:
    made = Decision.objects.filter(enrolment=waiting).exclude(to_status="submitted")
    return sorted(made.values_list("to_status", flat=True))


def decide_twice(waiting, at_once):
    branch = waiting.market.partner.branch
    first, second = make_reviewer(branch=branch), make_reviewer(branch=branch)
    return at_once(
        lambda: review.approve(enrolment=waiting, by=first, at=NOON),
        lambda: review.reject(enrolment=waiting, reason="Ganda.", by=second, at=NOON),
    )


def test_of_two_reviewers_one_decides_and_the_other_learns_it(
    waiting, at_once, both_have_read
) -> None:
    outcomes = decide_twice(waiting, at_once)
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert isinstance(refusal, UnableToDecide) and refusal.code == "already_decided"
    assert len(decisions(waiting)) == 1
    assert CoverageTerm.objects.count() == (1 if decisions(waiting) == ["approved"] else 0)


def without_lock(monkeypatch) -> None:
    def read(enrolment):
        return Enrolment.objects.select_related("member", "market__partner").get(pk=enrolment.pk)

    monkeypatch.setattr(review, "_locked", read)


def test_without_the_lock_the_database_still_lets_only_one_decide(
    waiting, at_once, both_have_read, monkeypatch
) -> None:
    without_lock(monkeypatch)
    outcomes = decide_twice(waiting, at_once)
    assert len([outcome for outcome in outcomes if isinstance(outcome, Exception)]) == 1
    assert len(decisions(waiting)) == 1


def test_with_lock_and_guards_removed_both_decide(
    waiting, at_once, both_have_read, monkeypatch, scratch_database
) -> None:
    """The negative control: without it the tests above could pass by luck."""
    without_lock(monkeypatch)
    trigger = scratch_database.execute_as_owner(
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_enrolment_status_moves%%'"
    )[0][0]
    scratch_database.execute_as_owner(f"DROP TRIGGER {trigger} ON members_enrolment")
    scratch_database.execute_as_owner("DROP INDEX enrolment_is_decided_once")
    outcomes = decide_twice(waiting, at_once)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert decisions(waiting) == ["approved", "rejected"]


def test_one_person_entered_by_two_collectors_at_once_becomes_one_member(
    scratch_database, at_once
) -> None:
    market = make_market()
    application = make_application(market=market)
    collectors = [make_collector(market=market) for _ in range(2)]
    outcomes = at_once(
        *(
            lambda by=by: enrolment.submit(application=application, by=by, at=NOON)
            for by in collectors
        )
    )
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert isinstance(refusal, UnableToEnrol) and refusal.code == "already_known"
    assert (Member.objects.count(), Enrolment.objects.count()) == (1, 1)


def test_a_withdrawal_and_an_approval_at_once_leave_one_end(waiting, at_once) -> None:
    reviewer = make_reviewer(branch=waiting.market.partner.branch)
    outcomes = at_once(
        lambda: review.approve(enrolment=waiting, by=reviewer, at=NOON),
        lambda: enrolment.withdraw(
            enrolment=waiting, by=waiting.entered_by, at=NOON + dt.timedelta(seconds=1)
        ),
    )
    assert len([outcome for outcome in outcomes if isinstance(outcome, Exception)]) == 1
    status = {"approved": "active", "withdrawn": "ended"}
    [end] = decisions(waiting)
    assert Member.objects.get().status == status[end]
