"""First dues taken at an enrolment: held, applied when she is approved, or her credit."""

import datetime as dt

import pytest

from contributions import (
    billing,
    books,
    cash,
    credit_use,
    handovers,
    held_dues,
    held_release,
    ledger,
    repayments,
    voids,
)
from contributions.held_dues import UnableToHold
from contributions.models import Contribution, Handover, HeldDues, Payment, Place, Void
from members import review
from members.earlier_memberships import Earlier
from members.models import Member
from tests import factories
from tests.contributions.deposits import held, sent, swept, withdrawn
from tests.contributions.money import DUES_IDR, written
from tests.contributions.repaid import pay, prepare
from tests.factories import NOON, NOVEMBER, TODAY, at

pytestmark = pytest.mark.django_db
DECEMBER = dt.date(2026, 12, 1)


@pytest.fixture
def day():
    return TODAY


@pytest.fixture(autouse=True)
def books_agree(db, day):
    yield
    assert books.differences(on=day) == []


def approve(dues: HeldDues, *, day: dt.date = TODAY) -> None:
    reviewer = factories.make_reviewer(branch=dues.partner.branch)
    review.approve(enrolment=dues.enrolment, by=reviewer, at=at(day))


def credit_of(dues: HeldDues) -> int:
    return ledger.balance(Place.MEMBER_CREDIT, dues.member_id)


def refused(code: str, job, **said) -> None:
    before = written()
    with pytest.raises(UnableToHold) as refusal:
        job(**said, at=NOON)
    assert refusal.value.code == code
    assert written() == before


def test_the_money_is_receipted_lies_with_the_collector_and_pays_no_month(cast) -> None:
    dues = held(cast)
    assert (dues.status, dues.amount_idr, dues.contribution_month) == ("held", DUES_IDR, NOVEMBER)
    assert dues.payment.receipt.endswith("000001")
    [line] = dues.payment.lines.all()
    assert line.contribution is None and line.live
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == DUES_IDR
    found = cash.in_hand(user=cast.collector)
    assert (found.receipts, found.shortage_idr) == ([dues.payment], 0)
    assert not Contribution.objects.exists()


def test_sent_again_it_is_the_same_payment_and_another_one_is_refused(cast) -> None:
    dues = held(cast)
    said = {"enrolment": dues.enrolment, "shown_total_idr": DUES_IDR, "by": cast.collector}
    assert held_dues.take(id=dues.pk, **said, at=NOON) == dues.payment
    refused("taken_already", held_dues.take, id=factories.new_id(), **said)
    other = {**said, "enrolment": sent(cast)}
    refused("other_body", held_dues.take, id=dues.pk, **other)


def test_only_a_collector_of_the_partner_takes_them_while_the_branch_has_not_decided(cast) -> None:
    waiting = sent(cast)
    said = {"id": factories.new_id(), "enrolment": waiting, "shown_total_idr": DUES_IDR}
    refused("not_yours", held_dues.take, **said, by=cast.treasurer)
    refused("not_yours", held_dues.take, **said, by=factories.make_collector())
    refused("tariff_moved", held_dues.take, **{**said, "shown_total_idr": 1}, by=cast.collector)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    review.approve(enrolment=waiting, by=reviewer, at=NOON)
    refused("decided", held_dues.take, **said, by=cast.collector)


def test_a_participant_already_pays_the_month_after_her_last_one(cast) -> None:
    told = Earlier(member_since=dt.date(2021, 3, 1), last_month_paid=NOVEMBER)
    assert held(cast, enrolment=sent(cast, earlier=told)).contribution_month == DECEMBER


def test_approved_they_pay_her_first_month_and_go_to_bpjs_like_any(cast) -> None:
    dues = held(cast)
    approve(dues)
    assert held_dues.sweep(at=NOON) == 1
    assert held_dues.sweep(at=NOON) == 0
    month = Contribution.objects.get()
    assert (month.member, month.status, month.total_idr) == (dues.member, "paid", DUES_IDR)
    assert Member.objects.get(pk=dues.member_id).cover.paid_until == dt.date(2026, 11, 30)
    cast.hand_over()
    assert cast.remit().amount_idr == DUES_IDR
    dues.refresh_from_db()
    assert (dues.status, dues.applied_at) == ("applied", NOON)


