"""Two people decide about one change, or a payment comes, in the same moment."""

import datetime as dt

import pytest

from contributions import term_changes
from contributions.models import Contribution
from contributions.term_changes import UnableToChange
from members import asked
from members.models import CoverageTerm, TermChange
from tests import factories
from tests.asked import make_term_change
from tests.contributions.money import make_cast
from tests.factories import NOON

DECEMBER = dt.date(2026, 12, 1)


@pytest.fixture
def cast(scratch_database):
    return make_cast()


@pytest.fixture
def change(cast):
    return make_term_change(member=cast.member(), by=cast.collector)


@pytest.fixture
def both_have_read(meet):
    """Each waits, having read the request, until the other has read it too, if it ever can."""
    meet((asked, "_asked_it"))


def decide_twice(cast, change, at_once):
    branch = cast.partner.branch
    first, second = factories.make_reviewer(branch=branch), factories.make_reviewer(branch=branch)
    return at_once(
        lambda: term_changes.approve(change=change, shown_month=DECEMBER, by=first, at=NOON),
        lambda: asked.refuse(row=change, note="Tanpa bukti.", by=second, at=NOON),
    )


def test_of_two_reviewers_one_decides_and_the_other_learns_it(
    cast, change, at_once, both_have_read
):
    outcomes = decide_twice(cast, change, at_once)
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert isinstance(refusal, UnableToChange) and refusal.code == "already_decided"
    approved = TermChange.objects.get().status == "approved"
    assert CoverageTerm.objects.count() == (2 if approved else 1)


def test_with_lock_and_guards_removed_both_decide(
    cast, change, at_once, both_have_read, monkeypatch, scratch_database
):
    """The negative control: without it the test above could pass by luck."""
    rows = TermChange.objects.select_related("member", "market__partner", "decided_by")
    monkeypatch.setattr(asked, "_locked", lambda row: rows.get(pk=row.pk))
    for name in ("decided_term_change_stays", "status_moves_as_listed"):
        trigger = scratch_database.execute_as_owner(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'members_termchange'::regclass "
            f"AND tgname LIKE 'pgtrigger_{name}%%'"
        )[0][0]
        scratch_database.execute_as_owner(f"DROP TRIGGER {trigger} ON members_termchange")
    for name in (
        "approved_term_change_has_its_month",
        "refused_term_change_says_why",
        "decided_term_change_names_who_and_when",
    ):
        scratch_database.execute_as_owner(f"ALTER TABLE members_termchange DROP CONSTRAINT {name}")
    outcomes = decide_twice(cast, change, at_once)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []


def test_a_payment_ahead_and_an_approval_at_once_agree_about_the_month(cast, change, at_once):
    """Whoever comes first: a paid month is never one of the changed term."""
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    at_once(
        lambda: cast.pay(change.member, count=2),
        lambda: term_changes.approve(change=change, shown_month=DECEMBER, by=reviewer, at=NOON),
    )
    for paid in Contribution.objects.filter(status="paid"):
        term = CoverageTerm.objects.filter(first_month__lte=paid.contribution_month).latest(
            "first_month"
        )
        assert paid.declared_income_idr == term.declared_income_idr
