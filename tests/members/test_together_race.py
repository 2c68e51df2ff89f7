"""Two reviewers approve the same list in the same moment."""

import datetime as dt

import pytest

from members import clean_cases, review, together
from members.models import CoverageTerm, Decision, Enrolment
from tests.factories import NOON, make_market, make_reviewer
from tests.members.activations import make_drive, make_met

NAMES = ("Siti Aminah", "Budi Hartono", "Dewi Lestari")


@pytest.fixture
def drive(scratch_database):
    drive = make_drive(market=make_market())
    for number, name in enumerate(NAMES):
        born, phone = dt.date(1980, 1, 1 + number), f"08123456789{number}"
        make_met(drive=drive, name=name, birth_date=born, phone=phone, address=name)
    return drive


@pytest.fixture
def both_have_read(meet):
    """Each waits, after it has read a row, until the other has read it too, if it ever can."""
    meet((review, "sent_it"))


def approve_twice(drive, at_once) -> list[together.Outcome | Exception]:
    branch = drive.partner.branch
    rows = list(Enrolment.objects.order_by("pk").values_list("pk", "submitted_at"))

    def approve(by, listed):
        return together.approve(group=drive, listed=dict(listed), by=by, at=NOON)

    first, second = make_reviewer(branch=branch), make_reviewer(branch=branch)
    # The second names them the other way round: the order of a form is no order to lock in.
    return at_once(
        lambda: approve(first, rows),
        lambda: approve(second, list(reversed(rows))),
    )


def approvals() -> int:
    return Decision.objects.filter(to_status="approved").count()


def test_each_is_approved_once_and_the_other_reviewer_learns_it(
    drive, at_once, both_have_read
) -> None:
    outcomes = approve_twice(drive, at_once)
    assert sorted(len(outcome.approved) for outcome in outcomes) == [0, 3]
    [late] = [outcome for outcome in outcomes if not outcome.approved]
    assert all("Disetujui oleh" in left.why[0] for left in late.left)
    assert approvals() == CoverageTerm.objects.count() == len(NAMES)


def without_locks(monkeypatch) -> None:
    def read(enrolment):
        return Enrolment.objects.select_related("member", "market__partner").get(pk=enrolment.pk)

    def read_all(group, ids, by):
        found = clean_cases.members_of(group).filter(pk__in=ids)
        return list(found.select_related("member").order_by("pk"))

    monkeypatch.setattr(review, "_locked", read)
    monkeypatch.setattr(together, "_locked", read_all)


def test_without_the_locks_the_database_still_lets_each_be_approved_once(
    drive, at_once, both_have_read, monkeypatch
) -> None:
    without_locks(monkeypatch)
    outcomes = approve_twice(drive, at_once)
    assert [isinstance(outcome, Exception) for outcome in outcomes].count(True) == 1
    assert approvals() == len(NAMES)


def test_with_locks_and_guards_removed_somebody_is_approved_twice(
    drive, at_once, both_have_read, monkeypatch, scratch_database
) -> None:
    """The negative control: without it the tests above could pass by luck."""
    without_locks(monkeypatch)
    trigger = scratch_database.execute_as_owner(
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_enrolment_status_moves%%'"
    )[0][0]
    for guard in (
        f"DROP TRIGGER {trigger} ON members_enrolment",
        "DROP INDEX enrolment_is_decided_once",
        "ALTER TABLE members_coverageterm DROP CONSTRAINT terms_of_a_member_do_not_overlap",
    ):
        scratch_database.execute_as_owner(guard)
    approve_twice(drive, at_once)
    assert approvals() > len(NAMES)
