"""Undoing one payment of a transfer that paid for many."""

import pytest

from contributions import ledger, remittances, sheet_transfers, voids
from contributions.models import Place, Void
from contributions.voids import UnableToVoid
from tests import factories
from tests.contributions.statement_steps import LATER, sound
from tests.contributions.together import MONTH_IDR, book, lines, live, shown, transfer

pytestmark = pytest.mark.django_db


def undone(cast, payment, reason):
    void = voids.ask(payment=payment, reason=reason, by=cast.treasurer, at=LATER)
    return voids.grant(void=void, by=factories.make_treasurer(partner=cast.partner), at=LATER)


def test_one_of_them_undone_becomes_her_credit_and_the_line_stays_matched(cast, bank):
    line, asked = shown(cast, bank, 2), lines(cast)
    sheet = book(cast, *asked, of=sheet_transfers.of_line(line=line))
    payment = sheet.lines.first().payment
    assert undone(cast, payment, Void.Reason.WRONG_MEMBER).is_correction
    assert ledger.balance(Place.MEMBER_CREDIT, payment.member_id) == MONTH_IDR
    assert live(line)
    sound()


@pytest.mark.parametrize("when", ["from_line", "read_before", "read_between"])
def test_what_the_statement_shows_is_not_undone_as_never_received(cast, bank, when):
    of = transfer(2)
    if when == "from_line":
        of = sheet_transfers.of_line(line=shown(cast, bank, 3))
    sheet = book(cast, *lines(cast), of=of)
    payment = sheet.lines.first().payment
    if when == "read_before":
        shown(cast, bank, 2, said="TRF 77")
    if when == "read_between":
        void = voids.ask(payment=payment, reason=Void.Reason.NO_MONEY, by=cast.treasurer, at=LATER)
        shown(cast, bank, 2, said="TRF 77")
    other = factories.make_treasurer(partner=cast.partner)
    with pytest.raises(UnableToVoid) as refusal:
        if when == "read_between":
            voids.grant(void=void, by=other, at=LATER)
        else:
            undone(cast, payment, Void.Reason.NO_MONEY)
    assert refusal.value.code == "on_statement"


def test_one_that_never_came_is_undone_while_the_bank_holds_it_and_is_left_to_book(cast):
    of = transfer(2)
    sheet = book(cast, *lines(cast), of=of)
    undone(cast, sheet.lines.first().payment, Void.Reason.NO_MONEY)
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == MONTH_IDR
    assert sheet_transfers.rest_idr(transfer=of, partner=cast.partner.pk) == MONTH_IDR
    sound()
    remittances.finalise(partner=cast.partner, by=cast.treasurer, at=LATER)
    with pytest.raises(UnableToVoid) as refusal:
        undone(cast, sheet.lines.last().payment, Void.Reason.NO_MONEY)
    assert refusal.value.code == "remitting"
