"""Statements: imported once however often, and matched once."""

import pytest

from contributions import (
    qris_charges,
    statement_matching,
    statement_work,
    statements,
)
from contributions.models import (
    Payment,
    StatementImport,
    StatementLine,
)
from contributions.statements import UnableToImportStatement
from tests import factories
from tests.contributions import statement_samples
from tests.contributions.statement_steps import (
    DAY,
    LATER,
    charge_for,
    imported,
    line_of,
    sound,
    transferred,
)
from tests.contributions.transferred import record
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db


def test_the_same_file_again_is_the_import_it_became(cast, bank):
    rows = [(DAY, "A", "8400"), (DAY, "B", "8400")]
    first = imported(cast, bank, *rows)
    assert imported(cast, bank, *rows) == first
    assert (first.rows, first.new, first.status) == (2, 2, "done")
    assert StatementLine.objects.count() == 2


def test_overlapping_exports_add_only_what_is_new(cast, bank):
    same = (DAY, "TRANSFER BUDI", "8400")
    imported(cast, bank, same)
    second = imported(cast, bank, same, same, ("11/11/2026", "C", "500"))
    assert (second.rows, second.new, second.known) == (3, 2, 1)
    assert StatementLine.objects.filter(description="TRANSFER BUDI").count() == 2


def test_the_same_lines_of_another_account_are_other_lines(cast, bank, provider):
    imported(cast, bank, (DAY, "A", "8400"))
    assert imported(cast, provider, (DAY, "A", "8400")).new == 1


def test_unreadable_lines_are_named_and_the_others_kept(cast, bank):
    found = imported(cast, bank, (DAY, "A", "8400"), (DAY, "B", "x"))
    assert (found.new, found.invalid) == (1, 1)
    assert found.problems == [[3, "jumlah “x” tidak terbaca"]]


def test_a_file_without_a_readable_line_fails_and_may_come_again(cast, bank):
    found = imported(cast, bank, ("x", "A", "8400"))
    assert found.status == "failed"
    assert "Tidak ada baris yang terbaca" in found.error
    assert imported(cast, bank, ("x", "A", "8400")) != found


def test_whose_file_it_is_and_how_it_is_written_must_be_known(cast, bank):
    def refuse(code, **fields):
        said = {"account": bank, "file_name": "a.csv", "data": b"a", "by": cast.treasurer}
        with pytest.raises(UnableToImportStatement) as refusal:
            statements.receive(**{**said, "at": NOON, **fields})
        assert refusal.value.code == code

    refuse("no_mapping")
    statement_samples.mapped(account=bank, by=cast.treasurer)
    refuse("empty", data=b"")
    refuse("not_yours", by=factories.make_treasurer())
    refuse("not_yours", by=cast.collector)


def test_a_worker_that_died_leaves_the_file_to_the_next(cast, bank, monkeypatch):
    rows = [(DAY, f"A{number}", "8400") for number in range(5)]
    row = statement_samples.received(account=bank, rows=rows, by=cast.treasurer)
    monkeypatch.setattr(statement_work, "PORTION", 2)
    keep, kept = statement_work._keep, []

    def dies(*args):
        if len(kept) == 1:
            raise KeyboardInterrupt
        kept.append(keep(*args))

    monkeypatch.setattr(statement_work, "_keep", dies)
    with pytest.raises(KeyboardInterrupt):
        statement_work.work(at=NOON)
    monkeypatch.setattr(statement_work, "_keep", keep)
    assert statement_work.work(at=NOON) is None  # still leased
    StatementImport.objects.update(claimed_until=NOON)
    assert statement_work.work(at=NOON) == row
    row.refresh_from_db()
    assert (row.new, row.status, row.attempts) == (5, "done", 2)


