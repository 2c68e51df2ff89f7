"""What a bank takes for itself by a line of its statement: members' money, until it is replaced."""

import pytest

from contributions import ledger, own_money, remittances, replenishments, statement_decisions
from contributions.models import LedgerEntry
from contributions.statement_decisions import UnableToDecide
from tests import factories
from tests.contributions.own_money import told
from tests.contributions.statement_steps import DAY, LATER, line_of, sound, transferred
from tests.contributions.straight import insert, refused_by

pytestmark = pytest.mark.django_db


def named(cast, line, kind="bank_cost"):
    return statement_decisions.name(line=line, kind=kind, note="Koran", by=cast.treasurer, at=LATER)


def taken(cast, bank, amount="-1.500"):
    return named(cast, line_of(cast, bank, DAY, f"BIAYA ADM {amount}", amount))


def balances(cast):
    return [ledger.balance(place, cast.partner.pk) for place in ("partner_bank", "fee")]


def undo(cast, match):
    return statement_decisions.undo(match=match, by=cast.treasurer, at=LATER)


@pytest.fixture
def in_bank(cast):
    transferred(cast, "BRI-0042")


def test_costs_come_out_of_members_money_and_a_month_waits(cast, bank, in_bank):
    match = taken(cast, bank)
    assert match.cost_idr == 1_500
    assert balances(cast) == [6_900, 1_500]
    preview = remittances.preview(partner=cast.partner)
    assert (preview.months, preview.waiting[0].reason) == (
        0,
        "Biaya penyedia dan bank Rp1.500 belum diganti mitra.",
    )
    sound()


def test_replaced_with_the_partners_own_money_the_month_goes(cast, bank, in_bank):
    taken(cast, bank)
    row = told(bank, cast.treasurer, amount_idr=1_500)
    deputy = factories.make_treasurer(partner=cast.partner)
    replenishments.confirm(replenishment=row, by=deputy, at=LATER)
    assert balances(cast) == [8_400, 0]
    cast.remit()
    sound()


def test_what_the_account_does_not_hold_the_partners_own_money_has_paid(cast, bank, in_bank):
    assert taken(cast, bank, "-10.000").cost_idr == 8_400
    assert taken(cast, bank, "-2.500").cost_idr == 0
    assert balances(cast) == [0, 8_400]
    sound()


def test_what_is_listed_for_bpjs_is_sent_or_given_up_first(cast, bank, in_bank):
    remittance = remittances.finalise(partner=cast.partner, by=cast.treasurer, at=LATER)
    line = line_of(cast, bank, DAY, "BIAYA ADM", "-1.500")
    with pytest.raises(UnableToDecide) as refusal:
        named(cast, line)
    assert refusal.value.code == "listed"
    remittances.cancel(remittance=remittance, by=cast.treasurer, at=LATER)
    assert named(cast, line).cost_idr == 1_500
    sound()


@pytest.mark.parametrize(("amount", "kind"), [("200", "bank_cost"), ("-200", "not_ours")])
def test_interest_and_what_is_no_cost_book_nothing(cast, bank, in_bank, amount, kind):
    line = line_of(cast, bank, DAY, "BUNGA", amount)
    assert named(cast, line, kind).cost_idr == 0
    assert balances(cast) == [8_400, 0]


def test_what_a_provider_keeps_is_booked_with_its_payout_only(cast, provider, in_bank):
    assert named(cast, line_of(cast, provider, DAY, "MDR", "-100")).cost_idr == 0
    assert balances(cast) == [8_400, 0]


def test_a_second_thought_brings_the_money_back_and_the_line_is_decided_anew(cast, bank, in_bank):
    match = taken(cast, bank)
    undo(cast, match)
    assert balances(cast) == [8_400, 0]
    line = match.line
    line.refresh_from_db()
    assert line.state == "doubtful"
    named(cast, line)
    assert balances(cast) == [6_900, 1_500]
    assert LedgerEntry.objects.filter(document="bank_cost").count() == 3
    sound()


def test_a_cost_that_is_made_up_for_is_undone_no_more(cast, bank, in_bank):
    match = taken(cast, bank)
    row = told(bank, cast.treasurer, amount_idr=1_500)
    with pytest.raises(UnableToDecide) as refusal:
        undo(cast, match)
    assert refusal.value.code == "booked"
    deputy = factories.make_treasurer(partner=cast.partner)
    replenishments.refuse(replenishment=row, note="Belum masuk", by=deputy, at=LATER)
    undo(cast, match)
    assert own_money.owed(partner=cast.partner.pk).fees_idr == 0
    sound()


def test_cost_is_what_a_bank_took_by_its_line(cast, bank, provider, in_bank):
    match = taken(cast, bank)
    undo(cast, match)
    fresh = {"undone_by": None, "undone_at": None, "line": line_of(cast, bank, DAY, "X", "-9")}
    for wrong in (
        {"cost_idr": 10},
        {"cost_idr": 1, "kind": "not_ours"},
        {"cost_idr": 1, "line": line_of(cast, bank, DAY, "BUNGA", "9")},
        {"cost_idr": 1, "line": line_of(cast, provider, DAY, "MDR", "-9")},
    ):
        with refused_by("cost_is_what_a_bank_took_by_its_line"):
            insert(match, **{**fresh, **wrong})
