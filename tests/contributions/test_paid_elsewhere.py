"""A month paid elsewhere: doubtful until BPJS has answered, never paid twice, no money of ours."""

import datetime as dt

import pytest

from collectors import reminders
from collectors.models import Reminder
from contributions import (
    credit_use,
    elsewhere_months,
    lapses,
    paid_elsewhere,
    remittances,
)
from contributions.models import (
    ElsewhereAnswer,
    LedgerEntry,
)
from members.models import PayerKind
from tests import factories
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
from tests.contributions.money import ask, make_cast, no_differences, refuse_payment
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = pytest.mark.django_db
DECEMBER, JANUARY = dt.date(2026, 12, 1), dt.date(2027, 1, 1)
LAST_OF_NOVEMBER, LAST_OF_DECEMBER = dt.date(2026, 11, 30), dt.date(2026, 12, 31)
TRANSFER = {"method": "transfer", "reference": "BRI-1"}


class TestRecorded:
    def test_it_moves_no_money_and_no_cover(self, cast):
        member = cast.member()
        row = record(member, NOVEMBER, DECEMBER, by=cast.collector)
        assert LedgerEntry.objects.count() == 0
        assert dates_of(member).paid_until is None
        assert {month.status for month in row.months.all()} == {"waiting"}
        assert (row.partner, row.owner) == (cast.partner, cast.treasurer)
        preview = remittances.preview(partner=cast.partner)
        assert (preview.months, preview.waiting) == (0, [])
        no_differences()

    def test_what_a_treasurer_records_is_another_ones_or_the_branchs_to_ask(self, cast):
        reviewer = factories.make_reviewer(branch=cast.partner.branch)
        assert record(cast.member(), by=cast.treasurer).owner == reviewer
        deputy = factories.make_treasurer(partner=cast.partner)
        assert record(cast.member(), by=cast.treasurer).owner == deputy

    def test_the_same_form_twice_is_one_record_and_another_body_is_refused(self, cast):
        member, id = cast.member(), factories.new_id()
        row = record(member, by=cast.collector, id=id, reference="A-1")
        assert record(member, by=cast.collector, id=id, reference=" a-1 ") == row
        refused(
            "recorded_already", record, member=member, by=cast.collector, id=id, reference="A-2"
        )

    def test_one_slip_is_for_one_record(self, cast):
        record(cast.member(), by=cast.collector, reference="A-1")
        refused("reference_used", record, member=cast.member(), by=cast.collector, reference="A-1")

    def test_a_month_is_recorded_once(self, cast):
        member = cast.member()
        record(member, by=cast.collector)
        refused("recorded_already", record, member=member, by=cast.treasurer)

    def test_only_collectors_and_treasurers_of_her_partner_record_it(self, cast):
        member = cast.member()
        for by in (make_cast().collector, factories.make_reviewer(branch=cast.partner.branch)):
            refused("not_yours", record, member=member, by=by)

    def test_a_sponsored_month_is_not_recorded(self, cast):
        member = cast.member()
        factories.make_contribution(member=member, payer_kind=PayerKind.APBD)
        refused("not_recordable", record, member=member, by=cast.collector)

    def test_a_month_with_bpjs_is_not_recorded(self, cast):
        member = cast.member()
        cast.pay(member, by=cast.treasurer, **TRANSFER)
        cast.remit()
        refused("not_recordable", record, member=member, by=cast.collector)

    def test_a_month_paid_here_is_recorded_only_where_that_was_seen(self, cast):
        member = cast.member()
        payment = cast.pay(member)
        refused("paid_here", record, member=member, by=cast.collector)
        seen = frozenset([NOVEMBER])
        row = record(member, by=cast.collector, paid_here=seen)
        assert row.months.get().payment_line == payment.lines.get()
        choice = elsewhere_months.choices(member=cast.member(), on=TODAY)[0]
        assert (choice.month, choice.paid_here) == (NOVEMBER, None)

    def test_a_slip_from_the_future_or_without_words_is_refused(self, cast):
        fields = {"member": cast.member(), "by": cast.collector}
        refused("bad_day", record, **fields, paid_on=TODAY + dt.timedelta(days=1))
        refused("bad_day", record, **fields, paid_on=TODAY - dt.timedelta(days=500))
        refused("needs_words", record, **fields, channel_name=" ")
        refused("needs_amount", record, **fields, amount_idr=0)


