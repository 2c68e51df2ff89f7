"""Reminders: who owes has exactly one open, and it rises with time (domain: worked dates)."""

import datetime as dt
import itertools

import pytest
from django.core.management import call_command

from collectors import reminders
from collectors.models import Reminder
from contributions import dues
from contributions.models import Contribution
from markets import months
from members.models import Member, PayerKind
from tests import factories

AUGUST, SEPTEMBER, OCTOBER = (dt.date(2026, month, 1) for month in (8, 9, 10))
BEFORE_DUE, OVERDUE = Reminder.Stage.BEFORE_DUE, Reminder.Stage.OVERDUE
SECOND_MONTH, LAST_MONTH = Reminder.Stage.SECOND_MONTH, Reminder.Stage.LAST_MONTH


def noon(month: int, day: int) -> dt.datetime:
    return dt.datetime(2026, month, day, 12, 0, tzinfo=factories.WIB)


def open_reminder(member: Member) -> Reminder:
    return Reminder.objects.get(member=member, closed_at=None)


def paid_until_july(**fields: object) -> Member:
    """The member of the worked example: last month paid July, the rest not."""
    member = factories.make_member(**fields)
    factories.make_cover(member=member, paid_until=dt.date(2026, 7, 31))
    return member


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "owed", "stage"),
    [
        (noon(8, 1), [AUGUST], BEFORE_DUE),
        (noon(8, 15), [AUGUST], BEFORE_DUE),  # the due day itself
        (noon(8, 16), [AUGUST], OVERDUE),
        (noon(8, 31), [AUGUST], OVERDUE),
        (noon(9, 1), [AUGUST, SEPTEMBER], SECOND_MONTH),
        (noon(9, 30), [AUGUST, SEPTEMBER], SECOND_MONTH),
        (noon(10, 1), [AUGUST, SEPTEMBER, OCTOBER], LAST_MONTH),
        (noon(10, 31), [AUGUST, SEPTEMBER, OCTOBER], LAST_MONTH),
    ],
)
def test_the_stage_rises_as_the_law_counts_the_months(at, owed, stage) -> None:
    member = paid_until_july()
    for month in owed:
        factories.make_contribution(member=member, month=month)

    outcome = reminders.refresh(at=at)

    reminder = open_reminder(member)
    assert outcome == reminders.Outcome(opened=1, changed=0, closed=0)
    assert reminder.stage == stage
    assert (reminder.months, reminder.amount_idr) == (len(owed), 8_400 * len(owed))
    assert reminder.lapses_after == dt.date(2026, 10, 31)
    assert reminder.market == member.market


@pytest.mark.django_db
def test_one_open_month_in_the_last_chance_is_the_last_month() -> None:
    member = paid_until_july()
    factories.make_contribution(member=member, month=OCTOBER)
    reminders.refresh(at=noon(10, 5))
    assert open_reminder(member).stage == LAST_MONTH


@pytest.mark.django_db
def test_who_has_never_paid_is_made_an_offer_and_has_no_arrears() -> None:
    member = factories.make_member()
    factories.make_contribution(member=member, month=OCTOBER)
    reminders.refresh(at=noon(10, 30))
    assert open_reminder(member).stage == BEFORE_DUE
    assert open_reminder(member).lapses_after is None


@pytest.mark.django_db
def test_a_due_day_moved_by_a_weekend_is_waited_for() -> None:
    member = paid_until_july()
    factories.make_contribution(member=member, month=AUGUST, due_on=dt.date(2026, 8, 18))
    reminders.refresh(at=noon(8, 18))
    assert open_reminder(member).stage == BEFORE_DUE
    reminders.refresh(at=noon(8, 19))
    assert open_reminder(member).stage == OVERDUE


@pytest.mark.django_db
def test_the_day_that_counts_is_the_day_in_jakarta() -> None:
    member = paid_until_july()
    factories.make_contribution(member=member, month=AUGUST)
    reminders.refresh(at=dt.datetime(2026, 8, 15, 16, 59, tzinfo=dt.UTC))
    assert open_reminder(member).stage == BEFORE_DUE
    reminders.refresh(at=dt.datetime(2026, 8, 15, 17, 0, tzinfo=dt.UTC))
    assert open_reminder(member).stage == OVERDUE


