"""Collection sheets: a result for every line, and the same one however often it is sent."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from contributions import payments, sheet_refusals
from contributions.collection_sheets import UnableToUseSheet
from contributions.models import CollectionSheet, Payment, SheetLine
from tests import factories
from tests.contributions.money import written
from tests.contributions.sheets import asked_line, results, submit
from tests.factories import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=3)


def test_each_line_that_can_be_taken_gets_its_own_receipt(cast):
    sheet = submit(*(asked_line(cast.member(), count=n) for n in (1, 2)), by=cast.collector)
    assert results(sheet) == [payment.receipt for payment in Payment.objects.order_by("number")]
    assert list(sheet.lines.values_list("payment__amount_idr", flat=True)) == [8_400, 16_800]


def test_a_refused_line_says_why_and_keeps_no_other_back(cast):
    paid, other = cast.member(), cast.member()
    cast.pay(paid)
    sheet = submit(asked_line(paid), asked_line(other), by=cast.collector)
    first, second = sheet.lines.order_by("number")
    assert (first.refusal_code, first.payment) == ("already_paid", None)
    assert "Jangan terima uang lagi" in first.refusal
    assert second.payment.member == other


def test_a_sheet_sent_again_answers_the_same_receipts_and_refusals(cast):
    members = [cast.member() for _ in range(3)]
    cast.pay(members[1])
    id, lines = factories.new_id(), [asked_line(member) for member in members]
    first = results(submit(*lines, by=cast.collector, id=id))
    before = written()
    assert results(submit(*lines, by=cast.collector, id=id, at=LATER)) == first
    assert results(submit(*reversed(lines), by=cast.collector, id=id)) == first
    assert written() == before


def test_the_same_sheet_with_another_body_or_from_somebody_else_is_refused(cast):
    member, id = cast.member(), factories.new_id()
    submit(asked_line(member), by=cast.collector, id=id)
    colleague = factories.make_collector(market=cast.market)
    before = written()
    for line, by in (
        (asked_line(member, count=2), cast.collector),
        (asked_line(cast.member()), cast.collector),
        (asked_line(member), colleague),
    ):
        with pytest.raises(UnableToUseSheet) as refusal:
            submit(line, by=by, id=id)
        assert refusal.value.code == "other_body"
    assert written()[:4] == before[:4]
    assert SheetLine.objects.count() == 1


def test_after_a_crash_in_the_middle_a_repeat_completes_the_sheet(cast, monkeypatch):
    id, lines = factories.new_id(), [asked_line(cast.member()) for _ in range(3)]
    record, taken = payments.record, []

    def dies_at_the_second(**fields):
        if len(taken) == 1:
            raise ConnectionError
        taken.append(record(**fields))
        return taken[-1]

    with monkeypatch.context() as patched:
        patched.setattr(payments, "record", dies_at_the_second)
        with pytest.raises(ConnectionError):
            submit(*lines, by=cast.collector, id=id)
    sheet = CollectionSheet.objects.get(pk=id)
    assert results(sheet) == [taken[0].receipt, "", ""]
    submit(*lines, by=cast.collector, id=id, at=LATER)
    assert results(sheet)[0] == taken[0].receipt
    assert all(results(sheet))
    # The money changed hands when the sheet was first sent.
    assert set(Payment.objects.values_list("collected_at", flat=True)) == {NOON}
    assert Payment.objects.latest("number").received_at == LATER


def test_the_limit_of_cash_refuses_the_lines_beyond_it(cast):
    cast.partner.cash_limit_idr = 10_000
    cast.partner.save()
    sheet = submit(*(asked_line(cast.member()) for _ in range(2)), by=cast.collector)
    assert results(sheet)[1] == "cash_limit"
    assert Payment.objects.get().receipt == results(sheet)[0]


@pytest.mark.parametrize("code", ["nothing_asked", "same_member_twice", "too_many"])
def test_a_sheet_that_makes_no_sense_is_not_stored(cast, code, monkeypatch):
    line = asked_line(cast.member())
    asked = {"nothing_asked": [], "same_member_twice": [line, line], "too_many": [line, line]}
    if code == "too_many":
        monkeypatch.setattr(sheet_refusals, "AT_MOST_LINES", 1)
    with pytest.raises(UnableToUseSheet) as refusal:
        submit(*asked[code], by=cast.collector)
    assert refusal.value.code == code
    assert not CollectionSheet.objects.exists()


# ---- what the database refuses ----


def _update(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE contributions_sheetline SET {statement}")


def _insert(sheet, **fields):
    line = {"id": factories.new_id(), "sheet": sheet, "number": 9, "shown_total_idr": 8_400}
    line |= {"member": factories.make_member(), "contribution_months": [factories.NOVEMBER]}
    with transaction.atomic():
        SheetLine.objects.create(**line | fields)


def test_sheet_line_is_taken_or_refused_or_waits(cast):
    sheet = submit(asked_line(cast.member()), by=cast.collector)
    payment = cast.pay(cast.member())
    for fields in (
        {"refusal": "x", "refusal_code": "x"},
        {"answered_at": NOON},
        {"refusal": "x", "answered_at": NOON},
        {"id": payment.pk, "payment": payment},
        {
            "id": payment.pk,
            "payment": payment,
            "refusal": "x",
            "refusal_code": "x",
            "answered_at": NOON,
        },
    ):
        with pytest.raises(IntegrityError, match="sheet_line_is_taken_or_refused_or_waits"):
            _insert(sheet, **fields)


def test_sheet_line_has_the_id_of_its_payment(cast):
    sheet = submit(asked_line(cast.member()), by=cast.collector)
    with pytest.raises(IntegrityError, match="sheet_line_has_the_id_of_its_payment"):
        _insert(sheet, payment=cast.pay(cast.member()), answered_at=NOON)


def test_member_stands_once_on_a_sheet(cast):
    member = cast.member()
    sheet = submit(asked_line(member), by=cast.collector)
    with pytest.raises(IntegrityError, match="member_stands_once_on_a_sheet"):
        _insert(sheet, member=member)


def test_sheet_number_is_unique(cast):
    sheet = submit(asked_line(cast.member()), by=cast.collector)
    with pytest.raises(IntegrityError, match="sheet_number_is_unique"):
        _insert(sheet, number=1)


def test_credit_is_part_of_the_sheet_line(cast):
    sheet = submit(asked_line(cast.member()), by=cast.collector)
    with pytest.raises(IntegrityError, match="credit_is_part_of_the_sheet_line"):
        _insert(sheet, credit_idr=8_401)


def test_answered_sheet_line_stays(cast):
    submit(asked_line(cast.member()), by=cast.collector)
    with pytest.raises(Exception, match="Cannot update"):
        _update("payment_id = NULL, answered_at = NULL")
