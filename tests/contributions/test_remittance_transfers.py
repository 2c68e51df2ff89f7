"""Transfers of a remittance: recorded, reversed, compared with its list, and what is refused."""

import datetime as dt

import pytest

from contributions import (
    books,
    ledger,
    remittance_transfers,
    remittances,
    transfer_differences,
    transfer_proofs,
)
from contributions.models import Remittance, RemittanceTransfer, TransferProof
from contributions.remittance_transfers import UnableToRecordTransfer
from contributions.transfer_differences import UnableToExplain
from tests import factories
from tests.contributions.straight import insert, refused_by, update
from tests.contributions.transferred import asked, record, reverse
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def posted(cast):
    """A list of Rp16.800."""
    for reference in "12":
        cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference=reference)
    return cast.post()


def sound():
    assert [str(difference) for difference in books.differences(on=TODAY)] == []


def difference(remittance):
    return transfer_differences.compared(remittance=remittance).difference


def test_a_list_is_transferred_in_several_transfers(cast, posted):
    assert difference(posted) == "kurang Rp16.800, belum ditransfer"
    record(posted, cast.treasurer, reference=" bri-1 ")
    assert difference(posted) == "kurang Rp8.400, belum ditransfer"
    record(posted, cast.treasurer, reference="BRI-2", amount_idr=8_500)
    assert difference(posted) == "lebih Rp100"
    reverse(posted.transfers.get(reference="BRI-2"), "Salah ketik")
    record(posted, cast.treasurer, reference="BRI-2")
    assert difference(posted) == ""
    sound()


def test_a_fee_a_misdirected_sum_and_a_surplus_have_their_own_places(cast, posted):
    by, bpjs = cast.treasurer, cast.partner.branch_id
    lost = record(posted, by, kind="misdirected", amount_idr=400)
    record(posted, by, kind="fee", amount_idr=2_500, proof=None)
    record(posted, by, kind="surplus", amount_idr=300, proof=None)
    assert ledger.balance("misdirected", cast.partner.pk) == 400
    assert ledger.balance("fee", cast.partner.pk) == 2_500
    assert ledger.balance("bpjs", bpjs) == 16_800 + 300
    assert ledger.balance("surplus", cast.partner.pk) == -(400 + 2_500 + 300)
    reverse(lost, "Kembali")
    assert ledger.balance("misdirected", cast.partner.pk) == 0
    assert difference(posted) == "kurang Rp16.800, belum ditransfer"
    with pytest.raises(UnableToRecordTransfer, match="sudah dibalik"):
        reverse(lost, "Lagi")
    sound()


def test_what_went_astray_and_is_rejected_too_leaves_bpjs_with_no_less_than_nothing(cast, posted):
    """The whole list goes to a wrong account; BPJS, asked for a refund, rejects every month."""
    by, bpjs = cast.treasurer, cast.partner.branch_id
    lost = record(posted, by, kind="misdirected", amount_idr=16_800)
    assert ledger.balance("bpjs", bpjs) == 16_800
    for line in posted.lines.select_related("contribution__member"):
        cast.reject(posted, line.contribution.member)
    assert ledger.balance("bpjs", bpjs) == 0
    assert ledger.balance("misdirected", cast.partner.pk) == 16_800
    sound()
    reverse(lost, "Kembali")
    assert ledger.balance("bpjs", bpjs) == 0
    assert ledger.balance("misdirected", cast.partner.pk) == 0
    assert ledger.balance("surplus", cast.partner.pk) == 0
    sound()


def test_rejected_money_is_set_off_no_more_than_was_rejected(cast, posted):
    rejected = posted.lines.first().contribution.member
    cast.reject(posted, rejected)
    with pytest.raises(UnableToRecordTransfer, match="tidak menolak iuran sebanyak itu"):
        record(posted, cast.treasurer, kind="set_off", amount_idr=8_401)
    record(posted, cast.treasurer, kind="set_off")
    compared = transfer_differences.compared(remittance=posted)
    assert (compared.transferred_idr, compared.set_off_idr) == (0, 8_400)
    sound()


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("nothing", {"amount_idr": 0}),
        ("needs_reference", {"reference": " "}),
        ("needs_proof", {"proof": None}),
        ("wrong_day", {"day": TODAY + dt.timedelta(days=1)}),
        ("wrong_day", {"day": TODAY - dt.timedelta(days=1)}),
        ("not_listed", {"kind": "misdirected", "amount_idr": 16_801}),
    ],
)
def test_no_transfer_is_recorded_without_what_proves_it(cast, posted, code, fields):
    with pytest.raises(UnableToRecordTransfer) as refusal:
        record(posted, cast.treasurer, **fields)
    assert refusal.value.code == code
    assert not RemittanceTransfer.objects.exists()
    assert not TransferProof.objects.exists()