def test_handed_over_before_the_decision_they_wait_in_the_treasurers_cash(cast) -> None:
    dues = held(cast)
    cast.hand_over()
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == DUES_IDR
    assert cash.in_hand(user=cast.collector).amount_idr == 0
    approve(dues)
    held_dues.sweep(at=NOON)
    assert cast.remit().amount_idr == DUES_IDR


def test_who_pays_before_the_sweep_pays_the_next_month(cast) -> None:
    dues = held(cast)
    approve(dues)
    cast.pay(Member.objects.get(pk=dues.member_id), first=DECEMBER)
    paid = Contribution.objects.order_by("contribution_month")
    assert [row.contribution_month for row in paid] == [NOVEMBER, DECEMBER]


@pytest.mark.parametrize("day", [DECEMBER])
def test_approved_in_another_month_they_are_her_credit_and_pay_by_themselves(cast, day) -> None:
    dues = held(cast)
    cast.hand_over()
    approve(dues, day=day)
    moment = at(day)
    assert swept(dues, at=moment).status == "credited"
    assert held_release.sweep(at=moment) == 0
    billing.open_due_runs(at=moment)
    billing.work_all(at=moment)
    assert credit_use.sweep(at=moment) == 1
    month = Contribution.objects.get()
    assert (month.member, month.contribution_month, month.status) == (
        dues.member, DECEMBER, "paid",
    )  # fmt: skip


def test_withdrawn_they_go_to_the_treasurer_first_and_nobody_gives_them_back_alone(cast) -> None:
    dues = withdrawn(held(cast))
    assert (dues.status, credit_of(dues)) == ("owed", 0)
    assert cash.in_hand(user=cast.collector).receipts == [dues.payment]
    handovers.ask(by=cast.collector, at=NOON)
    assert swept(dues).status == "owed"
    waiting = Handover.objects.get()
    handovers.accept(handover=waiting, counted_idr=DUES_IDR, by=cast.treasurer, at=NOON)
    assert swept(dues).status == "credited"
    assert credit_of(dues) == DUES_IDR
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 0
    assert cash.in_hand(user=cast.collector).amount_idr == 0


def test_rejected_they_are_given_back_by_two_persons_with_a_signature(cast) -> None:
    dues = held(cast)
    cast.hand_over()
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    review.reject(enrolment=dues.enrolment, reason="Ganda.", by=reviewer, at=NOON)
    swept(dues)
    row = prepare(member=dues.member, by=cast.treasurer)
    assert row.amount_idr == DUES_IDR
    repayments.approve(repayment=row, by=reviewer, at=NOON)
    assert pay(repayment=row, by=cast.treasurer).status == "paid"
    assert ledger.balance(Place.MEMBER, dues.member_id) == 0
    assert ledger.balance(Place.MEMBER_CREDIT, dues.member_id) == 0


def test_where_the_handover_was_short_they_wait_until_the_rest_is_brought(cast) -> None:
    dues = held(cast)
    cast.hand_over(counted_idr=1_000)
    assert withdrawn(dues).status == "owed"
    cast.hand_over()
    assert swept(dues).status == "credited"


def test_a_deposit_is_given_back_and_not_voided(cast) -> None:
    dues = held(cast)
    with pytest.raises(voids.UnableToVoid) as refusal:
        voids.ask(payment=dues.payment, reason=Void.Reason.WRONG_MEMBER, by=cast.collector, at=NOON)
    assert refusal.value.code == "held"


def test_she_applies_again_and_pays_again_after_it_came_to_nothing(cast) -> None:
    withdrawn(held(cast))
    assert Payment.objects.count() == 1
    assert held(cast).status == "held"
