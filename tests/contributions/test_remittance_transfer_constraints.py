"""What the database refuses of transfers of a remittance."""

import pytest

from contributions import remittance_transfers, transfer_differences, transfer_proofs
from contributions.remittance_transfers import UnableToRecordTransfer
from tests import factories
from tests.contributions.straight import insert, refused_by, update
from tests.contributions.transferred import asked, record, reverse
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(cast, posted):
    return record(posted, cast.treasurer)


def test_transfer_is_positive(row):
    with refused_by("transfer_is_positive"):
        insert(row, amount_idr=0, kind="fee", proof=None)


def test_transfer_names_its_reference(row):
    with refused_by("transfer_names_its_reference"):
        insert(row, reference="", kind="fee", proof=None)


def test_transfer_has_a_proof(row):
    with refused_by("transfer_has_a_proof"):
        insert(row, reference="X", proof=None)


def test_reversal_says_why_and_does_not_count(row):
    for fields in ({"live": True, "note": "x"}, {"live": False, "note": ""}):
        with refused_by("reversal_says_why_and_does_not_count"):
            insert(row, reverses=row, proof=None, reference="", **fields)


def test_bank_reference_is_recorded_once(cast, posted, row):
    with pytest.raises(UnableToRecordTransfer, match="BRI-1 sudah tercatat"):
        record(posted, cast.treasurer, kind="misdirected", amount_idr=1)
    with refused_by("bank_reference_is_recorded_once"):
        insert(row, proof=transfer_proofs.keep(asked().proof))


def test_fee_or_surplus_is_recorded_once(cast, posted, row):
    fee = record(posted, cast.treasurer, kind="fee", proof=None)
    with refused_by("fee_or_surplus_is_recorded_once"):
        insert(fee)


def test_transfer_is_of_a_posted_remittance(row):
    with refused_by("transfer_is_of_a_posted_remittance"):
        insert(row, partner=factories.make_partner(), kind="fee", proof=None)


def test_set_off_is_money_bpjs_gave_back(row):
    with refused_by("set_off_is_money_bpjs_gave_back"):
        insert(row, kind="set_off", reference="X", proof=transfer_proofs.keep(asked().proof))


def test_misdirected_is_part_of_the_list(row):
    proof = transfer_proofs.keep(asked().proof)
    with refused_by("misdirected_is_part_of_the_list"):
        insert(row, kind="misdirected", reference="X", proof=proof, amount_idr=16_801)


def test_reversal_mirrors_its_row(cast, row):
    deputy = factories.make_treasurer(partner=cast.partner)
    reversal = {
        "reverses": row, "live": False, "note": "x", "proof": None, "recorded_by": deputy
    }  # fmt: skip
    for fields in ({"amount_idr": 1}, {"kind": "fee"}):
        with refused_by("reversal_mirrors_its_row"):
            insert(row, **reversal, **fields)
    insert(row, **reversal)
    with refused_by("reverses"):
        insert(row, **reversal)


def test_transfer_is_reversed_by_another_person(cast, row):
    with pytest.raises(UnableToRecordTransfer, match="oleh orang lain"):
        remittance_transfers.reverse(transfer=row, reason="x", by=cast.treasurer, at=NOON)
    with refused_by("transfer_is_reversed_by_another_person"):
        insert(row, reverses=row, live=False, note="x", proof=None)


def test_reversed_transfers_stay(cast, row):
    reverse(row, "Kembali")
    with refused_by("reversed_transfers_stay"):
        update(row, live=True)


def test_what_explains_a_difference_is_another_person_with_a_reason(cast, posted, row):
    deputy = factories.make_treasurer(partner=cast.partner)
    made = transfer_differences.explain(
        remittance=posted, shown_idr=-8_400, reason="Besok", by=deputy, at=NOON
    )
    with refused_by("difference_is_explained_once"):
        insert(made)
    with refused_by("difference_is_explained_by_another_person"):
        insert(made, difference_idr=1, by=cast.treasurer)
    for fields in ({"difference_idr": 0}, {"difference_idr": 1, "reason": ""}):
        with refused_by("explanation_is_of_a_difference_and_says_why"):
            insert(made, **fields)
