"""One transfer pays for many members on a sheet: one reference, one line, nothing lost."""

import dataclasses
import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from contributions import (
    ledger,
    member_transfers,
    payments,
    sheet_transfers,
    statement_decisions,
    statement_matching,
)
from contributions.collection_sheets import UnableToUseSheet
from contributions.member_transfers import UnableToBookMemberTransfer
from contributions.models import (
    CollectionSheet,
    Payment,
    Place,
    StatementLine,
    StatementMatch,
)
from contributions.statement_decisions import UnableToDecide
from tests import factories
from tests.contributions.money import ask, make_cast, written
from tests.contributions.qris_samples import make_qris_code
from tests.contributions.sheets import results, submit
from tests.contributions.statement_steps import DAY, LATER, line_of, sound
from tests.contributions.together import MONTH_IDR, book, lines, live, shown, transfer
from tests.factories import NOON, TODAY


def refused(cast, *asked, of, code, **fields):
    before = written()
    with pytest.raises(UnableToUseSheet) as refusal:
        book(cast, *asked, of=of, **fields)
    assert refusal.value.code == code
    assert written() == before
    return str(refusal.value)


pytestmark = pytest.mark.django_db


def test_each_member_has_a_receipt_and_all_carry_the_same_reference(cast):
    sheet = book(cast, *lines(cast, 3), of=transfer(3, reference=" trf  77 "))
    assert len(set(results(sheet))) == 3
    paid = Payment.objects.values_list("method", "reference", "amount_idr", "business_day")
    assert set(paid) == {("transfer", "TRF 77", MONTH_IDR, TODAY)}
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 3 * MONTH_IDR
    sound()


def test_a_line_of_a_statement_is_matched_once_with_all_of_them(cast, bank):
    line = shown(cast, bank, 3)
    of = sheet_transfers.of_line(line=line)
    book(cast, *lines(cast, 3), of=of)
    match = live(line)
    assert (match.kind, match.payment_reference) == ("transfer", of.reference)
    line.refresh_from_db()
    assert line.state == StatementLine.State.MATCHED
    assert set(Payment.objects.values_list("business_day", flat=True)) == {line.day}
    sound()


def test_sent_again_it_answers_the_same_receipts_and_matches_nothing_twice(cast, bank):
    line, asked, id = shown(cast, bank, 2), lines(cast), factories.new_id()
    of = sheet_transfers.of_line(line=line)
    first = results(book(cast, *asked, of=of, id=id))
    before = written()
    assert results(book(cast, *reversed(asked), of=of, id=id)) == first
    assert written() == before
    assert live(line)


def test_the_same_sheet_for_another_transfer_is_refused(cast):
    asked, id = lines(cast), factories.new_id()
    book(cast, *asked, of=transfer(), id=id)
    for of in (transfer(3), transfer(reference="TRF 78"), transfer(on=TODAY - dt.timedelta(1))):
        refused(cast, *asked, of=of, id=id, code="other_body")


def test_more_than_the_transfer_is_worth_is_refused_whole(cast):
    sentence = refused(cast, *lines(cast, 3), of=transfer(2), code="more_than_transfer")
    assert "tinggal Rp16.800" in sentence
    assert not CollectionSheet.objects.exists()


def test_the_rest_is_named_stays_with_the_lines_owner_and_is_booked_later(cast, bank):
    line = shown(cast, bank, 3)
    of = sheet_transfers.of_line(line=line)
    book(cast, *lines(cast, 2), of=of)
    line.refresh_from_db()
    assert (line.state, line.owner) == ("doubtful", cast.treasurer)
    assert "sisa Rp8.400 belum" in line.doubt and of.reference in line.doubt
    assert sheet_transfers.rest_idr(transfer=of, partner=cast.partner.pk) == MONTH_IDR
    refused(cast, *lines(cast, 2), of=of, code="more_than_transfer")
    book(cast, *lines(cast, 1), of=of)
    assert live(line).payment_reference == of.reference
    sound()


def test_what_one_line_is_refused_for_is_left_of_the_transfer(cast, bank):
    line, asked = shown(cast, bank, 2), lines(cast)
    cast.pay(asked[0].member)
    sheet = book(cast, *asked, of=sheet_transfers.of_line(line=line))
    assert results(sheet)[0] == "already_paid"
    line.refresh_from_db()
    assert (line.state, "sisa Rp8.400" in line.doubt) == ("doubtful", True)
    sound()


def test_a_statement_read_later_is_matched_with_what_was_typed(cast, bank):
    book(cast, *lines(cast), of=transfer(2))
    assert live(shown(cast, bank, 2, said="KIRIMAN TRF 77")).payment_reference == "TRF 77"
    sound()


def test_after_a_crash_in_the_middle_nothing_else_takes_what_is_promised(cast, bank, monkeypatch):
    line, asked, id = shown(cast, bank, 2), lines(cast), factories.new_id()
    of = sheet_transfers.of_line(line=line)

    def dies(**_fields):
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(payments, "record", dies)
        with pytest.raises(ConnectionError):
            book(cast, *asked, of=of, id=id)
    refused(cast, *lines(cast, 1), of=of, code="more_than_transfer")
    with pytest.raises(UnableToBookMemberTransfer) as refusal:
        member_transfers.record(
            asked=ask(cast.member()), reference=of.reference, by=cast.treasurer, at=LATER
        )
    assert refusal.value.code == "reference_used"
    with pytest.raises(UnableToDecide) as named:
        statement_decisions.name(
            line=line, kind="not_ours", note="Salah kirim", by=cast.treasurer, at=LATER
        )
    assert named.value.code == "sheet_booked"
    assert all(results(book(cast, *asked, of=of, id=id)))
    assert live(line)
    sound()


