"""A receipt undone after its cash was counted: the money becomes credit, from where it lies."""

import pytest

from contributions import cash, credit_left, handovers, ledger, remittances, voids
from contributions.models import (
    Contribution,
    Credit,
    Document,
    LedgerEntry,
    Payment,
    Place,
    Refund,
    Void,
)
from contributions.voids import UnableToVoid
from tests import factories
from tests.contributions.bereaved import confirmed, reported
from tests.contributions.credit import give
from tests.contributions.money import DUES_IDR, no_differences
from tests.contributions.straight import insert, refused_by
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def handed_over(cast, *, member=None, **fields):
    payment = cast.pay(member or cast.member(), **fields)
    cast.hand_over()
    return payment


def grant(cast, payment, **fields):
    return voids.grant(void=cast.void(payment), by=cast.treasurer, at=NOON, **fields)


def refusal_of(job, **fields):
    with pytest.raises(UnableToVoid) as refusal:
        job(at=NOON, **fields)
    return refusal.value


def left(cast, member):
    return credit_left.of_members(members=[member.pk], partner=cast.partner.pk).get(member.pk, 0)


def test_counted_cash_becomes_credit_and_the_months_are_open_again(cast):
    payment = handed_over(cast, count=2)
    void = grant(cast, payment, note="Salah orang")
    assert (void.is_correction, void.asked_by, void.decided_by) == (
        True,
        cast.collector,
        cast.treasurer,
    )
    assert not payment.lines.filter(live=True).exists()
    assert set(Contribution.objects.values_list("status", flat=True)) == {"open"}
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 0
    assert ledger.balance(Place.MEMBER_CREDIT, payment.member_id) == 2 * DUES_IDR
    assert left(cast, payment.member) == 2 * DUES_IDR
    assert {row.payment_line.payment for row in Credit.objects.all()} == {payment}
    assert not LedgerEntry.objects.filter(document=Document.VOID).exists()
    held = cash.in_hand(user=cast.collector)
    assert (held.amount_idr, held.shortage_idr, held.receipts) == (0, 0, [])
    no_differences()


def test_until_it_is_decided_its_money_is_kept_for_it(cast):
    payment = handed_over(cast)
    cast.void(payment)
    preview = remittances.preview(partner=cast.partner)
    assert (preview.months, [part.waits_for for part in preview.waiting]) == (0, ["void_request"])


def test_credit_the_receipt_had_used_is_free_again(cast):
    member = cast.member()
    give(cast, member, 3_000)
    grant(cast, handed_over(cast, member=member, credit_idr=3_000))
    assert Credit.objects.get(reason="corrected").amount_idr == DUES_IDR - 3_000
    assert left(cast, member) == DUES_IDR
    no_differences()


def test_once_her_death_is_confirmed_the_money_is_owed_to_her_family(cast):
    payment = handed_over(cast)
    confirmed(reported(payment.member))
    grant(cast, payment)
    owed = Refund.objects.get()
    assert (owed.credit, owed.amount_idr) == (Credit.objects.get(), DUES_IDR)
    no_differences()


def test_cash_brought_to_the_bank_since_comes_out_of_the_bank(cast):
    payment = handed_over(cast)
    ledger.move(
        source=ledger.treasurer(cast.treasurer.pk),
        target=ledger.partner_bank(cast.partner.pk),
        amount_idr=DUES_IDR,
        founded=ledger.Founded("deposit", "1", cast.partner.pk, cast.treasurer, NOON),
    )
    grant(cast, payment)
    assert Credit.objects.get().source_place == Place.PARTNER_BANK
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 0


def test_money_that_was_short_gives_no_credit(cast):
    payment = cast.pay(cast.member())
    cast.hand_over(counted_idr=8_000)
    void = cast.void(payment)
    assert refusal_of(voids.grant, void=void, by=cast.treasurer).code == "shortage"
    rest = handovers.ask(by=cast.collector, at=NOON)
    handovers.accept(handover=rest, counted_idr=400, by=cast.treasurer, at=NOON)
    voids.grant(void=void, by=cast.treasurer, at=NOON)
    no_differences()


def test_money_that_was_counted_was_received(cast):
    payment = handed_over(cast)
    refusal = refusal_of(voids.ask, payment=payment, reason=Void.Reason.NO_MONEY, by=cast.collector)
    assert refusal.code == "money_counted"
    void = cast.void(payment)
    voids.withdraw(void=void, by=cast.collector, at=NOON)
    with refused_by("money_that_was_counted_was_received"):
        insert(void, reason=Void.Reason.NO_MONEY)


def test_once_remitted_bpjs_decides(cast):
    payment = handed_over(cast)
    cast.remit()
    refusal = refusal_of(
        voids.ask, payment=payment, reason=Void.Reason.WRONG_MONTHS, by=cast.collector
    )
    assert refusal.code == "remitted"
    assert "BPJS menolak bulannya" in str(refusal)


def test_who_asked_does_not_decide(cast):
    void = voids.ask(
        payment=handed_over(cast), reason=Void.Reason.WRONG_MEMBER, by=cast.treasurer, at=NOON
    )
    assert refusal_of(voids.grant, void=void, by=cast.treasurer).code == "own_request"
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    assert voids.grant(void=void, by=reviewer, at=NOON).decided_by == reviewer
    no_differences()


def test_money_reserved_for_a_correction_pays_for_nobodys_shortage(cast):
    payment = handed_over(cast)
    cast.void(payment)
    cast.pay(cast.member())
    cast.hand_over(counted_idr=1_000)
    ledger.move(
        source=ledger.treasurer(cast.treasurer.pk),
        target=ledger.partner_bank(cast.partner.pk),
        amount_idr=DUES_IDR + 1_000,
        founded=ledger.Founded("deposit", "1", cast.partner.pk, cast.treasurer, NOON),
    )
    assert remittances.preview(partner=cast.partner).months == 0


def transferred(cast, **fields):
    fields = {"method": Payment.Method.TRANSFER, "reference": "BRI-1", **fields}
    return cast.pay(cast.member(), by=cast.treasurer, **fields)


def granted(cast, payment, reason):
    other = factories.make_treasurer(partner=cast.partner)
    void = voids.ask(payment=payment, reason=reason, by=cast.treasurer, at=NOON)
    return voids.grant(void=void, by=other, at=NOON)


def test_a_transfer_that_lies_in_the_bank_becomes_credit_too(cast):
    payment = transferred(cast)
    void = granted(cast, payment, Void.Reason.WRONG_MONTHS)
    assert void.is_correction
    assert left(cast, payment.member) == DUES_IDR
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 0
    assert ledger.balance(Place.MEMBER_CREDIT, payment.member_id) == DUES_IDR
    no_differences()


def test_a_transfer_that_never_arrived_gives_no_credit(cast):
    payment = transferred(cast)
    void = granted(cast, payment, Void.Reason.NO_MONEY)
    assert not void.is_correction
    assert left(cast, payment.member) == 0
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 0
    no_differences()
