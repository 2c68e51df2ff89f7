"""BPJS's word about months paid elsewhere, and what becomes of what was paid here as well."""

import datetime as dt

import pytest

from contributions import (
    billing,
    credit_left,
    credit_use,
    lapses,
    ledger,
    remittances,
)
from contributions.models import (
    Contribution,
    Credit,
    LedgerEntry,
    LineAnswer,
    Refund,
)
from contributions.posted import posted
from tests import factories
from tests.contributions.bereaved import confirmed, reported
from tests.contributions.credit import give
from tests.contributions.elsewhere import (
    confirm,
    dates_of,
    deny,
    month_of,
    payable,
    record,
    refused,
)
from tests.contributions.money import make_cast, no_differences, send_all
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = pytest.mark.django_db
DECEMBER, JANUARY = dt.date(2026, 12, 1), dt.date(2027, 1, 1)
LAST_OF_NOVEMBER, LAST_OF_DECEMBER = dt.date(2026, 11, 30), dt.date(2026, 12, 31)
TRANSFER = {"method": "transfer", "reference": "BRI-1"}


class TestConfirmed:
    def test_the_month_is_settled_covers_and_is_never_billed_again(self, cast):
        member = cast.member()
        row = record(member, by=cast.collector)
        [answer] = confirm(row, by=cast.treasurer)
        month = month_of(member)
        assert (month.status, month.status_reason) == ("cancelled", "paid_at_bpjs")
        assert answer.answered_on == TODAY
        dates = dates_of(member)
        assert (dates.paid_until, dates.covered_until) == (LAST_OF_NOVEMBER, LAST_OF_NOVEMBER)
        billing.open_runs(month=NOVEMBER, at=NOON)
        billing.work_all(at=NOON)
        assert Contribution.objects.filter(member=member).count() == 1
        assert LedgerEntry.objects.count() == 0
        no_differences()

    def test_it_is_known_from_the_day_bpjs_said_so(self, cast):
        member = cast.member()
        row = record(member, by=cast.collector, paid_on=dt.date(2026, 11, 3))
        answered_on = dt.date(2026, 11, 7)
        confirm(row, by=cast.treasurer, on=answered_on)
        cast.pay(member, first=DECEMBER, by=cast.treasurer, **TRANSFER)
        cast.remit()
        day = dt.date(2026, 11, 20)
        for known_on, known in ((answered_on - dt.timedelta(days=1), False), (TODAY, True)):
            found = posted(member=member, died_on=day, known_on=known_on)
            assert found.was_covered is known

    def test_a_month_ahead_of_a_gap_is_not_billed_again_when_the_gap_is_paid(self, cast):
        member = cast.member()
        confirm(record(member, DECEMBER, by=cast.collector), by=cast.treasurer)
        assert payable(member)[:2] == [NOVEMBER, JANUARY]
        cast.pay(member)
        assert dates_of(member).paid_until == LAST_OF_DECEMBER
        no_differences()

    def test_bpjs_may_know_of_one_month_and_not_of_the_other(self, cast):
        member = cast.member()
        row = record(member, NOVEMBER, DECEMBER, by=cast.collector)
        confirm(row, NOVEMBER, by=cast.treasurer)
        deny(row, DECEMBER, by=cast.treasurer)
        row.refresh_from_db()
        assert [month.status for month in row.months.all()] == ["confirmed", "denied"]
        assert (row.live, payable(member)[0]) == (True, DECEMBER)
        no_differences()

    def test_she_who_had_lapsed_because_nobody_knew_is_active_again(self, cast):
        member = cast.member()
        cast.pay(member)
        late = factories.at(dt.date(2027, 3, 2))
        factories.make_contribution(member=member, month=JANUARY)
        lapses.sweep(at=late)
        member.refresh_from_db()
        assert member.status == "lapsed"
        january = record(member, JANUARY, by=cast.collector, at=late, paid_on=dt.date(2027, 1, 5))
        confirm(january, by=cast.treasurer, on=late.date(), at=late)
        member.refresh_from_db()
        assert member.status == "active"
        no_differences(on=late.date())

    def test_what_was_cancelled_meanwhile_because_she_died_still_counts(self, cast):
        member = cast.member()
        row = record(member, by=cast.collector)
        Contribution.objects.update(status="cancelled", status_reason="member_died")
        confirm(row, by=cast.treasurer)
        assert month_of(member).status_reason == "paid_at_bpjs"
        no_differences()

    def test_nobody_answers_for_what_she_recorded_herself_or_for_strangers(self, cast):
        row = record(cast.member(), by=cast.treasurer)
        refused("same_person", confirm, row=row, by=cast.treasurer)
        for by in (cast.collector, make_cast().treasurer, factories.make_reviewer()):
            refused("not_yours", confirm, row=row, by=by)
        assert confirm(row, by=factories.make_reviewer(branch=cast.partner.branch))

    def test_an_answer_has_its_day_and_stays(self, cast):
        row = record(cast.member(), by=cast.collector)
        for on in (TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)):
            refused("bad_day", confirm, row=row, by=cast.treasurer, on=on)
        deny(row, by=cast.treasurer)
        refused("decided", confirm, row=row, by=cast.treasurer)


