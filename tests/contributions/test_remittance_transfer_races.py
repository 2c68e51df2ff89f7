"""Two treasurers who record the same transfer at once."""

from django.db import connections

from contributions import ledger, remittance_transfers, unsent
from contributions.models import Place, RemittanceTransfer
from contributions.remittance_transfers import UnableToRecordTransfer
from tests.contributions.money import by_type, make_cast
from tests.contributions.transferred import record
from tests.factories import make_treasurer


def _recorded_twice(at_once):
    cast = make_cast()
    cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference="1")
    posted = cast.post_unsent()
    deputy = make_treasurer(partner=cast.partner)
    half = {"amount_idr": 4_200}
    return at_once(
        lambda: record(posted, cast.treasurer, **half), lambda: record(posted, deputy, **half)
    )


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


def _sent_twice(at_once):
    """All that is listed, under two references."""
    cast = make_cast()
    cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference="1")
    posted = cast.post_unsent()
    deputy = make_treasurer(partner=cast.partner)
    outcomes = at_once(
        lambda: record(posted, cast.treasurer), lambda: record(posted, deputy, reference="BRI-2")
    )
    return outcomes, ledger.balance(Place.ON_ITS_WAY, posted.pk)


def test_two_who_send_the_whole_list_at_once_send_it_once(scratch_database, at_once, meet):
    meet((unsent, "of"))
    outcomes, unsent_idr = _sent_twice(at_once)
    assert [refused.code for refused in by_type(outcomes, UnableToRecordTransfer)] == ["too_much"]
    assert unsent_idr == 0


def test_without_the_locks_more_would_be_sent_than_is_listed(
    scratch_database, at_once, meet, no_locks
):
    table = "contributions_remittancetransfer"
    scratch_database.execute_as_owner(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    meet((unsent, "of"))
    _outcomes, unsent_idr = _sent_twice(at_once)
    assert unsent_idr < 0
