"""BPJS's answers: only what it accepts moves cover, and what it rejects is the member's credit."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributions import (
    answers,
    cover,
    deaths,
    dues,
    ledger,
    rejections,
    remittances,
    sponsors,
    voids,
)
from contributions.answers import UnableToAnswer
from contributions.models import Contribution, Credit, LineAnswer, Payment, Place, RefundLine
from contributions.posted import posted as posted_months
from contributions.voids import UnableToVoid
from members.models import PayerKind
from tests import factories
from tests.contributions.bereaved import asked_reversal, confirmed, reported
from tests.contributions.money import DUES_IDR, make_cast, no_differences
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=2)
LAST_OF_NOVEMBER = dt.date(2026, 11, 30)
DECEMBER = dt.date(2026, 12, 1)
Reason = LineAnswer.Reason


def sent(cast, *members, count=1):
    """A posted remittance of what these members paid."""
    for member in members:
        cast.pay(member, count=count)
    cast.hand_over()
    return cast.post()


def covered_until(member):
    member.refresh_from_db()
    return cover.of(member).covered_until


def month_of(member, month=NOVEMBER):
    return Contribution.objects.get(member=member, contribution_month=month)


def reject(cast, line, reason=Reason.NIK_UNKNOWN):
    return rejections.reject(
        line=line, rejected=rejections.Rejected(reason), by=cast.treasurer, at=LATER
    )


def refused(code, job, **fields):
    def written():
        return list(LineAnswer.objects.order_by("pk").values_list("pk", "outcome", "settled_at"))

    before = written()
    with pytest.raises(UnableToAnswer) as refusal:
        job(at=LATER, **fields)
    assert refusal.value.code == code
    assert written() == before


class TestAccepted:
    def test_an_accepted_month_is_remitted_on_the_day_it_was_posted_and_moves_cover(self, cast):
        member = cast.member()
        cast.pay(member, count=2)
        cast.hand_over()
        late = dt.datetime(2026, 11, 19, 20, 0, tzinfo=dt.UTC)  # the 20th in Jakarta
        posted = cast.post(at=late)
        assert cast.accept(posted, at=late + dt.timedelta(days=5)) == 2
        days = set(Contribution.objects.values_list("remitted_on", flat=True))
        assert days == {dt.date(2026, 11, 20)}
        assert covered_until(member) == dt.date(2026, 12, 31)
        no_differences()

    def test_one_line_by_hand_and_all_the_others(self, cast):
        first, second = cast.member(), cast.member()
        posted = sent(cast, first, second)
        line = posted.lines.get(contribution__member=first)
        fields = {"remittance": posted, "by": cast.treasurer, "at": LATER}
        assert answers.accept(lines=[line.pk], **fields) == 1
        assert (covered_until(first), covered_until(second)) == (LAST_OF_NOVEMBER, None)
        assert answers.accept(lines=[line.pk], **fields) == 0
        assert answers.accept_rest(**fields) == 1
        assert answers.accept_rest(**fields) == 0
        assert covered_until(second) == LAST_OF_NOVEMBER
        answer = LineAnswer.objects.get(line=line)
        assert (answer.by, answer.at, answer.outcome) == (cast.treasurer, LATER, "accepted")

    def test_many_lines_go_in_portions(self, cast, monkeypatch):
        monkeypatch.setattr(answers, "AT_ONCE", 2)
        posted = sent(cast, *[cast.member() for _ in range(5)])
        assert cast.accept(posted) == 5
        assert not answers.answered(remittance=posted).waiting

    def test_how_far_bpjs_has_answered(self, cast):
        members = [cast.member() for _ in range(3)]
        posted = sent(cast, *members)
        cast.reject(posted, members[0])
        line = posted.lines.get(contribution__member=members[1])
        answers.accept(remittance=posted, lines=[line.pk], by=cast.treasurer, at=LATER)
        expected = answers.Answered(1, DUES_IDR, 1, DUES_IDR, 1, DUES_IDR)
        assert answers.answered(remittance=posted) == expected

    def test_treasurers_of_the_partner_and_its_branch_answer_nobody_else(self, cast):
        posted = sent(cast, cast.member())
        strangers = [cast.collector, make_cast().treasurer, factories.make_reviewer()]
        for by in (*strangers, factories.make_auditor(partner=cast.partner)):
            refused("not_yours", answers.accept_rest, remittance=posted, by=by)
        reviewer = factories.make_reviewer(branch=cast.partner.branch)
        assert answers.accept_rest(remittance=posted, by=reviewer, at=LATER) == 1

    def test_what_is_not_posted_is_not_answered(self, cast):
        cast.pay(cast.member())
        cast.hand_over()
        final = remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
        refused("not_posted", answers.accept_rest, remittance=final, by=cast.treasurer)

    def test_the_number_of_queries_does_not_grow_with_the_lines(self, cast):
        def queries(people):
            for _ in range(people):
                cast.pay(cast.member())
            cast.hand_over()
            posted = cast.post(payment_code=f"B-{people}")
            with CaptureQueriesContext(connection) as captured:
                cast.accept(posted)
            return len(captured)

        assert queries(1) == queries(12)


class TestRejected:
    @pytest.mark.parametrize("reason", [Reason.NIK_UNKNOWN, Reason.DEAD, Reason.OTHER])
    def test_a_rejected_month_is_open_again_and_its_money_is_her_credit(self, cast, reason):
        member = cast.member()
        posted = sent(cast, member)
        [answer] = cast.reject(posted, member, reason=reason, note="BPJS: data ganda")
        assert (answer.outcome, answer.reason, answer.by) == ("rejected", reason, cast.treasurer)
        assert (month_of(member).status, month_of(member).remitted_on) == ("open", None)
        assert not posted.lines.get().payment_line.live
        assert ledger.balance(Place.BPJS, cast.partner.branch_id) == 0
        assert ledger.balance(Place.MEMBER_CREDIT, member.pk) == DUES_IDR
        credit = Credit.objects.get(member=member)
        assert (credit.amount_idr, credit.reason) == (DUES_IDR, "rejected_by_bpjs")
        assert covered_until(member) is None
        assert not answer.is_settled
        no_differences()

    def test_a_month_paid_elsewhere_is_cancelled_and_counts_for_her_cover(self, cast):
        member = cast.member()
        posted = sent(cast, member, count=2)
        answer = reject(cast, posted.lines.get(contribution_month=NOVEMBER), Reason.PAID_ELSEWHERE)
        cast.accept(posted, at=LATER)
        november = month_of(member)
        assert (november.status, november.status_reason) == ("cancelled", "paid_at_bpjs")
        assert covered_until(member) == dt.date(2026, 12, 31)
        known = posted_months(member=member, died_on=dt.date(2026, 12, 20), known_on=LATER.date())
        assert known.elsewhere == {NOVEMBER}
        assert (known.months_in_a_row, known.was_covered) == (2, True)
        assert answer.is_settled
        assert not dues.payable(member=member, on=TODAY).owed
        no_differences()

    def test_what_a_sponsor_paid_comes_back_to_the_sponsor(self, cast):
        sweeper = factories.make_member(market=cast.market)
        factories.make_term(member=sweeper, first_month=NOVEMBER, payer_kind=PayerKind.APBD)
        money = {"jkk_idr": 10_000, "jkm_idr": 6_800, "relief_jkk_idr": 0, "relief_jkm_idr": 0}
        apbd = {"payer_kind": PayerKind.APBD, "relief_name": ""}
        factories.make_contribution(member=sweeper, **apbd, **money)
        sponsors.record_transfer(
            partner=cast.partner,
            payer_kind=PayerKind.APBD,
            month=NOVEMBER,
            reference="SP2D-1",
            by=cast.treasurer,
            at=NOON,
        )
        cast.reject(cast.post(), sweeper)
        assert not Credit.objects.filter(member=sweeper).exists()
        assert ledger.balance(Place.BPJS, cast.partner.branch_id) == 0
        no_differences()

    def test_months_after_it_that_are_accepted_lie_behind_a_gap(self, cast):
        member = cast.member()
        posted = sent(cast, member, count=2)
        reject(cast, posted.lines.get(contribution_month=NOVEMBER))
        cast.accept(posted)
        assert month_of(member, DECEMBER).remitted_on is not None
        assert covered_until(member) is None
        assert [due.month for due in dues.payable(member=member, on=TODAY).owed] == [NOVEMBER]
        no_differences()

    def test_where_her_death_is_confirmed_the_month_is_cancelled(self, cast):
        member = cast.member()
        posted = sent(cast, member)
        reviewer = factories.make_reviewer(branch=cast.partner.branch)
        confirmed(reported(member, by=cast.collector), by=reviewer)
        cast.reject(posted, member, reason=Reason.DEAD)
        november = month_of(member)
        assert (november.status, november.status_reason) == ("cancelled", "member_died")

    def test_of_a_month_that_goes_back_to_her_family_only_the_money_comes_back(self, cast):
        member = cast.member()
        posted = sent(cast, member, count=2)
        reviewer = factories.make_reviewer(branch=cast.partner.branch)
        confirmed(reported(member, by=cast.collector), by=reviewer)
        line = posted.lines.get(contribution_month=DECEMBER)
        reject(cast, line, Reason.DEAD)
        assert month_of(member, DECEMBER).status == "paid"
        line.payment_line.refresh_from_db()
        assert line.payment_line.live
        assert ledger.balance(Place.MEMBER_CREDIT, member.pk) == DUES_IDR
        no_differences()

    def test_an_answer_stays(self, cast):
        member, other = cast.member(), cast.member()
        posted = sent(cast, member, other)
        [answer] = cast.reject(posted, member)
        line = posted.lines.get(contribution__member=other)
        answers.accept(remittance=posted, lines=[line.pk], by=cast.treasurer, at=LATER)
        rejected = rejections.Rejected(Reason.DEAD)
        for row in (answer.line, line):
            fields = {"line": row, "rejected": rejected, "by": cast.treasurer}
            refused("answered", rejections.reject, **fields)
        assert answers.accept_rest(remittance=posted, by=cast.treasurer, at=LATER) == 0
        assert Credit.objects.count() == 1

    def test_another_reason_is_explained(self, cast):
        posted = sent(cast, cast.member())
        fields = {"line": posted.lines.get(), "by": cast.treasurer}
        refused("needs_note", rejections.reject, rejected=rejections.Rejected("other"), **fields)

    def test_a_receipt_with_a_rejected_month_is_not_voided(self, cast):
        payment = cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
        cast.reject(cast.post(), payment.member)
        with pytest.raises(UnableToVoid):
            voids.ask(payment=payment, reason="wrong_member", by=cast.treasurer, at=LATER)


class TestUntilSettled:
    def test_no_other_month_of_hers_is_sent(self, cast):
        member, other = cast.member(), cast.member()
        answer = reject(cast, sent(cast, member).lines.get())
        transfer = {"by": cast.treasurer, "method": Payment.Method.TRANSFER}
        cast.pay(member, **transfer)
        cast.pay(other, **transfer)
        preview = remittances.preview(partner=cast.partner)
        assert preview.months == 1
        assert {part.waits_for for part in preview.waiting} == {"rejection"}
        assert preview.waiting[0].reason
        settled = rejections.settle(
            answer=answer, settlement=" NIK  dibetulkan ", by=cast.treasurer, at=LATER
        )
        assert (settled.settlement, settled.settled_by) == ("NIK dibetulkan", cast.treasurer)
        assert remittances.preview(partner=cast.partner).months == 2
        cast.remit(payment_code="BPJS-2")
        assert covered_until(member) == LAST_OF_NOVEMBER
        no_differences()

    def test_a_month_paid_elsewhere_counts_though_a_mistaken_death_was_to_give_it_back(self, cast):
        member = cast.member()
        posted = sent(cast, member, count=2)
        death = reported(member, at=NOON)
        confirmed(death, at=NOON)
        assert RefundLine.objects.filter(live=True, contribution_month=DECEMBER).exists()
        reviewer = factories.make_reviewer(branch=cast.partner.branch)
        deaths.approve_reversal(reversal=asked_reversal(death, at=NOON), by=reviewer, at=NOON)
        reject(cast, posted.lines.get(contribution_month=DECEMBER), Reason.PAID_ELSEWHERE)
        assert month_of(member, DECEMBER).status_reason == "paid_at_bpjs"
        no_differences(on=LATER.date())

    def test_a_month_paid_elsewhere_keeps_nothing_back(self, cast):
        member = cast.member()
        cast.reject(sent(cast, member), member, reason=Reason.PAID_ELSEWHERE)
        transfer = {"by": cast.treasurer, "method": Payment.Method.TRANSFER}
        cast.pay(member, first=DECEMBER, **transfer)
        assert remittances.preview(partner=cast.partner).months == 1

    def test_it_is_settled_once_by_who_may_answer_with_words(self, cast):
        member = cast.member()
        posted = sent(cast, member, cast.member())
        [answer] = cast.reject(posted, member)
        fields = {"answer": answer, "settlement": "Beres"}
        refused("not_yours", rejections.settle, by=cast.collector, **fields)
        refused("needs_settlement", rejections.settle, answer=answer, settlement=" ", by=answer.by)
        rejections.settle(by=cast.treasurer, at=LATER, **fields)
        refused("settled", rejections.settle, by=cast.treasurer, **fields)
        cast.accept(posted)
        accepted = LineAnswer.objects.get(outcome="accepted")
        fields = {"answer": accepted, "settlement": "x", "by": cast.treasurer}
        refused("not_rejected", rejections.settle, **fields)