def test_a_providers_line_confirms_the_charge_it_names(cast, provider):
    charge = charge_for(cast)
    line = line_of(cast, provider, DAY, f"QR {charge.reference} BUDI", "8.400")
    charge.refresh_from_db()
    assert (line.state, charge.status) == ("matched", "confirmed")
    assert line.matches.get().charge == charge
    assert charge.payment.business_day == TODAY
    sound()


def test_an_expired_charge_still_finds_its_payment(cast, provider):
    charge = charge_for(cast)
    qris_charges.sweep(at=LATER)
    line_of(cast, provider, DAY, charge.reference.lower(), "8400")
    charge.refresh_from_db()
    assert charge.payment is not None


@pytest.mark.parametrize(
    ("amount", "day", "doubt"),
    [("8.000", DAY, "berjumlah Rp8.400"), ("8.400", "09/11/2026", "sesudah tanggal ini")],
)
def test_another_amount_or_an_earlier_day_is_doubtful(cast, provider, amount, day, doubt):
    charge = charge_for(cast)
    line = line_of(cast, provider, day, charge.reference, amount)
    assert line.state == "doubtful"
    assert doubt in line.doubt
    charge.refresh_from_db()
    assert charge.status == "pending"


def test_the_same_charge_paid_twice_is_doubtful(cast, provider):
    charge = charge_for(cast)
    imported(cast, provider, (DAY, charge.reference, "8400"), (DAY, charge.reference, "8400"))
    assert set(StatementLine.objects.values_list("state", flat=True)) == {"matched", "doubtful"}
    assert Payment.objects.count() == 1
    sound()


def test_a_line_without_a_code_waits_with_an_owner(cast, provider):
    charge_for(cast)
    line = line_of(cast, provider, DAY, "QR BUDI", "8400")
    assert (line.state, line.owner) == ("unmatched", cast.treasurer)


def test_a_member_transfer_is_matched_by_reference_and_amount(cast, bank):
    transferred(cast, "BRI-0042", count=2)
    line = line_of(cast, bank, DAY, "TRSF BRI-0042 SITI", "16.800")
    assert line.matches.get().kind == "transfer"
    imported(cast, bank, ("11/11/2026", "TRSF BRI-0042 LAGI", "16.800"))
    assert StatementLine.objects.filter(state="matched").count() == 1
    sound()


def test_what_is_booked_after_its_statement_was_read_is_matched_by_the_next_sweep(cast, bank):
    line = line_of(cast, bank, DAY, "TRF-5555", "8.400")
    assert line.state == "unmatched"
    transferred(cast, "TRF-5555")
    assert statement_work.match_again(at=LATER) == 1
    assert statement_work.match_again(at=LATER) == 0
    line.refresh_from_db()
    assert line.state == "matched"
    sound()


def test_a_worker_that_died_before_matching_leaves_no_charge_unconfirmed(
    cast, provider, monkeypatch
):
    charge = charge_for(cast)
    with monkeypatch.context() as died:
        died.setattr(statement_matching, "match", lambda **_asked: 0)
        line_of(cast, provider, DAY, charge.reference, "8400")
    statement_work.match_again(at=LATER)
    charge.refresh_from_db()
    assert charge.status == "confirmed"
    sound()


def test_a_transfer_of_another_amount_or_without_its_code_is_doubtful(cast, bank):
    transferred(cast, "BRI-0042")
    imported(cast, bank, (DAY, "TRSF BRI-0042", "9000"), (DAY, "TRSF SITI", "8400"))
    found = StatementLine.objects.order_by("-amount_idr")
    doubts = list(found.values_list("doubt", flat=True))
    assert "jumlahnya berbeda" in doubts[0]
    assert "kodenya tidak disebut" in doubts[1]


def test_money_that_left_is_matched_with_the_transfer_of_that_code(cast, bank):
    transferred(cast, "BRI-0042")
    record(cast.post_unsent(payment_code="BPJS-77"), cast.treasurer)
    line = line_of(cast, bank, DAY, "BAYAR BPJS-77", "-8.400")
    assert line.matches.get().kind == "remittance"
