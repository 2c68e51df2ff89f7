"""A member's credit: given from a place, kept for her, used for months, sent with them."""

import datetime as dt

import pytest

from contributions import (
    cash,
    credit_left,
    credits,
    handovers,
    ledger,
    overpaid,
    remittances,
    unremitted,
    voids,
)
from contributions.credits import UnableToGiveCredit
from contributions.models import Credit, Document, LedgerEntry, LineShare, Payment, Place
from contributions.remittance_page import COLUMNS, remittance_page
from tests import factories
from tests.contributions.credit import give, make_credit
from tests.contributions.money import DUES_IDR, ask, make_cast, no_differences, refuse_payment
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db

PART_IDR = 3_000


def left(cast, member):
    return credit_left.of_members(members=[member.pk], partner=cast.partner.pk).get(member.pk, 0)


def pay(cast, member, *, credit_idr, count=1, **fields):
    return cast.pay(member, count=count, credit_idr=credit_idr, **fields)


# ---- giving ----


def test_a_credit_moves_money_from_its_place_into_the_members(cast):
    member = cast.member()
    credit = give(cast, member, PART_IDR, explanation="  Membayar dua kali ")
    assert ledger.balance(Place.MEMBER_CREDIT, member.pk) == PART_IDR
    move = LedgerEntry.objects.get(document=Document.CREDIT)
    assert (move.document_id, move.by, move.partner) == (
        str(credit.pk),
        cast.treasurer,
        cast.partner,
    )
    assert (credit.explanation, left(cast, member)) == ("Membayar dua kali", PART_IDR)
    no_differences()


def test_nothing_is_no_credit(cast):
    with pytest.raises(UnableToGiveCredit) as refusal:
        give(cast, cast.member(), 0)
    assert refusal.value.code == "nothing_to_give"


def test_a_rejected_line_gives_its_money_back_from_bpjs_once(cast):
    member = cast.member()
    cast.pay(member)
    cast.hand_over()
    line = cast.remit().lines.get()
    fields = {
        "reason": Credit.Reason.REJECTED_BY_BPJS,
        "source": ledger.bpjs(cast.partner.branch_id),
        "remittance_line": line,
    }
    credit = give(cast, member, line.amount_idr, **fields)
    assert (credit.contribution, credit.partner) == (line.contribution, cast.partner)
    assert ledger.balance(Place.BPJS, cast.partner.branch_id) == 0
    with pytest.raises(UnableToGiveCredit) as refusal:
        give(cast, member, line.amount_idr, **fields)
    assert refusal.value.code == "given_already"
    assert ledger.balance(Place.MEMBER_CREDIT, member.pk) == DUES_IDR


def test_a_lower_tariff_gives_credit_once_bpjs_has_the_dear_month(cast):
    member = cast.member()
    paid = cast.pay(member).lines.get().contribution
    make_credit(contribution=paid, amount_idr=400)
    assert credits.book_waiting(at=NOON) == 0
    assert (left(cast, member), overpaid.credit_of(members=[member.pk])) == (
        0,
        {member.pk: overpaid.MembersCredit(0, 400)},
    )
    cast.hand_over()
    cast.remit()
    assert credits.book_waiting(at=NOON) == 1
    assert credits.book_waiting(at=NOON) == 0
    assert left(cast, member) == 400
    assert ledger.balance(Place.BPJS, cast.partner.branch_id) == DUES_IDR - 400
    assert LedgerEntry.objects.get(document=Document.CREDIT).by.is_active is False
    no_differences()


# ---- using ----


def test_credit_pays_a_part_and_only_the_rest_is_cash(cast):
    member = cast.member()
    give(cast, member, PART_IDR)
    payment = pay(cast, member, credit_idr=PART_IDR)
    rest_idr = DUES_IDR - PART_IDR
    assert (payment.method, payment.credit_idr, payment.cash_idr) == ("cash", PART_IDR, rest_idr)
    assert payment.lines.get().credit_idr == PART_IDR
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == rest_idr
    assert ledger.balance(Place.MEMBER_CREDIT, member.pk) == PART_IDR, "reserved until remitted"
    assert left(cast, member) == 0
    assert cash.in_hand(user=cast.collector).shortage_idr == 0
    assert cash.per_collector(partner=cast.partner, at=NOON)[0].shortage_idr == 0
    no_differences()


def test_the_oldest_months_are_paid_by_credit_first(cast):
    member = cast.member()
    give(cast, member, DUES_IDR + PART_IDR)
    payment = pay(cast, member, count=3, credit_idr=DUES_IDR + PART_IDR)
    assert [line.credit_idr for line in payment.lines.all()] == [DUES_IDR, PART_IDR, 0]
    no_differences()


def test_a_payment_wholly_of_credit_moves_no_money_yet(cast):
    member = cast.member()
    give(cast, member, 10_000)
    payment = pay(cast, member, credit_idr=DUES_IDR)
    assert (payment.method, payment.cash_idr) == (Payment.Method.CREDIT, 0)
    assert not LedgerEntry.objects.filter(document=Document.PAYMENT).exists()
    assert left(cast, member) == 10_000 - DUES_IDR
    assert not handovers.receipts_in_hand(collector=cast.collector).exists()
    no_differences()


def test_a_repeat_is_answered_and_another_part_of_credit_is_another_body(cast):
    member = cast.member()
    give(cast, member, PART_IDR)
    id = factories.new_id()
    payment = pay(cast, member, credit_idr=PART_IDR, id=id)
    assert pay(cast, member, credit_idr=PART_IDR, id=id) == payment
    refuse_payment(ask(member, id=id), code="other_body", by=cast.collector)


