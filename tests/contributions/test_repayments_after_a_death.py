"""What a family is owed after a death: set aside, then given back like any credit."""

import datetime as dt

import pytest

from contributions import (
    credit_left,
    credits,
    deaths,
    ledger,
    refunds,
    rejections,
    repayments,
)
from contributions.models import Contribution, LineAnswer, Place, Refund
from contributions.owed_refunds import owed
from contributions.repayments import UnableToRepay
from contributions.treasury import treasury
from markets.models import Partner
from tests import factories
from tests.contributions.bereaved import asked_reversal, confirmed, reported
from tests.contributions.credit import give, make_credit
from tests.contributions.money import DUES_IDR, no_differences
from tests.contributions.repaid import pay, prepare
from tests.factories import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def reviewer(cast):
    return factories.make_reviewer(branch=cast.partner.branch)


@pytest.fixture
def prepared(cast):
    member = cast.member()
    give(cast, member, 5_000)
    return prepare(member=member, by=cast.treasurer)


@pytest.fixture
def approved(prepared, reviewer):
    return repayments.approve(repayment=prepared, by=reviewer, at=NOON)


def refusal_of(job, **fields):
    with pytest.raises(UnableToRepay) as refusal:
        job(**fields)
    return refusal.value.code


def test_what_a_family_is_owed_is_set_aside_and_then_paid(cast, reviewer):
    member = cast.member()
    give(cast, member, 3_000)
    cast.pay(member, count=3, credit_idr=3_000)
    cast.hand_over()
    confirmed(reported(member), by=reviewer)
    owed = Refund.objects.get()
    row = prepare(member=member, by=cast.treasurer, relation="spouse")
    owed.refresh_from_db()
    assert (owed.status, row.refund, row.amount_idr) == ("released", owed, owed.amount_idr)
    states = list(
        Contribution.objects.order_by("contribution_month").values_list("status", flat=True)
    )
    assert states == ["paid", "cancelled", "cancelled"]
    no_differences()
    repayments.approve(repayment=row, by=reviewer, at=NOON)
    pay(repayment=row, by=cast.treasurer)
    cast.remit()
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 0
    no_differences()


def test_months_with_bpjs_come_out_of_bpjs(cast, reviewer):
    member = cast.member()
    cast.pay(member, count=2)
    cast.hand_over()
    cast.remit()
    confirmed(reported(member), by=reviewer)
    row = prepare(member=member, by=cast.treasurer)
    assert row.amount_idr == Refund.objects.get().amount_idr
    assert ledger.balance(Place.MEMBER_CREDIT, member.pk) == row.amount_idr
    no_differences()


def test_months_that_wait_for_bpjs_wait_here_too_and_rejected_ones_are_credit_already(
    cast, reviewer
):
    member = cast.member()
    cast.pay(member, count=2)
    cast.hand_over()
    posted = cast.post()
    confirmed(reported(member), by=reviewer)
    assert refusal_of(prepare, member=member, by=cast.treasurer) == "unanswered"
    december = posted.lines.order_by("contribution_month").last()
    rejected = rejections.Rejected(LineAnswer.Reason.DEAD)
    rejections.reject(line=december, rejected=rejected, by=cast.treasurer, at=NOON)
    row = prepare(member=member, by=cast.treasurer)
    assert row.amount_idr == december.amount_idr == DUES_IDR
    no_differences()


def test_what_a_new_tariff_gave_back_of_a_month_with_bpjs_is_not_given_twice(cast, reviewer):
    member = cast.member()
    cast.pay(member, count=2)
    cast.hand_over()
    cast.remit()
    december = Contribution.objects.get(contribution_month=dt.date(2026, 12, 1))
    make_credit(contribution=december, amount_idr=4_000)
    assert credits.book_waiting(at=NOON) == 1
    confirmed(reported(member), by=reviewer)
    owed = Refund.objects.get()
    assert (owed.amount_idr, owed.credit_idr) == (DUES_IDR, 4_000)
    assert owed.lines.get().amount_idr == DUES_IDR - 4_000
    no_differences()
    assert prepare(member=member, by=cast.treasurer).amount_idr == DUES_IDR
    assert ledger.balance(Place.BPJS, cast.partner.branch_id) == DUES_IDR  # that of November
    no_differences()


def test_credit_that_waits_for_a_month_which_goes_back_is_in_that_month(cast, reviewer):
    member = cast.member()
    cast.pay(member, count=2)
    cast.hand_over()
    posted = cast.post()
    december = Contribution.objects.get(contribution_month=dt.date(2026, 12, 1))
    make_credit(contribution=december, amount_idr=4_000)
    confirmed(reported(member), by=reviewer)
    cast.accept(posted)
    assert credits.book_waiting(at=NOON) == 0
    assert prepare(member=member, by=cast.treasurer).amount_idr == DUES_IDR
    assert credits.book_waiting(at=NOON) == 0
    no_differences()


