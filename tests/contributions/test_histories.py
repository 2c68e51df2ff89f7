"""Random payment histories against the rule told again, plainly, in a few lines of Python."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contributions import billing, cover, dues, lapses
from contributions.models import Contribution
from markets import months
from members import membership
from tests.factories import at, make_market, make_member, make_term

pytestmark = pytest.mark.django_db

JANUARY, APRIL, DECEMBER = (dt.date(2026, month, 1) for month in (1, 4, 12))

# What happens in each of ten months: how many months are paid, and whether the partner remits.
histories = st.lists(
    st.tuples(st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3, 5]), st.booleans()), min_size=10, max_size=10
)


class Told:
    """One member's story as the law tells it, kept as plain sets of month numbers."""

    def __init__(self):
        self.active, self.paid, self.remitted = True, set(), set()

    def month_begins(self, now):
        if not self.active:
            return
        last = max(self.paid, default=None)
        if last is None:
            self.active = now < 3
        elif now - last > 3:
            self.active = False

    def owed(self, now):
        """Months up to the current one that can be paid."""
        if not self.paid or not self.active:
            return [] if now in self.paid else [now]
        return list(range(max(self.paid) + 1, now + 1))

    def pay(self, now, count):
        start = (self.owed(now) or [max(self.paid) + 1])[0]
        bought = [month for month in range(start, start + count) if month <= now + 12]
        if bought:
            self.paid |= set(bought)
            self.active = True
        return bought


def until(month_numbers):
    if not month_numbers:
        return None
    return months.last_day(months.add(JANUARY, max(month_numbers)))


def act(member, now, day, count, remits):
    """The same month, done by the real jobs as far as dues and cover go."""
    moment = at(day)
    lapses.sweep(at=moment)
    billing.open_due_runs(at=moment)
    billing.work_all(at=moment)
    member.refresh_from_db()
    bought = [due.month for due in dues.payable(member=member, on=day).first(count)]
    if bought:
        rows = dues.bill(member=member, wanted=bought, at=moment)
        Contribution.objects.filter(pk__in=[row.pk for row in rows]).update(status="paid")
        membership.revive(member=member, at=moment)
    if remits:
        Contribution.objects.filter(member=member, status="paid", remitted_on=None).update(
            remitted_on=day
        )
    cover.refresh(members=[member.pk], on=day)
    return bought


@settings(max_examples=12, deadline=None)
@given(history=histories)
def test_ten_months_of_any_history_ends_where_the_law_says(history):
    member = make_member(market=make_market())
    make_term(member=member, first_month=JANUARY)
    told = Told()
    for now, (count, remits) in enumerate(history):
        month = months.add(JANUARY, now)
        told.month_begins(now)
        expected = [months.add(JANUARY, number) for number in told.pay(now, count)]
        assert act(member, now, month.replace(day=20), count, remits) == expected
        if remits:
            told.remitted |= told.paid
        member.refresh_from_db()
        assert (member.status == "active") == told.active
        check_books_of(member, told, month)


def check_books_of(member, told, month):
    rows = Contribution.objects.filter(member=member).exclude(status="cancelled")
    paid = {row.contribution_month for row in rows if row.status == "paid"}
    opened = sorted(row.contribution_month for row in rows if row.status == "open")
    assert paid == {months.add(JANUARY, number) for number in told.paid}
    assert len(rows) == len({row.contribution_month for row in rows})
    arrears = [one for one in opened if one < month]
    assert len(arrears) <= 3
    if told.active and told.paid:
        assert opened == [months.add(JANUARY, n) for n in told.owed(months.between(JANUARY, month))]
    dates = cover.computed(members=[member.pk], on=month.replace(day=20)).get(
        member.pk, cover.CoverDates(None, None)
    )
    assert (dates.paid_until, dates.covered_until) == (until(told.paid), until(told.remitted))
    for row in rows:
        relieved = APRIL <= row.contribution_month <= DECEMBER
        assert row.total_idr == (8_400 if relieved else 16_800)
