"""Many answers of BPJS at once: every line has its result, and nothing is written twice."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import elsewhere_answer_sheet as sheet
from contributions.elsewhere_refusals import UnableToRecordElsewhere
from contributions.models import ElsewhereAnswer, ElsewhereMonth
from markets.models import Market
from tests import factories
from tests.contributions.elsewhere import record
from tests.contributions.money import make_cast
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
DECEMBER = dt.date(2026, 12, 1)
MOST_QUERIES = 12


def answered(cast, outcome="confirmed", by=None, **fields):
    months = list(sheet.months_of(markets=Market.objects.filter(partner=cast.partner)))
    fields.setdefault("note", "Tiket 7")
    word = sheet.Word(outcome, fields.pop("answered_on", TODAY), **fields)
    return sheet.answer(months=months, word=word, by=by or cast.treasurer, at=NOON)


def statuses():
    return sorted(ElsewhereMonth.objects.values_list("status", flat=True))


def test_every_line_has_its_result_and_a_refused_one_keeps_no_other_back(cast):
    record(cast.member(), NOVEMBER, DECEMBER, by=cast.collector)
    record(cast.member(), by=cast.treasurer)
    paid_twice = cast.member()
    cast.pay(paid_twice)
    record(paid_twice, by=cast.collector, paid_here=frozenset([NOVEMBER]))
    lines = answered(cast)
    refused = [line.refusal for line in lines if line.refusal]
    assert len(lines) == 4 and len(refused) == 2
    assert any("Anda sendiri yang mencatatnya" in why for why in refused)
    assert any("belum dihitung bendahara" in why for why in refused)
    assert statuses() == ["confirmed", "confirmed", "waiting", "waiting"]


def test_the_same_sheet_twice_writes_nothing_twice(cast):
    record(cast.member(), NOVEMBER, DECEMBER, by=cast.collector)
    assert [line.was_recorded for line in answered(cast)] == [False, False]
    again = answered(cast)
    assert [(line.was_recorded, line.refusal) for line in again] == [(True, ""), (True, "")]
    assert ElsewhereAnswer.objects.count() == 2


def test_another_answer_to_what_was_answered_is_told_and_changes_nothing(cast):
    record(cast.member(), by=cast.collector)
    answered(cast)
    [line] = answered(cast, "denied")
    assert "sudah dijawab" in line.refusal
    assert statuses() == ["confirmed"]


def test_a_day_before_the_slip_is_refused_for_that_line_only(cast):
    before = TODAY - dt.timedelta(days=3)
    early = record(cast.member(), by=cast.collector, paid_on=before)
    late = record(cast.member(), by=cast.collector)
    found = {line.month.record_id: line.refusal for line in answered(cast, answered_on=before)}
    assert found[early.pk] == "" and "Tanggal jawaban BPJS" in found[late.pk]


@pytest.mark.parametrize(
    ("code", "fields"), [("needs_reason", {"outcome": "denied", "note": " "}), ("too_many", {})]
)
def test_a_sheet_that_makes_no_sense_writes_nothing(cast, monkeypatch, code, fields):
    monkeypatch.setattr(sheet, "AT_MOST_MONTHS", 1)
    record(cast.member(), by=cast.collector)
    if code == "too_many":
        record(cast.member(), by=cast.collector)
    with pytest.raises(UnableToRecordElsewhere) as refusal:
        answered(cast, **fields)
    assert refusal.value.code == code
    assert not ElsewhereAnswer.objects.exists()


def body(client, user, **query):
    client.force_login(user)
    return client.get(reverse("answer_elsewhere_months"), query).content.decode()


def sent(client, *months, **fields):
    said = {
        "month": [month.pk for month in months],
        "outcome": "confirmed",
        "answered_on_day": TODAY.day,
        "answered_on_month": TODAY.month,
        "answered_on_year": TODAY.year,
        "note": "",
    }
    url = reverse("answer_elsewhere_months")
    return client.post(url, said | fields).content.decode()


def test_the_page_lists_what_another_person_recorded_and_tells_each_result(client, cast):
    mine = record(cast.member(name="Tuti Contoh"), by=cast.treasurer)
    hers = record(cast.member(name="Siti Contoh"), by=cast.collector, channel_name="Toko Lain")
    page = body(client, cast.treasurer)
    assert "Siti Contoh" in page and "Tuti Contoh" not in page
    assert "Siti Contoh" not in body(client, cast.treasurer, q="Gerai")
    assert "Siti Contoh" in body(client, cast.treasurer, q="toko siti")
    assert "Pilih sedikitnya satu bulan." in sent(client)
    denied = sent(client, hers.months.get(), outcome="denied")
    assert "Tulis apa kata BPJS." in denied and " checked" in denied
    page = sent(client, hers.months.get(), mine.months.get())
    assert "Anda sendiri yang mencatatnya" in page and "Tidak tercatat" in page
    assert statuses() == ["confirmed", "waiting"]
    assert "Sudah tercatat sebelumnya" in sent(client, hers.months.get())


def test_months_of_another_partner_are_not_found(client, cast):
    hers = record(cast.member(name="Siti Contoh"), by=cast.collector)
    client.force_login(make_cast().treasurer)
    page = sent(client, hers.months.get())
    assert "Siti Contoh" not in page
    assert statuses() == ["waiting"]


def test_the_list_takes_as_many_queries_for_many_as_for_few(client, cast):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("answer_elsewhere_months"))
        return len(asked)

    client.force_login(factories.make_reviewer(branch=cast.partner.branch))
    record(cast.member(), by=cast.collector)
    few = queries()
    for _ in range(6):
        record(cast.member(), by=cast.collector)
    assert queries() == few <= MOST_QUERIES
