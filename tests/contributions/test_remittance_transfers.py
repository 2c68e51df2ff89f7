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
from contributions.models import Place, Remittance, RemittanceTransfer, TransferProof
from contributions.remittance_transfers import UnableToRecordTransfer
from contributions.transfer_differences import UnableToExplain
from tests import factories
from tests.contributions.straight import insert, refused_by
from tests.contributions.transferred import asked, explain, record, reverse
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db


def sound():
    assert [str(difference) for difference in books.differences(on=TODAY)] == []


def difference(remittance):
    return transfer_differences.compared(remittance=remittance).difference


def test_a_list_is_transferred_in_several_transfers(cast, posted):
    assert difference(posted) == "kurang Rp16.800, belum ditransfer"
    record(posted, cast.treasurer, reference=" bri-1 ")
    assert difference(posted) == "kurang Rp8.400, belum ditransfer"
    assert ledger.balance(Place.ON_ITS_WAY, posted.pk) == 8_400
    reverse(record(posted, cast.treasurer, reference="BRI-2", amount_idr=100), "Salah ketik")
    record(posted, cast.treasurer, reference="BRI-2")
    assert difference(posted) == ""
    assert ledger.balance(Place.ON_ITS_WAY, posted.pk) == 0
    assert ledger.balance(Place.BPJS, cast.partner.branch_id) == 16_800
    sound()


@pytest.mark.parametrize(
    ("sent_idr", "sentence"),
    [(8_400, "tinggal Rp8.400"), (16_800, "Tidak ada lagi yang perlu ditransfer")],
)
def test_no_more_is_sent_than_is_listed(cast, posted, sent_idr, sentence):
    """What goes beyond the list is the partner's own money, under the same reference."""
    sent = record(posted, cast.treasurer, amount_idr=sent_idr)
    with pytest.raises(UnableToRecordTransfer, match=sentence):
        record(posted, cast.treasurer, reference="BRI-2", amount_idr=8_401)
    with refused_by("no_more_is_sent_than_is_listed"):
        insert(sent, reference="X", amount_idr=8_401, proof=transfer_proofs.keep(asked().proof))
    record(posted, cast.treasurer, kind="surplus", proof=None, amount_idr=1)
    sound()


def test_a_fee_a_misdirected_sum_and_a_surplus_have_their_own_places(cast, posted):
    by, bpjs = cast.treasurer, cast.partner.branch_id
    lost = record(posted, by, kind="misdirected", amount_idr=400)
    record(posted, by, kind="fee", amount_idr=2_500, proof=None)
    record(posted, by, kind="surplus", amount_idr=300, proof=None)
    assert ledger.balance("misdirected", cast.partner.pk) == 400
    assert ledger.balance("fee", cast.partner.pk) == 2_500
    assert ledger.balance("bpjs", bpjs) == 300
    assert ledger.balance("on_its_way", posted.pk) == 16_800
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
    assert ledger.balance("on_its_way", posted.pk) == 16_800
    explain(posted, "Salah kirim ke rekening lain")
    for line in posted.lines.select_related("contribution__member"):
        cast.reject(posted, line.contribution.member)
    assert ledger.balance("on_its_way", posted.pk) == 0
    assert ledger.balance("bpjs", bpjs) == 0
    assert ledger.balance("misdirected", cast.partner.pk) == 16_800
    sound()
    reverse(lost, "Kembali")
    assert ledger.balance("bpjs", bpjs) == 0
    assert ledger.balance("misdirected", cast.partner.pk) == 0
    assert ledger.balance("surplus", cast.partner.pk) == 0
    sound()


def test_rejected_money_is_set_off_no_more_than_was_rejected(cast, posted):
    record(posted, cast.treasurer)
    with pytest.raises(UnableToRecordTransfer, match="tidak mengembalikan uang sebanyak itu"):
        record(posted, cast.treasurer, kind="set_off", reference="SURAT-1", amount_idr=1)
    cast.reject(posted, posted.lines.first().contribution.member)
    record(posted, cast.treasurer, kind="set_off", reference="SURAT-1")
    compared = transfer_differences.compared(remittance=posted)
    assert (compared.transferred_idr, compared.set_off_idr) == (8_400, 8_400)
    assert (compared.unsent_idr, compared.difference) == (0, "")
    for reference in "34":
        cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference=reference)
    later = cast.post_unsent(payment_code="BPJS-2")
    with pytest.raises(UnableToRecordTransfer, match="tidak mengembalikan uang sebanyak itu"):
        record(later, cast.treasurer, kind="set_off", reference="SURAT-2", amount_idr=1)
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
    later = cast.post_unsent(at=NOON + dt.timedelta(days=1), payment_code="BPJS-2")
    cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference="4")
    latest = cast.post_unsent(at=NOON + dt.timedelta(days=2), payment_code="BPJS-3")
    remittance_transfers.record(
        remittance=latest,
        asked=asked(day=TODAY + dt.timedelta(days=2)),
        by=cast.treasurer,
        at=NOON + dt.timedelta(days=2),
    )
    found = transfer_differences.COLUMNS.order().of(
        transfer_differences.with_differences(Remittance.objects.all())
    )
    assert [(row.pk, row.difference_idr) for row in found] == [
        (posted.pk, -16_800),
        (later.pk, -8_400),
        (latest.pk, 0),
    ]
