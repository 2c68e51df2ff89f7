"""What stands in a file of new workers for BPJS: the layout of the template, filled in."""

import dataclasses
import datetime as dt
import io
import zipfile

import pytest
from django.utils import translation

from markets import spreadsheets
from markets.spreadsheets import Sheet
from members import (
    bulk_columns,
    enrolment,
    exporting,
    import_cells,
    review,
    terms,
)
from members.import_places import Place
from members.models import (
    BulkImport,
    Enrolment,
    Member,
)
from tests.factories import (
    NOON,
    make_application,
    make_block,
    make_collector,
    make_nik,
    make_reviewer,
    make_stall,
)
from tests.numbered import make_approved, make_worker_export

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DECEMBER = dt.date(2026, 12, 1)


def make_approved_application(application) -> Enrolment:
    sent = enrolment.submit(
        application=application, by=make_collector(market=application.market), at=NOON
    )
    by = make_reviewer(branch=application.market.partner.branch)
    return review.approve(enrolment=sent, by=by, at=NOON)


def rows_of(export, by) -> list[dict[str, str]]:
    keys = [column.key for column in bulk_columns.of(BulkImport.Kind.NEW_WORKERS)]
    rows = exporting.read(export=export, by=by, at=NOON)
    return [dict(zip(keys, row, strict=True)) for row in rows]


class TestWhatStandsInIt:
    def test_it_is_the_layout_of_the_template_in_its_own_words(self, market, treasurer):
        stall = make_stall(block=make_block(market=market, name="Blok A"), number="12")
        number = make_nik()
        make_approved(
            market=market,
            block=stall.block,
            stall=stall,
            nik=number,
            occupations=("Pedagang sayur", "Tukang ojek"),
            jht=True,
            employs_others=True,
        )
        with translation.override("en"):
            export = make_worker_export(partner=market.partner, by=treasurer)
        [row] = rows_of(export, treasurer)
        assert row == {
            "nik": number,
            "name": "Siti Contoh",
            "birth_place": "Bogor",
            "birth_date": "17-03-1975",
            "sex": "Perempuan",
            "mother_name": "Ibu Contoh",
            "address": "Jalan Contoh 1",
            "phone": "081234567890",
            "occupation": "Pedagang sayur",
            "second_occupation": "Tukang ojek",
            "sector": "Bukan transportasi",
            "employs_others": "Ya",
            "declared_income_idr": "1000000",
            "jht": "Ya",
            "payer_kind": "Sendiri",
            "market": "Pasar Cisarua",
            "block": "Blok A",
            "stall_kind": "Kios",
            "stall_number": "12",
        }

    def test_an_import_reads_it_as_what_was_applied_for(self, market, treasurer):
        stall = make_stall(block=make_block(market=market))
        asked = make_application(
            market=market,
            block=stall.block,
            stall=stall,
            occupations=("Pedagang sayur", "Tukang ojek"),
            sector="transport",
            payer_kind="apbd",
            jht=True,
        )
        make_approved_application(asked)
        [row] = rows_of(make_worker_export(partner=market.partner, by=treasurer), treasurer)
        place = Place(market, stall.block, stall)
        read, cells = import_cells.application(
            texts=row, place=place, kind=BulkImport.Kind.NEW_WORKERS
        )
        assert cells.refusals == {}
        expected = dataclasses.replace(
            asked, phone="081234567890", consent_version="", consent_how=""
        )
        assert read == expected

    def test_who_has_neither_phone_nor_stall_has_empty_cells(self, market, treasurer):
        make_approved(market=market, phone="")
        [row] = rows_of(make_worker_export(partner=market.partner, by=treasurer), treasurer)
        assert (row["phone"], row["block"], row["stall_kind"], row["stall_number"]) == ("",) * 4

    def test_an_income_changed_since_stands_in_it_once_it_holds(self, market, treasurer):
        for _each in range(2):
            member = make_approved(market=market).member
            terms.change(
                term=terms.last(member=member),
                from_month=DECEMBER,
                declared_income_idr=2_000_000,
                jht=True,
                sector="non_transport",
            )
            at = NOON if _each == 0 else NOON + 30 * DAY
            export = make_worker_export(partner=market.partner, by=treasurer, at=at)
            [row] = rows_of(export, treasurer)
            expected = ("1000000", "Tidak") if _each == 0 else ("2000000", "Ya")
            assert (row["declared_income_idr"], row["jht"]) == expected

    def test_the_file_is_the_same_each_time_whatever_happened_since(self, market, treasurer):
        enrolment = make_approved(market=market, name='=HYPERLINK("x")')
        export = make_worker_export(partner=market.partner, by=treasurer)
        first = as_file(export, treasurer)
        Member.objects.filter(pk=enrolment.member_id).update(name="Lain", address="Pindah")
        assert as_file(export, treasurer) == first
        [_header, row] = spreadsheets.read(data=first, most_rows=10)
        assert row.cells[1] == '=HYPERLINK("x")'
        sheet = zipfile.ZipFile(io.BytesIO(first)).read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "'=HYPERLINK" in sheet


def as_file(export, by) -> bytes:
    rows = exporting.read(export=export, by=by, at=NOON)
    columns = bulk_columns.of(BulkImport.Kind.NEW_WORKERS)
    file = io.BytesIO()
    sheet = Sheet("Data", bulk_columns.titles(columns), rows)
    spreadsheets.write_xlsx(file=file, sheets=[sheet], made_at=export.at)
    return file.getvalue()
