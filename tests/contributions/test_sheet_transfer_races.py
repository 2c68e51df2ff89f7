"""Two treasurers book one transfer at once: it is booked once; and twice without the guard."""

from contributions import books, sheet_transfers
from contributions.collection_sheets import UnableToUseSheet
from contributions.models import CollectionSheet, Payment, SheetLine
from tests import factories
from tests.contributions.money import by_type, make_cast
from tests.contributions.sheets import asked_line, submit
from tests.contributions.statement_steps import LATER
from tests.factories import TODAY

TRANSFER = sheet_transfers.named(reference="TRF 77", amount_idr=16_800, on=TODAY)


def _lines(cast):
    return [asked_line(cast.member()) for _ in range(2)]


def _two_treasurers(at_once):
    cast = make_cast()
    second = factories.make_treasurer(partner=cast.partner)
    pairs = [(cast.treasurer, _lines(cast)), (second, _lines(cast))]
    return at_once(
        *(
            lambda by=by, asked=asked: submit(*asked, by=by, at=LATER, transfer=TRANSFER)
            for by, asked in pairs
        )
    )


def test_two_treasurers_at_once_book_one_transfer_once(scratch_database, at_once):
    outcomes = _two_treasurers(at_once)
    assert len(by_type(outcomes, CollectionSheet)) == 1
    assert [one.code for one in by_type(outcomes, UnableToUseSheet)] == ["more_than_transfer"]
    assert Payment.objects.count() == 2


def test_without_the_lock_of_the_partner_they_would_book_it_twice(
    scratch_database, at_once, meet, no_locks
):
    meet((sheet_transfers, "rest_idr"))
    outcomes = _two_treasurers(at_once)
    assert len(by_type(outcomes, CollectionSheet)) == 2
    assert SheetLine.objects.count() == 4
    found = {one.check for one in books.differences(on=LATER.date())}
    assert "no_more_is_booked_than_was_transferred" in found
