"""A month is taken here and recorded as paid elsewhere at once; two answer the same month."""

import pytest

from contributions import (
    elsewhere_answers,
    paid_elsewhere,
    payment_refusals,
    payments,
    remittances,
)
from contributions.elsewhere_refusals import UnableToRecordElsewhere
from contributions.models import (
    ElsewhereAnswer,
    ElsewhereMonth,
    PaidElsewhere,
    Payment,
    RemittanceLine,
)
from contributions.payments import UnableToRecordPayment
from members.models import Member
from tests import factories
from tests.contributions.elsewhere import confirm, deny, record
from tests.contributions.money import ask, by_type, make_cast
from tests.factories import NOON, NOVEMBER

REFUSALS = (UnableToRecordPayment, UnableToRecordElsewhere)
WALLS = {
    "contributions_paymentline": "month_said_paid_elsewhere_is_not_taken",
    "contributions_elsewheremonth": "month_paid_here_too_is_recorded_as_such",
}


@pytest.fixture
def cast(scratch_database):
    return make_cast()


def taken_and_recorded(cast, at_once, meet):
    meet((payment_refusals, "check_contributions"), (paid_elsewhere, "_store"))
    member = cast.member()
    factories.make_contribution(member=member)
    return at_once(
        lambda: payments.record(asked=ask(member), by=cast.collector, at=NOON),
        lambda: record(member, by=cast.treasurer),
    )


def test_a_month_taken_and_recorded_at_once_is_one_of_both(cast, at_once, meet):
    outcomes = taken_and_recorded(cast, at_once, meet)
    [refusal] = by_type(outcomes, REFUSALS)
    assert refusal.code in {"paid_elsewhere", "paid_here"}
    assert Payment.objects.count() + PaidElsewhere.objects.count() == 1


def test_without_locks_in_the_jobs_the_triggers_still_refuse_one(cast, at_once, meet, no_locks):
    outcomes = taken_and_recorded(cast, at_once, meet)
    assert len(by_type(outcomes, REFUSALS)) == 1
    assert Payment.objects.count() + PaidElsewhere.objects.count() == 1


def test_without_locks_and_triggers_it_would_be_paid_twice(
    cast, at_once, meet, no_locks, scratch_database
):
    for table, name in WALLS.items():
        scratch_database.execute_as_owner(
            f"DO $$ DECLARE found text; BEGIN SELECT tgname INTO found FROM pg_trigger"
            f" WHERE tgrelid = '{table}'::regclass AND tgname LIKE 'pgtrigger_{name[:35]}%';"
            f" EXECUTE 'DROP TRIGGER ' || found || ' ON {table}'; END $$"
        )
    outcomes = taken_and_recorded(cast, at_once, meet)
    assert by_type(outcomes, REFUSALS) == []
    assert (Payment.objects.count(), PaidElsewhere.objects.count()) == (1, 1)


def two_recorders(cast, at_once, meet):
    meet((paid_elsewhere, "_store"))
    member = cast.member()
    factories.make_contribution(member=member)
    return at_once(
        lambda: record(member, by=cast.treasurer), lambda: record(member, by=cast.collector)
    )


def test_of_two_who_record_one_month_at_once_one_is_told_so(cast, at_once, meet):
    outcomes = two_recorders(cast, at_once, meet)
    assert [refusal.code for refusal in by_type(outcomes, UnableToRecordElsewhere)] == [
        "recorded_already"
    ]
    assert ElsewhereMonth.objects.count() == 1


def test_without_locks_and_constraint_it_would_be_recorded_twice(
    cast, at_once, meet, no_locks, scratch_database
):
    scratch_database.execute_as_owner("DROP INDEX one_live_record_per_member_and_month")
    two_recorders(cast, at_once, meet)
    assert ElsewhereMonth.objects.count() == 2


def test_of_two_answers_at_once_one_stands(cast, at_once, meet):
    meet((elsewhere_answers, "_write"))
    row = record(cast.member(), by=cast.collector)
    deputy = factories.make_treasurer(partner=cast.partner)
    outcomes = at_once(lambda: confirm(row, by=cast.treasurer), lambda: deny(row, by=deputy))
    assert [refusal.code for refusal in by_type(outcomes, UnableToRecordElsewhere)] == ["decided"]
    assert ElsewhereAnswer.objects.count() == 1


def test_an_answer_and_a_withdrawal_at_once_are_one_of_both(cast, at_once):
    row = record(cast.member(), by=cast.collector)
    take_back = {"record": row, "reason": "x", "by": cast.collector, "at": NOON}
    outcomes = at_once(
        lambda: confirm(row, by=cast.treasurer), lambda: paid_elsewhere.withdraw(**take_back)
    )
    assert len(by_type(outcomes, UnableToRecordElsewhere)) == 1
    assert ElsewhereAnswer.objects.count() == 1


def test_a_month_being_said_to_be_paid_elsewhere_is_not_remitted_by_her_former_partner(
    cast, at_once, meet
):
    meet((paid_elsewhere, "_store"), (remittances, "_made"))
    # The one who remits comes when the other holds the locks.
    meet((paid_elsewhere, "_store"), (remittances, "_check_treasurer"), then_part=True)
    member, other = cast.member(), make_cast()
    cast.pay(member, by=cast.treasurer, method=Payment.Method.TRANSFER, reference="BRI-1")
    Member.objects.filter(pk=member.pk).update(market=other.market)
    moved = Member.objects.get(pk=member.pk)
    here = frozenset([NOVEMBER])
    outcomes = at_once(
        lambda: record(moved, by=other.collector, paid_here=here),
        lambda: remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON),
    )
    assert len(by_type(outcomes, remittances.UnableToRemit)) == PaidElsewhere.objects.count() == 1
    assert not RemittanceLine.objects.exists()
