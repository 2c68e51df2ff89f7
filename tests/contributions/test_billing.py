"""Billing a month for everybody active: once, set-based, nobody left out without a reason."""

import datetime as dt

import pytest

from contributions import billing, dues, lapses
from contributions.models import BillingDoubt, BillingRun, Contribution
from tests.factories import (
    at,
    make_contribution,
    make_market,
    make_member,
    make_paid_month,
    make_reviewer,
    make_term,
)

pytestmark = pytest.mark.django_db

NOVEMBER = dt.date(2026, 11, 1)
NOW = at(dt.date(2026, 11, 10))


def bill_all(now=NOW):
    billing.open_due_runs(at=now)
    runs = []
    while some := billing.work(at=now):
        runs += some
    billing.settle_doubts(at=now)
    return runs


def make_payer(market, **term):
    member = make_member(market=market)
    make_term(member=member, **term)
    return member


def months_of(member):
    rows = Contribution.objects.filter(member=member).order_by("contribution_month")
    return [(row.contribution_month.month, row.total_idr, row.status) for row in rows]


def test_every_active_member_with_a_term_is_billed_at_the_tariff_of_the_month():
    market = make_market()
    plain = make_payer(market)
    with_jht = make_payer(market, jht=True)
    driver = make_payer(market, sector="transport", declared_income_idr=5_200_000)
    sweeper = make_payer(market, payer_kind="apbd")
    (run,) = bill_all()
    assert (run.active, run.billed, run.skipped, run.status) == (4, 4, {}, "done")
    totals = {row.member_id: row.total_idr for row in Contribution.objects.all()}
    assert totals == {
        plain.pk: 8_400,
        with_jht.pk: 28_400,
        driver.pk: 30_650,  # (54.500 + 6.800) / 2
        sweeper.pk: 16_800,  # no relief where a city pays
    }


def test_a_bill_says_why_it_is_what_it_is():
    member = make_payer(make_market())
    bill_all()
    row = Contribution.objects.get(member=member)
    assert (row.base_idr, row.jkk_idr, row.jkm_idr, row.jht_idr) == (1_000_000, 5_000, 3_400, 0)
    assert (row.relief_jkk_idr, row.relief_jkm_idr, row.relief_name) == (
        5_000,
        3_400,
        "Keringanan 50% PP 50/2025",
    )
    assert row.due_on == dt.date(2026, 11, 16)  # the 15th is a Sunday
    assert row.market_id == member.market_id


def test_who_is_approved_after_the_due_day_is_billed_by_the_next_sweep_and_due_at_months_end():
    market = make_market()
    make_payer(market)
    bill_all()
    newcomer = make_payer(market, first_month=NOVEMBER, approved_on=dt.date(2026, 11, 20))
    (run,) = bill_all(at(dt.date(2026, 11, 20)))
    assert (run.billed, run.skipped) == (1, {"already_billed": 1})
    assert Contribution.objects.get(member=newcomer).due_on == dt.date(2026, 11, 30)


def test_the_statement_and_the_page_agree_on_every_due_day():
    market = make_market()
    for day in (1, 16, 17, 30):
        make_payer(market, first_month=NOVEMBER, approved_on=dt.date(2026, 11, day))
    members = list(market.members.all())
    expected = {
        pk: payable.months[0].due_on
        for pk, payable in dues.payable_of(members=members, on=NOW.date()).items()
    }
    bill_all()
    assert {row.member_id: row.due_on for row in Contribution.objects.all()} == expected


def test_nobody_is_left_out_without_a_reason():
    market = make_market()
    reviewer = make_reviewer(branch=market.partner.branch)
    make_payer(market)
    paid_ahead = make_payer(market)
    make_paid_month(member=paid_ahead, month=NOVEMBER, remitted_on=None)
    make_payer(market, first_month=dt.date(2026, 12, 1))
    doubtful = make_member(market=market)
    make_member(market=market, status="lapsed")
    make_member(market=market, status="applying")
    (run,) = bill_all()
    assert run.active == 4
    assert run.billed + sum(run.skipped.values()) == run.active
    assert run.skipped == {"already_billed": 1, "not_started": 1, "no_term": 1}
    assert run.failed == 1
    doubt = BillingDoubt.objects.get()
    assert (doubt.member, doubt.reason, doubt.owner) == (doubtful, "no_term", reviewer)


def test_a_doubt_is_settled_by_the_sweep_that_bills_the_member():
    market = make_market()
    doubtful = make_member(market=market)
    bill_all()
    make_term(member=doubtful, first_month=NOVEMBER)
    bill_all()
    assert BillingDoubt.objects.get().settled_at is not None
    assert months_of(doubtful) == [(11, 8_400, "open")]


