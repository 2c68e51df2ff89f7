"""What the database refuses about statements and their matches: a test each."""

import pytest

from contributions import (
    statement_decisions,
)
from contributions.models import (
    QrisCharge,
    StatementMatch,
)
from tests.contributions import qris_samples, sponsored, statement_samples
from tests.contributions.money import make_cast
from tests.contributions.statement_steps import (
    DAY,
    LATER,
    charge_for,
    deposit,
    imported,
    line_of,
    paid_by_qris,
    transferred,
)
from tests.contributions.straight import insert, refused_by, update

pytestmark = pytest.mark.django_db


@pytest.fixture
def cash(cast):
    cast.pay(cast.member())
    cast.hand_over()


def test_a_line_is_matched_once(cast, bank):
    line = line_of(cast, bank, DAY, "LAIN", "1")
    match = statement_decisions.name(
        line=line, kind="not_ours", note="x", by=cast.treasurer, at=LATER
    )
    with refused_by("a_line_is_matched_once"):
        insert(match)


def test_a_charge_is_matched_once(cast, provider, bank):
    paid_by_qris(cast, provider)
    other = line_of(cast, provider, DAY, "LAIN", "1")
    with refused_by("a_charge_is_matched_once"):
        insert(StatementMatch.objects.get(), line=other)


def test_a_deposit_is_matched_once(cast, bank, cash):
    deposit(cast, bank)
    line_of(cast, bank, DAY, "SETOR TUNAI SLIP-77", "8.400")
    other = line_of(cast, bank, DAY, "LAIN", "1")
    with refused_by("a_deposit_is_matched_once"):
        insert(StatementMatch.objects.get(), line=other)


def test_a_transfer_reference_is_matched_once(cast, bank):
    transferred(cast, "BRI-0042")
    line_of(cast, bank, DAY, "BRI-0042", "8400")
    other = line_of(cast, bank, DAY, "LAIN", "1")
    with refused_by("a_transfer_reference_is_matched_once"):
        insert(StatementMatch.objects.get(), line=other)


def test_a_sponsor_transfer_is_matched_once(cast, bank):
    sponsor = sponsored.make_sponsor(cast)
    sponsored.transfer(cast, sponsor, amount_idr=8_400, reference="SP2D-0042")
    line_of(cast, bank, DAY, "SP2D-0042", "8400")
    other = line_of(cast, bank, DAY, "LAIN", "1")
    with refused_by("a_sponsor_transfer_is_matched_once"):
        insert(StatementMatch.objects.get(), line=other)


def test_an_undone_match_names_who_and_when(cast, bank):
    line = line_of(cast, bank, DAY, "LAIN", "1")
    match = statement_decisions.name(
        line=line, kind="not_ours", note="x", by=cast.treasurer, at=LATER
    )
    for half in ({"undone_at": LATER}, {"undone_by": cast.treasurer}):
        with refused_by("an_undone_match_names_who_and_when"):
            update(match, **half)


def test_a_match_names_what_its_kind_says(cast, bank):
    line = line_of(cast, bank, DAY, "LAIN", "1")
    match = statement_decisions.name(
        line=line, kind="not_ours", note="x", by=cast.treasurer, at=LATER
    )
    other = line_of(cast, bank, DAY, "LAIN LAGI", "1")
    for kind in ("charge", "deposit", "transfer", "sponsor", "remittance"):
        with refused_by("a_match_names_what_its_kind_says"):
            insert(match, line=other, kind=kind)


def test_a_statement_line_is_kept_once(cast, bank):
    line = line_of(cast, bank, DAY, "LAIN", "1")
    with refused_by("a_statement_line_is_kept_once"):
        insert(line)
    with refused_by("line_of_an_account_is_positive"):
        insert(line, digest="x", amount_idr=0)


def test_a_statement_is_imported_once(cast, bank):
    row = imported(cast, bank, (DAY, "LAIN", "1"))
    with refused_by("a_statement_is_imported_once"):
        insert(row)


def test_amounts_stand_in_one_column_or_in_two(cast, bank):
    mapping = statement_samples.mapped(account=bank, by=cast.treasurer)
    for fields in ({"amount_column": None}, {"in_column": 4}):
        with refused_by("amounts_stand_in_one_column_or_in_two"):
            insert(mapping, **fields)


def test_charges_of_another_partner_are_not_touched(cast, provider):
    other = make_cast()
    qris_samples.make_qris_code(market=other.market)
    charge = charge_for(other)
    line = line_of(cast, provider, DAY, charge.reference, "8400")
    assert line.state == "unmatched"
    assert QrisCharge.objects.get(pk=charge.pk).status == "pending"
