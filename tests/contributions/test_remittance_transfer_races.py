"""Two treasurers who record the same transfer at once."""

from django.db import connections

from contributions import remittance_transfers
from contributions.models import RemittanceTransfer
from contributions.remittance_transfers import UnableToRecordTransfer
from tests.contributions.money import by_type, make_cast
from tests.contributions.transferred import record
from tests.factories import make_treasurer


def _recorded_twice(at_once):
    cast = make_cast()
    cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference="1")
    posted = cast.post()
    deputy = make_treasurer(partner=cast.partner)
    return at_once(lambda: record(posted, cast.treasurer), lambda: record(posted, deputy))


def test_the_same_reference_recorded_twice_at_once_is_refused_once(scratch_database, at_once):
    outcomes = _recorded_twice(at_once)
    assert len(by_type(outcomes, RemittanceTransfer)) == 1
    assert [refused.code for refused in by_type(outcomes, UnableToRecordTransfer)] == [
        "reference_used"
    ]
    assert remittance_transfers.RemittanceTransfer.objects.count() == 1


def test_without_the_key_it_would_be_recorded_twice(scratch_database, at_once):
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP INDEX bank_reference_is_recorded_once")
    assert len(by_type(_recorded_twice(at_once), RemittanceTransfer)) == 2
