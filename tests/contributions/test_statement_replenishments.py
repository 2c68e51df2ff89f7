"""Lines of statements that are the partner's own money: by reference and amount they confirm it."""

import pytest

from contributions import (
    ledger,
    statement_decisions,
    statement_matching,
)
from contributions.statement_decisions import UnableToDecide
from tests import factories
from tests.contributions.own_money import confirm, paid_out, reverse, told
from tests.contributions.qris_samples import make_account
from tests.contributions.statement_steps import DAY, LATER, line_of, sound
from tests.contributions.straight import insert, refused_by, update

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast, provider, bank, deputy):
    paid_out(cast, provider)
    return told(bank, cast.treasurer)


def test_a_line_with_its_reference_and_amount_confirms_it(cast, bank, asked):
    line = line_of(cast, bank, DAY, "SETORAN MITRA OWN-0001", "118")
    assert line.matches.get().replenishment == asked
    asked.refresh_from_db()
    assert (asked.status, asked.decided_by) == ("confirmed", None)
    assert ledger.balance("fee", cast.partner.pk) == 0
    assert ledger.LedgerEntry.objects.latest("pk").by != cast.treasurer
    sound()


def test_a_line_with_another_amount_confirms_nothing(cast, bank, asked):
    line = line_of(cast, bank, DAY, "OWN-0001", "100")
    assert line.state == "doubtful"
    [candidate] = statement_matching.candidates(line)
    with pytest.raises(UnableToDecide, match="Jumlahnya lain"):
        choose(line, candidate, factories.make_treasurer(partner=cast.partner))
    asked.refresh_from_db()
    assert asked.status == "asked"


def choose(line, candidate, by):
    return statement_decisions.choose(
        line=line, code=candidate.code, kind=candidate.kind, by=by, at=LATER
    )


def test_who_recorded_it_does_not_confirm_it_by_choosing_a_line(cast, bank, asked, deputy):
    line = line_of(cast, bank, DAY, "MASUK", "118")
    [candidate] = statement_matching.candidates(line)
    with pytest.raises(UnableToDecide, match="orang lain"):
        choose(line, candidate, cast.treasurer)
    match = choose(line, candidate, deputy)
    asked.refresh_from_db()
    assert (asked.status, asked.decided_by) == ("confirmed", deputy)
    statement_decisions.undo(match=match, by=cast.treasurer, at=LATER)
    asked.refresh_from_db()
    assert asked.status == "confirmed", "a person has confirmed it besides"
    sound()


def test_the_line_that_alone_confirmed_it_opens_again_when_it_is_reversed(
    cast, bank, asked, deputy
):
    line = line_of(cast, bank, DAY, "OWN-0001", "118")
    with pytest.raises(UnableToDecide) as refusal:
        statement_decisions.undo(match=line.matches.get(), by=deputy, at=LATER)
    assert refusal.value.code == "booked"
    reverse(asked, deputy)
    line.refresh_from_db()
    assert line.state == "doubtful"
    assert statement_matching.candidates(line) == []
    sound()


# ---- what the database refuses ----


def test_a_replenishment_is_matched_once(cast, bank, asked):
    match = line_of(cast, bank, DAY, "OWN-0001", "118").matches.get()
    with refused_by("a_replenishment_is_matched_once"):
        insert(match, line=line_of(cast, bank, DAY, "LAIN", "118"))


def test_replenishment_is_matched_by_its_line(cast, bank, asked, deputy):
    confirm(asked, deputy)
    match = line_of(cast, bank, DAY, "OWN-0001", "118").matches.get()
    update(match, undone_by=deputy, undone_at=LATER)
    fresh = {"undone_by": None, "undone_at": None}
    other = make_account(partner=cast.partner)
    for line in (
        line_of(cast, bank, DAY, "LAIN", "117"),
        line_of(cast, bank, DAY, "KELUAR", "-118"),
        line_of(cast, other, DAY, "REKENING LAIN", "118"),
    ):
        with refused_by("replenishment_is_matched_by_its_line"):
            insert(match, line=line, **fresh)
    reverse(asked, deputy)
    with refused_by("replenishment_is_matched_by_its_line"):
        insert(match, **fresh)


def test_a_line_that_alone_confirmed_is_not_undone(cast, bank, asked, deputy):
    match = line_of(cast, bank, DAY, "OWN-0001", "118").matches.get()
    with refused_by("a_line_that_alone_confirmed_is_not_undone"):
        update(match, undone_by=deputy, undone_at=LATER)