class TestWaiting:
    def test_nobody_takes_money_for_it_here_and_the_sentence_names_the_record(self, cast):
        member = cast.member()
        record(member, by=cast.collector)
        sentence = refuse_payment(ask(member), code="paid_elsewhere", by=cast.collector)
        assert "Gerai Sejahtera" in sentence
        assert cast.collector.name in sentence

    def test_the_months_beside_it_can_be_paid(self, cast):
        member = cast.member()
        record(member, by=cast.collector)
        assert payable(member)[0] == DECEMBER
        cast.pay(member, first=DECEMBER)
        no_differences()

    def test_nobody_is_reminded_of_it(self, cast):
        member = cast.member()
        factories.make_contribution(member=member)
        reminders.refresh(at=NOON)
        row = record(member, by=cast.collector)
        reminders.refresh(at=NOON)
        assert not Reminder.objects.filter(closed_at=None).exists()
        deny(row, by=cast.treasurer)
        reminders.refresh(at=NOON)
        assert Reminder.objects.get(closed_at=None).member == member

    def test_her_credit_does_not_pay_it(self, cast):
        member = cast.member()
        give(cast, member, 20_000)
        record(member, by=cast.collector)
        credit_use.sweep(at=NOON)
        assert month_of(member).status == "open"

    def test_her_membership_does_not_lapse_before_bpjs_has_answered(self, cast):
        member = cast.member()
        cast.pay(member)
        row = record(member, DECEMBER, by=cast.collector)
        too_late = factories.at(dt.date(2027, 3, 2))
        lapses.sweep(at=too_late)
        member.refresh_from_db()
        assert (member.status, month_of(member, DECEMBER).status) == ("active", "open")
        deny(row, by=cast.treasurer, on=too_late.date(), at=too_late)
        lapses.sweep(at=too_late)
        member.refresh_from_db()
        assert (member.status, month_of(member, DECEMBER).status) == ("lapsed", "written_off")

    def test_a_past_offer_said_to_be_paid_stays(self, cast):
        member = cast.member()
        record(member, by=cast.collector)
        lapses.sweep(at=factories.at(DECEMBER))
        assert month_of(member).status == "open"

    def test_a_month_paid_here_too_goes_into_no_remittance(self, cast):
        member = cast.member()
        cast.pay(member, by=cast.treasurer, **TRANSFER)
        row = record(member, by=cast.collector, paid_here=frozenset([NOVEMBER]))
        preview = remittances.preview(partner=cast.partner)
        assert (preview.months, [part.waits_for for part in preview.waiting]) == (0, ["elsewhere"])
        assert preview.waiting[0].reason
        deny(row, by=cast.treasurer)
        assert remittances.preview(partner=cast.partner).months == 1


class TestWithdrawn:
    def test_its_months_are_owed_as_before_and_the_slip_can_be_recorded_again(self, cast):
        member = cast.member()
        row = record(member, by=cast.collector, reference="A-1")
        paid_elsewhere.withdraw(record=row, reason="Salah orang", by=cast.collector, at=NOON)
        assert payable(member)[0] == NOVEMBER
        [answer] = ElsewhereAnswer.objects.all()
        assert (answer.outcome, answer.note, answer.by) == (
            "withdrawn",
            "Salah orang",
            cast.collector,
        )
        record(member, by=cast.collector, reference="A-1")
        no_differences()

    def test_only_who_recorded_it_withdraws_it_with_a_reason_before_the_answer(self, cast):
        row = record(cast.member(), by=cast.collector)
        withdraw = {"record": row, "reason": "x", "by": cast.collector, "at": NOON}
        refused("not_yours", paid_elsewhere.withdraw, **withdraw | {"by": cast.treasurer})
        refused("needs_reason", paid_elsewhere.withdraw, **withdraw | {"reason": " "})
        confirm(row, by=cast.treasurer)
        refused("decided", paid_elsewhere.withdraw, **withdraw)