@pytest.mark.django_db
def test_a_reminder_rises_and_keeps_the_day_it_was_opened() -> None:
    member = paid_until_july()
    factories.make_contribution(member=member, month=AUGUST)
    reminders.refresh(at=noon(8, 3))
    factories.make_contribution(member=member, month=SEPTEMBER)

    outcome = reminders.refresh(at=noon(9, 2))

    reminder = Reminder.objects.get(member=member)
    assert outcome == reminders.Outcome(opened=0, changed=1, closed=0)
    assert (reminder.stage, reminder.amount_idr) == (SECOND_MONTH, 16_800)
    assert (reminder.opened_at, reminder.changed_at) == (noon(8, 3), noon(9, 2))


@pytest.mark.django_db
def test_a_second_sweep_changes_nothing() -> None:
    factories.make_contribution(member=paid_until_july(), month=AUGUST)
    reminders.refresh(at=noon(8, 3))
    assert reminders.refresh(at=noon(8, 4)) == reminders.Outcome(0, 0, 0)
    assert Reminder.objects.get().changed_at == noon(8, 3)


def settle(member: Member, status: str, at: dt.datetime) -> None:
    Contribution.objects.filter(member=member).update(status=status, status_at=at)


@pytest.mark.django_db
def test_a_paid_reminder_closes_as_paid_and_the_next_month_opens_another() -> None:
    member = paid_until_july()
    factories.make_contribution(member=member, month=AUGUST)
    reminders.refresh(at=noon(8, 3))
    settle(member, Contribution.Status.PAID, noon(8, 5))

    assert reminders.refresh(at=noon(8, 6)) == reminders.Outcome(0, 0, 1)
    closed = Reminder.objects.get(member=member)
    assert (closed.closed_at, closed.close_reason) == (noon(8, 6), "paid")

    factories.make_contribution(member=member, month=SEPTEMBER)
    assert reminders.refresh(at=noon(9, 1)).opened == 1
    assert Reminder.objects.filter(member=member).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Contribution.Status.WRITTEN_OFF, Contribution.Status.CANCELLED])
def test_months_that_are_let_go_close_the_reminder_as_not_owed(status) -> None:
    member = paid_until_july()
    factories.make_contribution(member=member, month=AUGUST)
    reminders.refresh(at=noon(8, 3))
    settle(member, status, noon(8, 5))
    reminders.refresh(at=noon(8, 6))
    assert Reminder.objects.get(member=member).close_reason == "not_owed"


@pytest.mark.django_db
def test_who_leaves_with_a_month_open_did_not_pay() -> None:
    member = paid_until_july()
    factories.make_contribution(member=member, month=AUGUST)
    factories.make_contribution(member=member, month=SEPTEMBER)
    reminders.refresh(at=noon(9, 3))
    Contribution.objects.filter(contribution_month=AUGUST).update(
        status="paid", status_at=noon(9, 4)
    )
    Member.objects.filter(pk=member.pk).update(status=Member.Status.ENDED)
    reminders.refresh(at=noon(9, 6))
    assert Reminder.objects.get(member=member).close_reason == "not_owed"


@pytest.mark.django_db
@pytest.mark.parametrize("payer", [PayerKind.APBD, PayerKind.APBN, PayerKind.OTHER_SPONSOR])
def test_sponsored_months_are_not_dunned(payer) -> None:
    factories.make_contribution(member=paid_until_july(), month=AUGUST, payer_kind=payer)
    assert reminders.refresh(at=noon(8, 20)) == reminders.Outcome(0, 0, 0)


@pytest.mark.django_db
def test_money_collected_but_not_remitted_is_not_dunned() -> None:
    factories.make_contribution(member=paid_until_july(), month=AUGUST, status="paid")
    assert reminders.refresh(at=noon(8, 20)) == reminders.Outcome(0, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["applying", "lapsed", "rejected", "ended"])
def test_only_active_members_are_dunned(status) -> None:
    factories.make_contribution(member=paid_until_july(status=status), month=AUGUST)
    assert reminders.refresh(at=noon(8, 20)) == reminders.Outcome(0, 0, 0)