def test_only_the_partners_treasurer_records_transfers_of_posted_remittances(cast, posted):
    with pytest.raises(UnableToRecordTransfer, match="bendahara mitra ini"):
        record(posted, factories.make_treasurer())
    cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference="3")
    final = remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    with pytest.raises(UnableToRecordTransfer, match="kode bayarnya"):
        record(final, cast.treasurer)


def test_only_a_second_person_of_the_partner_or_its_branch_reverses(cast, posted):
    row = record(posted, cast.treasurer)
    branch = cast.partner.branch
    strangers = [
        cast.treasurer,
        factories.make_treasurer(),
        factories.make_reviewer(),
        cast.collector,
        factories.make_auditor(partner=cast.partner),
    ]
    for by in strangers:
        assert not remittance_transfers.may_reverse(transfer=row, user=by)
        with pytest.raises(UnableToRecordTransfer) as refusal:
            remittance_transfers.reverse(transfer=row, reason="Salah", by=by, at=NOON)
        assert refusal.value.code in ("own_transfer", "not_yours")
    reviewer = factories.make_reviewer(branch=branch)
    assert remittance_transfers.may_reverse(transfer=row, user=reviewer)
    with pytest.raises(UnableToRecordTransfer, match="Tulis mengapa"):
        remittance_transfers.reverse(transfer=row, reason=" ", by=reviewer, at=NOON)
    made = remittance_transfers.reverse(transfer=row, reason="Salah", by=reviewer, at=NOON)
    assert (made.reverses, made.note, made.live) == (row, "Salah", False)
    sound()


# ---- differences ----


def test_a_difference_is_explained_by_another_person_and_stays_named(cast, posted):
    record(posted, cast.treasurer)
    explained = {"remittance": posted, "shown_idr": -8_400, "reason": "Besok", "at": NOON}
    with pytest.raises(UnableToExplain, match="oleh orang lain"):
        transfer_differences.explain(**explained, by=cast.treasurer)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    assert transfer_differences.may_explain(remittance=posted, user=reviewer)
    deputy = factories.make_treasurer(partner=cast.partner)
    assert not transfer_differences.may_explain(remittance=posted, user=reviewer)
    transfer_differences.explain(**explained, by=deputy)
    compared = transfer_differences.compared(remittance=posted)
    assert compared.explanation.reason == "Besok" and compared.difference
    with pytest.raises(UnableToExplain, match="sudah dijelaskan"):
        transfer_differences.explain(**explained, by=deputy)
    record(posted, cast.treasurer, reference="BRI-2", amount_idr=400)
    compared = transfer_differences.compared(remittance=posted)
    assert compared.explanation is None
    with pytest.raises(UnableToExplain, match="baru saja berubah"):
        transfer_differences.explain(**explained, by=deputy)


def test_the_oldest_difference_that_nobody_explained_comes_first(cast, posted):
    cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference="3")
    later = cast.post(at=NOON + dt.timedelta(days=1), payment_code="BPJS-2")
    cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference="4")
    latest = cast.post(at=NOON + dt.timedelta(days=2), payment_code="BPJS-3")
    remittance_transfers.record(
        remittance=latest,
        asked=asked(day=TODAY + dt.timedelta(days=2)),
        by=cast.treasurer,
        at=NOON + dt.timedelta(days=2),
    )
    found = transfer_differences.oldest_difference_first(Remittance.objects.all())
    assert [(row.pk, row.difference_idr) for row in found] == [
        (posted.pk, -16_800),
        (later.pk, -8_400),
        (latest.pk, 0),
    ]


# ---- what the database refuses ----


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


def test_set_off_is_money_bpjs_rejected(row):
    with refused_by("set_off_is_money_bpjs_rejected"):
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