def test_money_that_is_with_the_collector_is_not_set_aside_yet(cast, reviewer):
    member = cast.member()
    cast.pay(member, count=2)
    confirmed(reported(member), by=reviewer)
    assert refusal_of(prepare, member=member, by=cast.treasurer) == "with_collector"
    assert Refund.objects.get().status == Refund.Status.OWED


def test_what_was_given_back_before_a_death_is_not_owed_a_second_time(cast, approved, reviewer):
    pay(repayment=approved, by=cast.treasurer)
    confirmed(reported(approved.member), by=reviewer, at=LATER)
    assert not Refund.objects.exists()
    no_differences()


@pytest.mark.parametrize("step", ["prepared", "approved"])
def test_what_was_set_aside_for_her_is_her_familys_once_she_died(cast, reviewer, request, step):
    row = request.getfixturevalue(step)
    confirmed(reported(row.member), by=reviewer, at=LATER)
    row.refresh_from_db()
    assert (row.status, row.closed_by) == ("cancelled", reviewer)
    assert Refund.objects.get().amount_idr == 5_000
    no_differences()
    assert refusal_of(pay, repayment=row, by=cast.treasurer) == "not_approved"
    assert prepare(member=row.member, by=cast.treasurer, relation="child").amount_idr == 5_000
    no_differences()


@pytest.mark.parametrize("end", ["refuse", "cancel"])
def test_what_was_set_aside_is_owed_again_once_its_repayment_was_given_up(cast, reviewer, end):
    member = cast.member()
    cast.pay(member, count=2)
    cast.hand_over()
    confirmed(reported(member), by=reviewer)
    [before] = owed(partners=Partner.objects.all()).families
    row = prepare(member=member, by=cast.treasurer, relation="child")
    assert owed(partners=Partner.objects.all()).families == []
    by = reviewer if end == "refuse" else cast.treasurer
    getattr(repayments, end)(repayment=row, note="Salah penerima", by=by, at=NOON)
    [again] = owed(partners=Partner.objects.all()).families
    assert again.amount_idr == again.set_aside_idr == before.amount_idr == DUES_IDR
    assert (again.months, again.at_bpjs_idr, again.credit_idr) == (before.months, 0, 0)
    assert again.owed_at == before.owed_at
    figures = treasury(partner=cast.partner.pk, user=cast.treasurer, at=NOON)
    assert (figures.refunds, figures.refunds_idr) == (1, DUES_IDR)
    row = prepare(member=member, by=cast.treasurer, relation="spouse")
    repayments.approve(repayment=row, by=reviewer, at=NOON)
    pay(repayment=row, by=cast.treasurer)
    assert owed(partners=Partner.objects.all()).families == []
    no_differences()


def test_what_comes_back_besides_is_owed_once(cast, reviewer):
    member = cast.member()
    cast.pay(member, count=2)
    cast.hand_over()
    confirmed(reported(member), by=reviewer)
    row = prepare(member=member, by=cast.treasurer, relation="child")
    repayments.cancel(repayment=row, note="Salah penerima", by=cast.treasurer, at=NOON)
    refunds.owe_credit(credit=give(cast, member, 3_000), by=cast.treasurer, at=NOON)
    [family] = owed(partners=Partner.objects.all()).families
    assert (family.credit_idr, family.set_aside_idr) == (3_000, DUES_IDR)
    assert family.amount_idr == 3_000 + DUES_IDR
    amount_idr = prepare(member=member, by=cast.treasurer, relation="child").amount_idr
    assert amount_idr == family.amount_idr
    no_differences()


def test_what_was_set_aside_is_not_owed_to_a_family_whose_report_was_mistaken(cast, reviewer):
    member = cast.member()
    cast.pay(member, count=2)
    cast.hand_over()
    death = reported(member)
    confirmed(death, by=reviewer)
    prepare(member=member, by=cast.treasurer, relation="spouse")
    deaths.approve_reversal(reversal=asked_reversal(death), by=reviewer, at=NOON)
    assert owed(partners=Partner.objects.all()).families == []


def test_nothing_is_given_back_to_a_family_once_the_report_was_mistaken(cast, reviewer):
    member = cast.member()
    cast.pay(member, count=2)
    cast.hand_over()
    death = reported(member)
    confirmed(death, by=reviewer)
    row = prepare(member=member, by=cast.treasurer, relation="spouse")
    repayments.approve(repayment=row, by=reviewer, at=NOON)
    deaths.approve_reversal(reversal=asked_reversal(death), by=reviewer, at=NOON)
    assert refusal_of(pay, repayment=row, by=cast.treasurer) == "not_approved"
    assert credit_left.of_members(members=[member.pk], partner=cast.partner.pk) == {
        member.pk: DUES_IDR
    }
    no_differences()
