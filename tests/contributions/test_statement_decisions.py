"""What people decide about lines of statements, and second thoughts."""

import pytest

from contributions import (
    statement_decisions,
)
from contributions.models import (
    StatementMatch,
)
from contributions.statement_decisions import UnableToDecide
from tests import factories
from tests.contributions import statement_samples
from tests.contributions.statement_steps import (
    DAY,
    LATER,
    charge_for,
    line_of,
    paid_by_qris,
    sound,
    transferred,
)
from tests.contributions.straight import refused_by, update

pytestmark = pytest.mark.django_db


def test_a_doubtful_transfer_is_chosen_and_taken_back(cast, bank):
    transferred(cast, "BRI-0042")
    line = line_of(cast, bank, DAY, "TRSF SITI", "8400")
    match = statement_decisions.choose(
        line=line, code="BRI-0042", kind="transfer", by=cast.treasurer, at=LATER
    )
    statement_decisions.undo(match=match, by=cast.treasurer, at=LATER)
    line.refresh_from_db()
    assert line.state == "doubtful"
    statement_samples.imported(account=bank, rows=[(DAY, "LAIN", "1")], by=cast.treasurer, at=LATER)
    line.refresh_from_db()
    assert line.state == "doubtful"
    sound()


def test_what_booked_money_is_not_undone(cast, provider):
    paid_by_qris(cast, provider)
    match = StatementMatch.objects.get()
    with pytest.raises(UnableToDecide, match="sudah dibukukan"):
        statement_decisions.undo(match=match, by=cast.treasurer, at=LATER)
    with refused_by("what_booked_money_is_not_undone"):
        update(match, undone_at=LATER, undone_by=cast.treasurer)


def test_a_person_may_see_whose_payment_it_is(cast, provider):
    charge = charge_for(cast)
    line = line_of(cast, provider, DAY, "QR BUDI", "8400")
    statement_decisions.confirm_charge(line=line, charge=charge, by=cast.treasurer, at=LATER)
    charge.refresh_from_db()
    assert charge.payment is not None
    sound()


def test_what_is_none_of_ours_is_named_with_a_note(cast, bank):
    line = line_of(cast, bank, DAY, "BIAYA ADM", "-6.500")
    with pytest.raises(UnableToDecide, match="Tulis dari mana"):
        statement_decisions.name(line=line, kind="bank_cost", note=" ", by=cast.treasurer, at=LATER)
    statement_decisions.name(
        line=line, kind="bank_cost", note="Rekening koran", by=cast.treasurer, at=LATER
    )
    with pytest.raises(UnableToDecide, match="baru saja dicocokkan"):
        statement_decisions.name(
            line=line, kind="not_ours", note="Lain", by=cast.treasurer, at=LATER
        )


def test_a_line_is_handed_on_within_the_partner(cast, bank):
    line = line_of(cast, bank, DAY, "LAIN", "1")
    other = factories.make_treasurer(partner=cast.partner)
    statement_decisions.assign(line=line, owner=other, note="Tanya bank", by=cast.treasurer)
    line.refresh_from_db()
    assert (line.owner, line.note) == (other, "Tanya bank")
    with pytest.raises(UnableToDecide, match="Pilih bendahara"):
        statement_decisions.assign(
            line=line, owner=factories.make_treasurer(), note="", by=cast.treasurer
        )


def test_strangers_decide_nothing(cast, bank):
    line = line_of(cast, bank, DAY, "LAIN", "1")
    with pytest.raises(UnableToDecide, match="bendahara mitra ini"):
        statement_decisions.name(
            line=line, kind="not_ours", note="x", by=factories.make_treasurer(), at=LATER
        )