class TestPaidHereAsWell:
    def test_what_lies_with_the_partner_becomes_her_credit(self, cast):
        member = cast.member()
        cast.pay(member)
        cast.hand_over()
        row = record(member, by=cast.collector, paid_here=frozenset([NOVEMBER]))
        confirm(row, by=cast.treasurer)
        assert month_of(member).status_reason == "paid_at_bpjs"
        left = credit_left.of_members(members=[member.pk], partner=cast.partner.pk)
        assert left == {member.pk: 8_400}
        assert ledger.balance(*ledger.treasurer(cast.treasurer.pk)) == 0
        no_differences()

    def test_what_becomes_her_credit_after_her_death_is_owed_to_her_family(self, cast):
        member = cast.member()
        cast.pay(member, by=cast.treasurer, **TRANSFER)
        row = record(member, by=cast.collector, paid_here=frozenset([NOVEMBER]))
        confirmed(reported(member))
        confirm(row, by=cast.treasurer)
        refund = Refund.objects.get()
        assert (refund.status, refund.amount_idr) == (Refund.Status.OWED, 8_400)
        no_differences()

    def test_what_is_still_with_the_collector_is_handed_over_first(self, cast):
        member = cast.member()
        payment = cast.pay(member)
        row = record(member, by=cast.collector, paid_here=frozenset([NOVEMBER]))
        sentence = refused("with_collector", confirm, row=row, by=cast.treasurer)
        assert payment.receipt in sentence
        cast.hand_over()
        confirm(row, by=cast.treasurer)
        no_differences()

    def test_what_was_sent_to_bpjs_is_rejected_there(self, cast):
        member = cast.member()
        cast.pay(member, by=cast.treasurer, **TRANSFER)
        cast.post()
        row = record(member, by=cast.collector, paid_here=frozenset([NOVEMBER]))
        confirm(row, by=cast.treasurer)
        answer = LineAnswer.objects.get(member=member)
        assert (answer.outcome, answer.reason) == ("rejected", "paid_elsewhere")
        assert Credit.objects.get(member=member).reason == "rejected_by_bpjs"
        assert dates_of(member).covered_until == LAST_OF_NOVEMBER
        no_differences()

    def test_what_is_on_a_final_list_or_accepted_is_not_settled_so(self, cast):
        member = cast.member()
        cast.pay(member, by=cast.treasurer, **TRANSFER)
        final = remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
        row = record(member, by=cast.collector, paid_here=frozenset([NOVEMBER]))
        refused("remitting", confirm, row=row, by=cast.treasurer)
        remittances.post(remittance=final, payment_code="1", by=cast.treasurer, at=NOON)
        send_all(final, by=cast.treasurer)
        cast.accept(final)
        refused("accepted_here", confirm, row=row, by=cast.treasurer)
        deny(row, by=cast.treasurer)
        no_differences()

    def test_credit_that_paid_it_is_free_again(self, cast):
        member = cast.member()
        give(cast, member, 8_400)
        credit_use.use(member_id=member.pk, at=NOON)
        row = record(member, by=cast.collector, paid_here=frozenset([NOVEMBER]))
        confirm(row, by=cast.treasurer)
        left = credit_left.of_members(members=[member.pk], partner=cast.partner.pk)
        assert left == {member.pk: 8_400}
        no_differences()

    def test_a_receipt_whose_void_is_asked_for_is_decided_first(self, cast):
        member = cast.member()
        payment = cast.pay(member)
        row = record(member, by=cast.collector, paid_here=frozenset([NOVEMBER]))
        cast.void(payment)
        refused("void_asked", confirm, row=row, by=cast.treasurer)