@pytest.mark.django_db
def test_a_month_ahead_that_was_paid_and_voided_is_no_debt_yet() -> None:
    member = paid_until_july()
    factories.make_contribution(member=member, month=SEPTEMBER)
    assert reminders.refresh(at=noon(8, 20)) == reminders.Outcome(0, 0, 0)


@pytest.mark.django_db
def test_the_reminder_goes_to_whoever_covers_the_block_that_day() -> None:
    market = factories.make_market()
    block, other = factories.make_block(market=market), factories.make_block(market=market)
    for_market = factories.make_collector(market=market)
    for_block = factories.make_collector(market=market, block=block)
    in_block, elsewhere, nowhere = (
        paid_until_july(market=market, block=block),
        paid_until_july(market=market, block=other),
        paid_until_july(market=market),
    )
    for member in (in_block, elsewhere, nowhere):
        factories.make_contribution(member=member, month=AUGUST)
    reminders.refresh(at=noon(8, 3))
    assert open_reminder(in_block).collector == for_block
    assert open_reminder(elsewhere).collector == for_market
    assert open_reminder(nowhere).collector == for_market

    substitute = factories.make_collector(partner=market.partner)
    factories.make_assignment(
        collector=substitute, market=market, block=block, first_day=dt.date(2026, 8, 4)
    )
    assert reminders.refresh(at=noon(8, 4)).changed == 1
    assert open_reminder(in_block).collector == substitute


@pytest.mark.django_db
def test_nobody_is_named_where_nobody_covers() -> None:
    member = paid_until_july()
    factories.make_contribution(member=member, month=AUGUST)
    reminders.refresh(at=noon(8, 3))
    assert open_reminder(member).collector is None


@pytest.mark.django_db
def test_a_sweep_of_one_market_leaves_the_others_alone() -> None:
    here, there = paid_until_july(), paid_until_july()
    for member in (here, there):
        factories.make_contribution(member=member, month=AUGUST)
    assert reminders.refresh(at=noon(8, 3), markets=[here.market_id]).opened == 1
    reminders.refresh(at=noon(8, 3))
    settle(here, "paid", noon(8, 4))
    settle(there, "paid", noon(8, 4))
    assert reminders.refresh(at=noon(8, 5), markets=[there.market_id]).closed == 1
    assert open_reminder(here)


@pytest.mark.django_db
def test_the_command_says_what_it_did(capsys) -> None:
    factories.make_contribution(
        member=paid_until_july(),
        month=months.first_of(dt.date.today()),  # noqa: DTZ011
    )
    call_command("remind")
    assert capsys.readouterr().out == "opened 1, changed 0, closed 0\n"


@pytest.mark.django_db
def test_a_sweep_takes_the_same_few_queries_for_many(django_assert_num_queries) -> None:
    market = factories.make_market()
    for _ in range(30):
        factories.make_contribution(member=paid_until_july(market=market), month=AUGUST)
    with django_assert_num_queries(9):  # lock, settings (2), coverage (3), sweep, savepoint (2)
        reminders.refresh(at=noon(8, 3))


@pytest.mark.django_db
def test_the_list_and_the_till_agree_on_what_is_owed() -> None:
    """Whatever is open and whoever paid until when: what is reminded of is what can be paid."""
    ends = [None, *(months.last_day(dt.date(2026, month, 1)) for month in range(5, 11))]
    left_open = [
        found for count in (1, 2, 4) for found in itertools.combinations((6, 7, 8, 9, 10), count)
    ]
    members = []
    for paid_until, open_months in itertools.product(ends, left_open):
        members.append(factories.make_member())
        factories.make_term(member=members[-1])
        factories.make_cover(member=members[-1], paid_until=paid_until)
        for month in open_months:
            factories.make_contribution(member=members[-1], month=dt.date(2026, month, 1))
    reminders.refresh(at=noon(10, 20))
    reminded = dict(Reminder.objects.filter(closed_at=None).values_list("member_id", "amount_idr"))
    payable = dues.payable_of(members=members, on=dt.date(2026, 10, 20))
    billed = {
        member: sum(due.amount_idr for due in found.owed if due.contribution_id)
        for member, found in payable.items()
    }
    assert reminded == {member: amount for member, amount in billed.items() if amount}
