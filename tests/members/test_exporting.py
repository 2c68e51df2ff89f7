"""Approved new workers as a file for BPJS: who is in it, what stands in it, who took it."""

import datetime as dt

import pytest
from django.test import override_settings

from markets.models import Market
from members import (
    bulk_columns,
    earlier_memberships,
    exporting,
    membership_numbers,
    review,
    sealing,
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
    make_collector,
    make_enrolment,
    make_market,
    make_nik,
    make_partner,
    make_reviewer,
    make_treasurer,
    new_id,
)
from tests.numbered import make_approved, make_worker_export

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
EARLIER = Earlier(member_since=dt.date(2025, 2, 1), last_month_paid=dt.date(2026, 10, 1))


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

    def test_who_was_exported_left_and_came_back_is_no_new_worker(self, market, treasurer):
        number = make_nik()
        first = make_approved(market=market, nik=number)
        make_worker_export(partner=market.partner, by=treasurer)
        Member.objects.filter(pk=first.member_id).update(status=Member.Status.ENDED)
        make_approved(market=market, nik=number, at=NOON + 90 * DAY)
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
