"""What the database refuses about BPJS's answers, a test each; and two who answer at once."""

import pytest

from contributions import answers, rejections
from contributions.models import Contribution, Credit, LineAnswer
from tests import factories
from tests.contributions.money import by_type, make_cast
from tests.contributions.straight import insert, refused_by, update
from tests.factories import NOON


def rejected(cast):
    """A rejected month of a posted remittance."""
    member = cast.member()
    cast.pay(member)
    cast.hand_over()
    [answer] = cast.reject(cast.post(), member)
    return answer


@pytest.fixture
def answer(db):
    return rejected(make_cast())


def test_remittance_line_is_answered_once(answer):
    with refused_by("remittance_line_is_answered_once"):
        insert(answer)


def test_rejections_have_a_reason(answer):
    for changes in ({"reason": ""}, {"outcome": "accepted"}):
        with refused_by("rejections_have_a_reason"):
            insert(answer, **changes)


def test_other_rejection_is_explained(answer):
    with refused_by("other_rejection_is_explained"):
        insert(answer, reason="other", note="")


def test_settled_rejection_says_who_when_and_how(answer):
    for changes in ({"settlement": "Beres"}, {"settled_at": NOON, "settlement": "Beres"}):
        with refused_by("settled_rejection_says_who_when_and_how"):
            update(answer, **changes)


def test_an_accepted_month_has_nothing_to_settle(answer):
    settled = {"settled_by": answer.by, "settled_at": NOON, "settlement": "Beres"}
    with refused_by("settled_rejection_says_who_when_and_how"):
        insert(answer, outcome="accepted", reason="", **settled)


def test_a_settlement_is_written_once(answer):
    settled = {"settled_at": NOON, "settlement": "Beres"}
    update(answer, settled_by=answer.by, **settled)
    other = factories.make_treasurer(partner=answer.remittance.partner)
    with refused_by("settled_by_is_written_once"):
        update(answer, settled_by=other)


def test_an_answer_stays_as_it_was_given(answer):
    with refused_by("permission denied"):
        update(answer, outcome="accepted", reason="")


def test_only_posted_lines_are_answered(answer):
    cast = make_cast()
    cast.pay(cast.member())
    cast.hand_over()
    posted = cast.post(payment_code="BPJS-9")
    with refused_by("only_posted_lines_are_answered"):
        insert(answer, line=posted.lines.get())  # of another remittance


# ---- two who answer one line at once ----


def answer_twice(at_once, meet):
    """One rejects, the other accepts: both have looked before either writes."""
    cast = make_cast()
    member = cast.member()
    cast.pay(member)
    cast.hand_over()
    posted = cast.post()
    line = posted.lines.get()
    meet((LineAnswer.objects, "bulk_create"), (answers, "_write"))
    fields = {"by": cast.treasurer, "at": NOON}

    def reject():
        return rejections.reject(line=line, rejected=rejections.Rejected("dead"), **fields)

    def accept():
        return answers.accept(remittance=posted, lines=[line.pk], **fields)

    return at_once(reject, accept)


def test_of_two_who_answer_one_line_at_once_one_answer_stands(scratch_database, at_once, meet):
    answer_twice(at_once, meet)
    stands = LineAnswer.objects.get()
    is_rejected = stands.outcome == "rejected"
    assert Credit.objects.exists() == is_rejected
    assert Contribution.objects.filter(remitted_on=None).exists() == is_rejected


def test_without_lock_and_constraint_a_month_would_be_accepted_and_rejected(
    scratch_database, at_once, meet, no_locks
):
    for table, constraint in (
        ("lineanswer", "remittance_line_is_answered_once"),
        ("contribution", "only_paid_months_are_remitted"),
    ):
        scratch_database.execute_as_owner(
            f"ALTER TABLE contributions_{table} DROP CONSTRAINT {constraint}"
        )
    outcomes = answer_twice(at_once, meet)
    assert by_type(outcomes, Exception) == []
    assert LineAnswer.objects.count() == 2