@pytest.mark.parametrize("credit_idr", [PART_IDR + 1, DUES_IDR + 1, -1])
def test_credit_that_is_not_there_is_refused(cast, credit_idr):
    member = cast.member()
    give(cast, member, PART_IDR)
    asked = ask(member, credit_idr=credit_idr)
    refuse_payment(asked, code="credit_moved", by=cast.collector)


def test_credit_with_another_partner_is_not_used_here(cast):
    elsewhere = make_cast()
    member = elsewhere.member()
    give(elsewhere, member, PART_IDR)
    type(member).objects.filter(pk=member.pk).update(market=cast.market)
    member.refresh_from_db()
    refuse_payment(ask(member, credit_idr=PART_IDR), code="credit_moved", by=cast.collector)


def test_a_void_frees_the_credit_and_moves_only_the_cash_back(cast):
    member = cast.member()
    give(cast, member, PART_IDR)
    payment = pay(cast, member, credit_idr=PART_IDR)
    voids.grant(void=cast.void(payment), by=cast.treasurer, at=NOON)
    assert left(cast, member) == PART_IDR
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == 0
    no_differences()


# ---- hand-over and remittance ----


def test_a_handover_lists_the_cash_part_only(cast):
    member = cast.member()
    give(cast, member, PART_IDR)
    pay(cast, member, credit_idr=PART_IDR)
    handover = cast.hand_over()
    assert handover.receipts_idr == handover.lines.get().amount_idr == DUES_IDR - PART_IDR
    no_differences()


def test_each_place_pays_bpjs_its_part_of_a_month(cast):
    member, other = cast.member(), cast.member()
    give(cast, member, PART_IDR)
    give(cast, other, 10_000)
    pay(cast, member, credit_idr=PART_IDR)
    pay(cast, other, credit_idr=DUES_IDR)
    waiting = remittances.preview(partner=cast.partner)
    assert (waiting.months, waiting.amount_idr, waiting.waiting_idr) == (1, DUES_IDR, DUES_IDR)
    cast.hand_over()
    preview = remittances.preview(partner=cast.partner)
    assert (preview.months, preview.amount_idr) == (2, 2 * DUES_IDR)
    assert {(part.holder, part.amount_idr) for part in preview.holders} == {
        (cast.treasurer.name, DUES_IDR - PART_IDR),
        (str(Place.MEMBER_CREDIT.label), DUES_IDR + PART_IDR),
    }
    remittance = cast.remit()
    holders = remittance_page(
        remittance=remittance, text="", answer="", order=COLUMNS.order(), page=None
    ).holders
    assert {(one.name, one.months, one.amount_idr) for one in holders} == {
        (cast.treasurer.name, 1, DUES_IDR - PART_IDR),
        (str(Place.MEMBER_CREDIT.label), 1, DUES_IDR + PART_IDR),
    }
    assert LineShare.objects.get().amount_idr == PART_IDR
    assert ledger.balance(Place.MEMBER_CREDIT, member.pk) == 0
    assert ledger.balance(Place.MEMBER_CREDIT, other.pk) == 10_000 - DUES_IDR
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 0
    assert (left(cast, member), left(cast, other)) == (0, 10_000 - DUES_IDR)
    no_differences()


def test_a_month_rejected_after_credit_was_sent_with_it_gives_all_of_it_back(cast):
    member = cast.member()
    give(cast, member, PART_IDR)
    payment = pay(cast, member, credit_idr=PART_IDR)
    cast.hand_over()
    line = cast.remit().lines.get()
    payment.lines.update(live=False)
    give(
        cast,
        member,
        line.amount_idr,
        reason=Credit.Reason.REJECTED_BY_BPJS,
        source=ledger.bpjs(cast.partner.branch_id),
        remittance_line=line,
    )
    assert left(cast, member) == ledger.balance(Place.MEMBER_CREDIT, member.pk) == DUES_IDR


def test_cash_brought_to_the_bank_still_pays_for_its_months(cast):
    cast.pay(cast.member(), count=2)
    cast.hand_over()
    ledger.move(
        source=ledger.treasurer(cast.treasurer.pk),
        target=ledger.partner_bank(cast.partner.pk),
        amount_idr=10_000,
        founded=ledger.Founded("deposit", "1", cast.partner.pk, cast.treasurer, NOON),
    )
    preview = remittances.preview(partner=cast.partner)
    assert (preview.months, preview.waiting) == (2, [])
    cast.remit()
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 0
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 0


def test_money_of_a_receipt_under_a_void_request_pays_for_nobody_else(cast):
    transfer = {"by": cast.treasurer, "method": Payment.Method.TRANSFER}
    doubted = cast.pay(cast.member(), **transfer)
    cast.void(doubted)
    cast.pay(cast.member())
    cast.hand_over(counted_idr=1_000)
    preview = remittances.preview(partner=cast.partner)
    assert [part.waits_for for part in preview.waiting] == ["shortage", "void_request"]
    assert preview.months == 0


def test_unremitted_money_is_told_by_the_places_where_it_lies(cast):
    member, other = cast.member(), cast.member()
    give(cast, member, PART_IDR)
    give(cast, other, DUES_IDR)
    pay(cast, member, credit_idr=PART_IDR)
    pay(cast, other, credit_idr=DUES_IDR)
    found = unremitted.by_partner(partners=[cast.partner.pk], on=TODAY)[cast.partner.pk]
    assert (found.all.months, found.all.amount_idr, found.all.members) == (2, 2 * DUES_IDR, 2)
    assert {place: part.amount_idr for place, part in found.places.items()} == {
        "collector": DUES_IDR - PART_IDR,
        "member_credit": DUES_IDR + PART_IDR,
    }
    remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    found = unremitted.by_partner(partners=[cast.partner.pk], on=NOON.date() + dt.timedelta(1))
    assert found[cast.partner.pk].places["remitting"].amount_idr == DUES_IDR