@pytest.mark.parametrize("kind", ["member", "other_line", "typed_again", "line_named_otherwise"])
def test_a_reference_pays_one_transfer_only(cast, bank, kind):
    line = shown(cast, bank, 2)
    of = sheet_transfers.of_line(line=line)
    code = "reference_used"
    if kind == "member":
        member_transfers.record(
            asked=ask(cast.member()), reference=of.reference, by=cast.treasurer, at=LATER
        )
    else:
        book(cast, *lines(cast, 1), of=of)
    if kind == "other_line":
        other = sheet_transfers.of_line(line=shown(cast, bank, 2, said="LAIN"))
        of = dataclasses.replace(other, reference=of.reference)
    if kind == "typed_again":
        of = dataclasses.replace(of, line=None)
    if kind == "line_named_otherwise":
        of = dataclasses.replace(of, reference="LAIN")
    refused(cast, *lines(cast, 1), of=of, code=code)


def test_a_typed_transfer_goes_on_only_with_the_same_amount(cast):
    book(cast, *lines(cast, 1), of=transfer(2))
    refused(cast, *lines(cast, 1), of=transfer(5), code="other_amount")
    book(cast, *lines(cast, 1), of=transfer(2))
    refused(cast, *lines(cast, 1), of=transfer(2), code="more_than_transfer")


def test_a_line_says_more_surely_than_what_was_typed_how_much_came(cast, bank):
    book(cast, *lines(cast, 1), of=transfer(1))
    line = shown(cast, bank, 3, said="KIRIMAN TRF 77")
    of = dataclasses.replace(sheet_transfers.of_line(line=line), reference="TRF 77")
    book(cast, *lines(cast, 2), of=of)
    assert live(line).payment_reference == "TRF 77"
    sound()


def test_a_line_that_is_matched_or_went_out_or_is_anothers_is_refused(cast, bank):
    out = line_of(cast, bank, DAY, "KELUAR", f"-{MONTH_IDR}")
    matched = shown(cast, bank, 1)
    of = sheet_transfers.of_line(line=matched)
    statement_decisions.name(
        line=matched, kind="not_ours", note="Salah kirim", by=cast.treasurer, at=LATER
    )
    strangers = make_cast()
    account = make_qris_code(market=strangers.market).account.settles_into
    foreign = shown(strangers, account, 1)
    refused(cast, *lines(cast, 1), of=sheet_transfers.of_line(line=out), code="line_matched")
    refused(cast, *lines(cast, 1), of=of, code="line_matched")
    refused(cast, *lines(cast, 1), of=sheet_transfers.of_line(line=foreign), code="not_yours")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"reference": " "}, "needs_reference"),
        ({"on": LATER.date() + dt.timedelta(days=1)}, "wrong_day"),
    ],
)
def test_a_transfer_that_makes_no_sense_is_refused(cast, fields, code):
    refused(cast, *lines(cast), of=transfer(**fields), code=code)


def test_a_collector_books_no_transfer(cast):
    with pytest.raises(UnableToUseSheet) as refusal:
        submit(*lines(cast), by=cast.collector, at=LATER, transfer=transfer())
    assert refusal.value.code == "not_yours"


def test_what_a_person_took_back_is_not_matched_again_by_a_repeat(cast, bank):
    line, asked, id = shown(cast, bank, 2), lines(cast), factories.new_id()
    of = sheet_transfers.of_line(line=line)
    book(cast, *asked, of=of, id=id)
    later = LATER + dt.timedelta(hours=1)
    statement_decisions.undo(match=live(line), by=cast.treasurer, at=later)
    book(cast, *asked, of=of, id=id)
    statement_matching.match(account=bank, at=later)
    line.refresh_from_db()
    assert line.state == "doubtful"
    [found] = statement_matching.candidates(line)
    statement_decisions.choose(
        line=line, code=found.code, kind=str(found.kind), by=cast.treasurer, at=later
    )
    sound()


# ---- what the database refuses ----


def _sheet(cast, **fields):
    said = {"id": factories.new_id(), "by": cast.treasurer, "place": "Blok", "at": NOON}
    said |= {"method": "transfer", "partner": cast.partner, "reference": "X", "transfer_idr": 1}
    with transaction.atomic():
        CollectionSheet.objects.create(**said | {"transferred_on": TODAY} | fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"reference": ""},
        {"transfer_idr": 0},
        {"transfer_idr": None},
        {"transferred_on": None},
        {"partner": None},
        {"method": "cash"},
    ],
)
def test_sheet_of_a_transfer_says_which(cast, fields):
    with pytest.raises(IntegrityError, match="sheet_of_a_transfer_says_which"):
        _sheet(cast, **fields)


def test_sheet_is_of_its_statement_line(cast, bank):
    line = shown(cast, bank, 2)
    fits = {"statement_line": line, "transfer_idr": line.amount_idr, "transferred_on": line.day}
    for fields in (
        {"transfer_idr": 1},
        {"transferred_on": TODAY + dt.timedelta(days=1)},
        {"partner": factories.make_partner()},
        {"statement_line": line_of(cast, bank, DAY, "KELUAR", f"-{2 * MONTH_IDR}")},
    ):
        with pytest.raises(IntegrityError, match="sheet_is_of_its_statement_line"):
            _sheet(cast, **fits | fields)
    _sheet(cast, **fits)


def test_line_of_a_sheet_is_its_transfer(cast, bank):
    line = shown(cast, bank, 3)
    book(cast, *lines(cast, 2), of=sheet_transfers.of_line(line=line))
    with (
        pytest.raises(IntegrityError, match="line_of_a_sheet_is_its_transfer"),
        transaction.atomic(),
    ):
        StatementMatch.objects.create(line=line, kind="not_ours", by=cast.treasurer, at=LATER)