def test_a_second_run_bills_nothing_and_a_sweep_finds_nothing_due():
    market = make_market()
    make_payer(market)
    make_member(market=market)  # doubtful: must not keep the sweep busy for ever
    bill_all()
    assert billing.open_due_runs(at=NOW) == []
    billing.open_runs(month=NOVEMBER, market=market, at=NOW)
    (again,) = billing.work(at=NOW)
    assert (again.billed, again.skipped) == (0, {"already_billed": 1, "no_term": 1})
    assert Contribution.objects.count() == 1
    assert BillingDoubt.objects.count() == 1


def test_missed_months_are_billed_from_the_last_paid_one_on():
    market = make_market()
    member = make_payer(market)
    make_paid_month(member=member, month=dt.date(2026, 8, 1))
    bill_all()
    assert months_of(member) == [
        (8, 8_400, "paid"),
        (9, 8_400, "open"),
        (10, 8_400, "open"),
        (11, 8_400, "open"),
    ]


def test_who_never_paid_is_offered_the_current_month_only():
    member = make_payer(make_market(), first_month=dt.date(2026, 9, 1))
    bill_all()
    assert months_of(member) == [(11, 8_400, "open")]


def test_who_lapsed_is_not_billed_and_the_written_off_months_stay_so():
    market = make_market()
    member = make_payer(market)
    make_paid_month(member=member, month=dt.date(2026, 7, 1))
    for month in (8, 9, 10):
        make_contribution(member=member, month=dt.date(2026, month, 1))
    lapses.sweep(at=at(NOVEMBER))
    bill_all(at(NOVEMBER))
    assert [status for _month, _total, status in months_of(member)] == [
        "paid",
        "written_off",
        "written_off",
        "written_off",
    ]


def test_billing_on_payment_makes_the_same_row_as_the_sweep():
    market = make_market()
    one, other = make_payer(market, jht=True), make_payer(market, jht=True)
    (made,) = dues.bill(member=one, wanted=[NOVEMBER], at=NOW)
    bill_all()
    swept = Contribution.objects.get(member=other)
    differing = {"id", "member_id", "billing_run_id", "stored_at"}
    columns = [f.attname for f in Contribution._meta.concrete_fields if f.attname not in differing]
    assert [getattr(made, name) for name in columns] == [getattr(swept, name) for name in columns]


def test_a_run_goes_on_in_portions_and_counts_everybody_once():
    market = make_market()
    for _ in range(7):
        make_payer(market)
    billing.open_due_runs(at=NOW)
    (run,) = billing.work(at=NOW, portion=3)
    assert (run.active, run.billed, run.status) == (7, 7, "done")


@pytest.mark.parametrize("month", [dt.date(2026, 12, 1), dt.date(2026, 7, 1)])
def test_a_month_to_come_or_long_past_is_refused_and_leaves_no_run(month):
    make_market()
    with pytest.raises(billing.UnableToBill, match="2026-08 sampai 2026-11"):
        billing.open_runs(month=month, at=NOW)
    assert not BillingRun.objects.exists()


def test_runs_whose_month_has_no_tariff_fail_with_the_reason_and_the_others_go_on(monkeypatch):
    market = make_market()
    member = make_payer(market)
    make_paid_month(member=member, month=dt.date(2026, 9, 1))
    real = billing.tariff.price_list

    def price_list(month):
        if month < NOVEMBER:
            raise billing.UnableToPrice("Belum ada tarif iuran.")
        return real(month)

    monkeypatch.setattr(billing.tariff, "price_list", price_list)
    october, november = bill_all()
    assert (october.status, october.error) == ("failed", "Belum ada tarif iuran.")
    assert (november.status, november.billed) == ("done", 1)
    monkeypatch.undo()
    (again,) = bill_all()
    assert (again.month.month, again.billed) == (10, 1)


def test_a_run_given_up_after_five_attempts_is_marked_failed():
    market = make_market()
    make_payer(market)
    billing.open_due_runs(at=NOW)
    BillingRun.objects.update(attempts=5)
    assert billing.work(at=NOW) == []
    assert BillingRun.objects.get().status == "failed"


def test_the_number_of_statements_does_not_grow_with_the_members(django_assert_max_num_queries):
    market = make_market()
    for _ in range(40):
        make_payer(market)
    billing.open_due_runs(at=NOW)
    with django_assert_max_num_queries(20):
        billing.work(at=NOW)


def test_a_doubt_is_over_when_her_term_begins_later_or_the_month_can_be_billed_no_more():
    market = make_market()
    later, never = make_member(market=market), make_member(market=market)
    bill_all()
    assert BillingDoubt.objects.filter(settled_at=None).count() == 2
    make_term(member=later, first_month=dt.date(2026, 12, 1))
    billing.settle_doubts(at=NOW)
    assert BillingDoubt.objects.get(settled_at=None).member == never
    billing.settle_doubts(at=at(dt.date(2027, 3, 1)))
    assert not BillingDoubt.objects.filter(settled_at=None).exists()
