"""What a death means for dues: nothing after it is owed, what was prepaid goes back."""

import datetime as dt

import pytest

from contributions import (
    billing,
    deaths,
    departures,
    dues,
    endings,
    handovers,
    remittances,
    sponsors,
    unremitted,
    voids,
)
from contributions.models import Claim, Contribution, Payment, Refund
from contributions.void_refusals import UnableToVoid
from members.deaths import UnableToDecideDeath
from members.models import DeathReversal, Member
from tests import factories
from tests.asked import make_departure
from tests.contributions.bereaved import asked_reversal, confirmed, reported
from tests.contributions.credit import make_credit
from tests.contributions.money import DUES_IDR, make_cast, no_differences, refuse_payment
from tests.contributions.money import ask as ask_payment
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = pytest.mark.django_db
DECEMBER, JANUARY = dt.date(2026, 12, 1), dt.date(2027, 1, 1)


@pytest.fixture
def member(cast):
    return cast.member(name="Siti Contoh")


def statuses(member) -> dict[int, tuple[str, str]]:
    rows = Contribution.objects.filter(member=member).order_by("contribution_month", "pk")
    return {row.contribution_month.month: (row.status, row.status_reason) for row in rows}


def test_open_months_after_the_month_of_death_are_cancelled_and_seen(member) -> None:
    for month in (dt.date(2026, 10, 1), NOVEMBER, DECEMBER):
        factories.make_contribution(member=member, month=month)
    reported(member, died_on=dt.date(2026, 10, 31))
    assert statuses(member) == {
        10: ("open", ""),
        11: ("cancelled", "member_died"),
        12: ("cancelled", "member_died"),
    }
    no_differences()


def test_once_the_branch_is_sure_nothing_stays_open_and_a_mistake_bills_it_again(
    cast, member, reviewer
) -> None:
    factories.make_paid_month(member=member, month=dt.date(2026, 10, 1))
    billed = factories.make_contribution(member=member, month=NOVEMBER)
    death = reported(member)
    assert statuses(member)[11] == ("open", "")
    confirmed(death, by=reviewer)
    assert statuses(member)[11] == ("cancelled", "member_died")
    deaths.approve_reversal(reversal=asked_reversal(death), by=reviewer, at=NOON)
    billing.open_due_runs(at=NOON)
    billing.work_all(at=NOON)
    again = Contribution.objects.get(contribution_month=NOVEMBER, status="open")
    assert again.pk != billed.pk and again.total_idr == DUES_IDR


def test_who_had_left_meanwhile_is_no_member_again(cast, member, reviewer) -> None:
    departure = make_departure(member=member, by=cast.collector)
    departures.approve(departure=departure, shown_month=DECEMBER, by=reviewer, at=NOON)
    death = reported(member)
    endings.sweep(at=NOON + dt.timedelta(days=25))
    deaths.reverse(death=death, reason="Orang lain.", by=reviewer, at=NOON + dt.timedelta(days=26))
    member.refresh_from_db()
    assert member.status == Member.Status.ENDED


def test_a_death_on_the_first_day_leaves_that_month(member) -> None:
    factories.make_contribution(member=member, month=NOVEMBER)
    reported(member, died_on=NOVEMBER)
    assert statuses(member) == {11: ("open", "")}


def test_she_is_billed_no_more_and_what_billing_wrote_meanwhile_is_cancelled(cast, member) -> None:
    reported(member, died_on=dt.date(2026, 10, 31))
    billing.open_runs(month=NOVEMBER, market=cast.market, at=NOON)
    billing.work_all(at=NOON)
    assert not Contribution.objects.exists()
    factories.make_contribution(member=member)  # by a statement that had looked before the report
    other = factories.make_contribution(member=cast.member())
    assert deaths.sweep(at=NOON) == 1
    assert deaths.sweep(at=NOON) == 0
    assert statuses(member)[11] == ("cancelled", "member_died")
    other.refresh_from_db()
    assert other.status == "open"


def test_no_money_is_taken_for_her(cast, member) -> None:
    reported(member)
    member.refresh_from_db()
    assert "Kematiannya sudah dilaporkan" in dues.payable(member=member, on=TODAY).problem
    refuse_payment(ask_payment(member), code="not_payable", by=cast.collector)


def test_prepaid_months_become_a_refund_once_the_branch_is_sure(cast, member, reviewer) -> None:
    payment = cast.pay(member, count=3)
    death = reported(member)
    assert not Refund.objects.exists()
    confirmed(death, by=reviewer)
    refund = Refund.objects.get()
    assert (refund.partner, refund.market, refund.months) == (cast.partner, cast.market, 2)
    assert (refund.amount_idr, refund.credit_idr) == (DUES_IDR + 2 * DUES_IDR, 0)
    assert [line.contribution_month for line in refund.lines.all()] == [DECEMBER, JANUARY]
    assert {line.payment_line.payment_id for line in refund.lines.all()} == {payment.pk}
    assert statuses(member) == {11: ("paid", ""), 12: ("paid", ""), 1: ("paid", "")}
    no_differences()


