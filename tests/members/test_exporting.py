"""Approved new workers as a file for BPJS: who is in it, what stands in it, who took it."""

import datetime as dt
import io
import zipfile

import pytest
from django.test import override_settings
from django.utils import translation

from markets import spreadsheets
from markets.models import Market
from markets.spreadsheets import Sheet
from members import (
    bulk_columns,
    earlier_memberships,
    exporting,
    membership_numbers,
    review,
    sealing,
    terms,
)
from members.earlier_memberships import Earlier, Finding
from members.exporting import UnableToExport
from members.models import (
    BulkImport,
    ExportedWorker,
    Member,
    PersonalDataView,
    WorkerExport,
    WorkerExportReading,
)
from tests.factories import (
    NOON,
    make_auditor,
    make_block,
    make_collector,
    make_enrolment,
    make_market,
    make_nik,
    make_partner,
    make_reviewer,
    make_stall,
    make_treasurer,
    new_id,
)
from tests.numbered import make_approved, make_worker_export

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DECEMBER = dt.date(2026, 12, 1)
EARLIER = Earlier(member_since=dt.date(2025, 2, 1), last_month_paid=dt.date(2026, 10, 1))


@pytest.fixture
def market():
    return make_market(name="Pasar Cisarua")


@pytest.fixture
def treasurer(market):
    return make_treasurer(partner=market.partner)


def names(partner) -> list[str]:
    found = exporting.waiting(markets=Market.objects.filter(partner=partner))
    return list(found.values_list("member__name", flat=True))


def rows_of(export, by) -> list[dict[str, str]]:
    keys = [column.key for column in bulk_columns.of(BulkImport.Kind.NEW_WORKERS)]
    rows = exporting.read(export=export, by=by, at=NOON)
    return [dict(zip(keys, row, strict=True)) for row in rows]


class TestWhoWaits:
    def test_approved_people_without_a_number_wait_the_oldest_first(self, market):
        make_approved(market=market, name="Baru", at=NOON)
        make_approved(market=market, name="Lama", at=NOON - DAY)
        numbered = make_approved(market=market, name="Punya KPJ")
        by = make_reviewer(branch=market.partner.branch)
        membership_numbers.record(member=numbered.member, number="1" * 11, by=by, at=NOON)
        make_enrolment(market=market, name="Belum Disetujui")
        refused = make_enrolment(market=market, name="Ditolak")
        review.reject(enrolment=refused, reason="Ganda.", by=by, at=NOON)
        gone = make_approved(market=market, name="Berhenti")
        Member.objects.filter(pk=gone.member_id).update(status=Member.Status.ENDED)
        make_approved(market=market, name="Sudah Peserta", earlier=EARLIER)
        make_approved(name="Mitra Lain")
        assert names(market.partner) == ["Lama", "Baru"]

    def test_whose_earlier_membership_bpjs_denied_is_new(self, market):
        told = make_approved(market=market, name="Siti", earlier=EARLIER)
        assert names(market.partner) == []
        by = make_reviewer(branch=market.partner.branch)
        statement = earlier_memberships.of(told.member)
        none = Finding(earlier=None, confirmed=True)
        earlier_memberships.settle(told=statement, finding=none, by=by, at=NOON)
        assert names(market.partner) == ["Siti"]

    def test_who_moved_to_another_partner_waits_there(self, market):
        moved = make_approved(market=market, name="Siti")
        there = make_market()
        Member.objects.filter(pk=moved.member_id).update(market=there)
        assert names(market.partner) == [] and names(there.partner) == ["Siti"]

    def test_who_is_approved_again_waits_once(self, market, treasurer):
        number = make_nik()
        first = make_approved(market=market, nik=number)
        Member.objects.filter(pk=first.member_id).update(status=Member.Status.ENDED)
        make_approved(market=market, nik=number, at=NOON + 90 * DAY)
        assert len(names(market.partner)) == 1
        make_worker_export(partner=market.partner, by=treasurer)
        assert names(market.partner) == []