def test_confirming_twice_owes_once(cast, member, reviewer) -> None:
    cast.pay(member, count=2)
    death = reported(member)
    first = confirmed(death, by=reviewer)
    assert confirmed(death, by=reviewer) == first
    assert (Refund.objects.count(), Claim.objects.count()) == (1, 1)


def test_what_she_had_paid_too_much_goes_along_but_not_twice(cast, member, reviewer) -> None:
    cast.pay(member, count=2)
    for month, amount_idr in ((NOVEMBER, 400), (DECEMBER, 300)):
        paid = Contribution.objects.get(contribution_month=month)
        make_credit(contribution=paid, amount_idr=amount_idr)
    confirmed(reported(member), by=reviewer)
    refund = Refund.objects.get()
    assert (refund.credit_idr, refund.amount_idr) == (400, DUES_IDR + 400)
    no_differences()


def test_what_a_sponsor_paid_ahead_is_not_the_familys(cast, member, reviewer) -> None:
    factories.make_contribution(member=member, month=DECEMBER, payer_kind="apbd")
    sponsors.record_transfer(
        partner=cast.partner,
        payer_kind="apbd",
        month=DECEMBER,
        reference="SP2D-1",
        by=cast.treasurer,
        at=NOON,
    )
    confirmed(reported(member), by=reviewer)
    assert not Refund.objects.exists()


def test_each_partner_gives_back_what_it_took(cast, member, reviewer) -> None:
    cast.pay(member, count=2)
    elsewhere = make_cast(branch=cast.partner.branch)
    Member.objects.update(market=elsewhere.market)
    member.refresh_from_db()
    elsewhere.pay(member, first=JANUARY)
    confirmed(reported(member), by=reviewer)
    assert {refund.partner: refund.months for refund in Refund.objects.all()} == {
        cast.partner: 1,
        elsewhere.partner: 1,
    }
    no_differences()


def test_what_goes_back_is_neither_remitted_nor_pays_for_others(cast, member, reviewer) -> None:
    cast.pay(member, count=2)
    other = cast.member()
    cast.pay(other)
    death = reported(member)
    confirmed(death, by=reviewer)
    cast.hand_over(counted_idr=2 * DUES_IDR)  # one month short
    preview = remittances.preview(partner=cast.partner)
    # Two months of dues wait for money and one lies there, the other being the family's.
    assert (preview.months, preview.amount_idr) == (1, DUES_IDR)
    assert (preview.waiting_months, preview.waiting_idr) == (1, DUES_IDR)
    found = unremitted.by_partner(partners=[cast.partner.pk], on=TODAY)[cast.partner.pk]
    assert found.all.months == 2
    cast.remit()
    assert not Contribution.objects.filter(
        contribution_month=DECEMBER, remitted_on__isnull=False
    ).exists()
    no_differences()


def test_months_that_bpjs_has_already_are_owed_all_the_same(cast, member, reviewer) -> None:
    cast.pay(member, count=2)
    cast.hand_over()
    cast.remit()
    confirmed(reported(member), by=reviewer)
    assert Refund.objects.get().months == 1
    no_differences()


def test_a_receipt_with_a_month_that_goes_back_is_not_voided(cast, member, reviewer) -> None:
    asked = cast.void(cast.pay(member, count=2))
    confirmed(reported(member), by=reviewer)
    with pytest.raises(UnableToVoid) as refusal:
        voids.grant(void=asked, by=cast.treasurer, at=NOON)
    assert refusal.value.code == "refunded"
    voids.refuse(void=asked, by=cast.treasurer, at=NOON)
    handovers.ask(by=cast.collector, at=NOON)
    no_differences()


def test_a_mistaken_report_undoes_everything_and_she_is_billed_again(
    cast, member, reviewer
) -> None:
    cast.pay(member, count=2)
    factories.make_contribution(member=member, month=JANUARY)
    death = reported(member)
    claim = confirmed(death, by=reviewer)
    deaths.approve_reversal(reversal=asked_reversal(death), by=reviewer, at=NOON)
    refund, claim = Refund.objects.get(), Claim.objects.get(pk=claim.pk)
    assert (refund.status, refund.cancelled_by) == ("cancelled", reviewer)
    assert not refund.lines.filter(live=True).exists()
    assert claim.status == "withdrawn"
    member.refresh_from_db()
    assert member.status == Member.Status.ACTIVE
    assert dues.payable(member=member, on=TODAY).months[0].month == JANUARY
    no_differences()
    cast.hand_over()
    assert remittances.preview(partner=cast.partner).months == 2
    confirmed(reported(member), by=reviewer)
    assert Refund.objects.filter(status="owed").count() == 1
    no_differences()


def test_nothing_is_reversed_once_bpjs_has_paid(cast, member, reviewer) -> None:
    death = reported(member)
    claim = confirmed(death, by=reviewer)
    for status in ("complete", "sent", "paid"):
        Claim.objects.filter(pk=claim.pk).update(status=status)
    with pytest.raises(UnableToDecideDeath) as refusal:
        deaths.approve_reversal(reversal=asked_reversal(death), by=reviewer, at=NOON)
    assert refusal.value.code == "paid_out"
    assert DeathReversal.objects.get().status == "asked"
    death.refresh_from_db()
    assert death.status == "confirmed"
    assert Payment.objects.count() == 0