class TestMaking:
    def test_a_second_export_holds_only_those_who_came_since(self, market, treasurer):
        make_approved(market=market, name="Ani")
        first = make_worker_export(partner=market.partner, by=treasurer)
        make_approved(market=market, name="Budi")
        second = make_worker_export(partner=market.partner, by=treasurer, at=NOON + DAY)
        assert [row["name"] for row in rows_of(first, treasurer)] == ["Ani"]
        assert [row["name"] for row in rows_of(second, treasurer)] == ["Budi"]
        assert (second.people, second.by, second.at) == (1, treasurer, NOON + DAY)

    def test_with_nobody_waiting_nothing_is_made(self, market, treasurer):
        with pytest.raises(UnableToExport, match="Tidak ada lagi yang menunggu"):
            make_worker_export(partner=market.partner, by=treasurer)
        assert not WorkerExport.objects.exists()

    def test_the_same_id_again_is_the_same_export(self, market, treasurer):
        make_approved(market=market)
        said = {"id": new_id(), "partner": market.partner, "at": NOON}
        made = exporting.make(by=treasurer, **said)
        make_approved(market=market)
        assert exporting.make(by=treasurer, **said) == made
        assert ExportedWorker.objects.count() == 1
        with pytest.raises(UnableToExport, match="milik orang lain"):
            exporting.make(by=make_treasurer(partner=market.partner), **said)

    def test_the_partners_treasurer_and_its_branch_may_and_nobody_else(self, market, treasurer):
        branch = market.partner.branch
        may = [treasurer, make_reviewer(branch=branch)]
        strangers = [
            make_collector(market=market),
            make_auditor(partner=market.partner),
            make_treasurer(partner=make_partner(branch=branch)),
            make_reviewer(),
        ]
        make_approved(market=market)
        for by in strangers:
            with pytest.raises(UnableToExport, match="Hanya bendahara"):
                make_worker_export(partner=market.partner, by=by)
        export = make_worker_export(partner=market.partner, by=treasurer)
        for by in strangers:
            with pytest.raises(UnableToExport, match="Hanya bendahara"):
                exporting.read(export=export, by=by, at=NOON)
        assert all(exporting.read(export=export, by=by, at=NOON) for by in may)

    def test_more_than_the_layout_holds_goes_into_the_next_one(
        self, market, treasurer, monkeypatch
    ):
        monkeypatch.setattr(exporting, "MOST_PEOPLE", 2)
        for _each in range(3):
            make_approved(market=market)
        assert make_worker_export(partner=market.partner, by=treasurer).people == 2
        assert make_worker_export(partner=market.partner, by=treasurer).people == 1


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


class TestWhoTookIt:
    def test_each_time_is_kept_with_whose_data_were_read(self, market, treasurer):
        people = [make_approved(market=market).member for _each in range(2)]
        export = make_worker_export(partner=market.partner, by=treasurer)
        assert not WorkerExportReading.objects.exists()
        exporting.read(export=export, by=treasurer, at=NOON + DAY)
        [reading] = export.readings.all()
        assert (reading.by, reading.at) == (treasurer, NOON + DAY)
        views = PersonalDataView.objects.filter(what="worker_export", by=treasurer, at=NOON + DAY)
        assert {view.member for view in views} == set(people)
        assert {view.market for view in views} == {market}

    def test_the_rows_rest_sealed(self, market, treasurer):
        number = make_nik()
        make_approved(market=market, nik=number)
        export = make_worker_export(partner=market.partner, by=treasurer)
        assert number.encode() not in bytes(export.sealed)
        WorkerExport.objects.update(key_id="gone")
        export.refresh_from_db()
        with pytest.raises(sealing.UnableToOpen):
            exporting.read(export=export, by=treasurer, at=NOON)

    def test_they_are_sealed_anew_under_a_new_key(self, market, treasurer, settings):
        make_approved(market=market)
        export = make_worker_export(partner=market.partner, by=treasurer)
        old = {settings.NIK_KEY_ID: settings.NIK_ENCRYPTION_KEY}
        new = {"NIK_KEY_ID": "k2", "NIK_ENCRYPTION_KEY": "y" * 50, "NIK_OLD_KEYS": old}
        with override_settings(**new):
            assert (exporting.seal_some_anew(), exporting.seal_some_anew()) == (1, 0)
            export.refresh_from_db()
            assert export.key_id == "k2"
            assert exporting.read(export=export, by=treasurer, at=NOON)

    def test_after_a_year_the_file_is_forgotten_and_who_was_in_it_stays(self, market, treasurer):
        make_approved(market=market)
        export = make_worker_export(partner=market.partner, by=treasurer)
        assert exporting.forget_old(at=NOON + 365 * DAY) == 0
        assert exporting.forget_old(at=NOON + 366 * DAY) == 1
        export.refresh_from_db()
        with pytest.raises(UnableToExport, match="sudah dihapus"):
            exporting.read(export=export, by=treasurer, at=NOON)
        assert export.workers.count() == 1 and names(market.partner) == []
