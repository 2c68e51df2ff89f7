"""Membership numbers (KPJ) from a spreadsheet: looked over, recorded, forgotten."""

import datetime as dt
import io

import pytest
from django.db import transaction
from django.test import override_settings

from markets import spreadsheets
from markets.spreadsheets import Sheet
from members import membership_numbers, number_lists, references, review
from members.membership_numbers import UnableToRecordNumber
from members.models import Member, NumberList, RecordedNumber
from members.number_lists import UnableToReadList
from members.number_rows import Verdict
from tests.factories import (
    NOON,
    make_enrolment,
    make_market,
    make_member,
    make_nik,
    make_reviewer,
    make_term,
    make_treasurer,
)
from tests.numbered import make_number_list

pytestmark = pytest.mark.django_db
A, B, C = "12345678901", "22345678901", "32345678901"


def approved(market, **fields) -> Member:
    member = make_member(market=market, **fields)
    make_term(member=member)
    return member


def known_by(number, market, reviewer) -> Member:
    """A member with that NIK."""
    enrolment = make_enrolment(market=market, nik=number)
    review.approve(enrolment=enrolment, by=reviewer, at=NOON)
    return enrolment.member


def reference(member) -> str:
    return references.written(member.pk)


def verdicts(found) -> list[Verdict]:
    return [row.verdict for row in found.rows]


def apply(number_list, by) -> int:
    return number_lists.apply(number_list=number_list, by=by, at=NOON)


class TestUpload:
    def test_a_csv_and_an_xlsx_say_the_same(self, market, reviewer):
        member = approved(market)
        file = io.BytesIO()
        rows = [["x", reference(member), f"'{A}"]]
        head = ["Nama", "referensi", "Nomor peserta (KPJ)"]
        spreadsheets.write_xlsx(file=file, sheets=[Sheet("x", head, rows)])
        text = f"Nama,REFERENSI,KPJ\nx,{reference(member)},{A}\n"
        for data in (file.getvalue(), text.encode()):
            row = number_lists.upload(data=data, file_name="x", by=reviewer, at=NOON)
            [given] = number_lists.given(row)
            assert (given.line, given.reference, given.nik) == (2, reference(member), "")
            assert given.number_cell.strip("'") == A

    def test_nothing_of_it_lies_readable_in_the_database(self, market, reviewer):
        number = make_nik()
        make_number_list(by=reviewer, rows=[(number, "", A)])
        sealed = bytes(NumberList.objects.get().sealed)
        assert number.encode() not in sealed and A.encode() not in sealed

    def test_rows_without_a_number_are_not_filled_in_yet(self, market, reviewer):
        rows = [("", "P1-95", ""), ("", "P2-92", A)]
        assert make_number_list(by=reviewer, rows=rows).rows == 1

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"Nama;KPJ\nSiti;12345678901",
            b"NIK;Referensi\n;P1-95",
            b"NIK;KPJ\n;",
            b"PK\x03\x04 no zip",
            b"\x00\x01\x02\x03",
        ],
    )
    def test_what_is_no_list_is_refused_and_nothing_is_kept(self, reviewer, data):
        with pytest.raises(UnableToReadList):
            number_lists.upload(data=data, file_name="x", by=reviewer, at=NOON)
        assert not NumberList.objects.exists()

    def test_too_many_rows_are_refused(self, reviewer, monkeypatch):
        monkeypatch.setattr(number_lists, "MOST_ROWS", 2)
        with pytest.raises(UnableToReadList, match="lebih dari 2 baris"):
            make_number_list(by=reviewer, rows=[("", "P1-95", A)] * 3)

    def test_only_reviewers_upload(self):
        with pytest.raises(UnableToReadList):
            make_number_list(by=make_treasurer())


class TestLookingOver:
    def look(self, reviewer, *rows):
        return number_lists.look_over(number_list=make_number_list(by=reviewer, rows=list(rows)))

    def test_each_row_has_its_verdict_and_its_reason(self, market, reviewer):
        number = make_nik()
        by_nik = known_by(number, market, reviewer)
        by_reference, has, other = approved(market), approved(market), approved(market)
        membership_numbers.record(member=has, number=B, by=reviewer, at=NOON)
        membership_numbers.record(member=other, number=C, by=reviewer, at=NOON)
        waiting = make_member(market=market, status=Member.Status.APPLYING)
        found = self.look(
            reviewer,
            (number, "", A),
            (f"{number[:6]} {number[6:]}", reference(by_nik), A),
            ("", reference(by_reference), "4 2345 678-901"),
            ("", reference(has), B),
            ("", reference(has), A),
            ("", reference(approved(market)), C),
            (number, reference(has), A),
            (make_nik(), "", A),
            ("", reference(waiting), A),
            ("3201", "", A),
            ("", "P1-96", A),
            ("", reference(has), "123"),
            ("", "", A),
        )
        told = [(row.verdict.value, row.reason) for row in found.rows]
        assert told == [
            ("ready", ""),
            ("recorded", "Sama dengan baris 2."),
            ("ready", ""),
            ("recorded", ""),
            (
                "conflicting",
                "Orang ini sudah mempunyai nomor lain. Kalau nomor itu salah, betulkan pada "
                "halamannya dengan alasan.",
            ),
            (
                "conflicting",
                "Nomor ini sudah tercatat untuk peserta lain. Bandingkan lagi dengan data BPJS.",
            ),
            ("conflicting", "NIK dan referensinya milik dua orang."),
            ("unknown", "Tidak ada peserta dengan NIK atau referensi itu di cabang Anda."),
            ("conflicting", membership_numbers.not_approved()),
            ("wrong", "NIK terdiri atas 16 angka; yang tertulis 4 angka."),
            ("wrong", "Referensinya salah tulis."),
            ("wrong", "Nomor peserta (KPJ) terdiri atas 11 angka; yang tertulis 3 angka."),
            ("wrong", "Isi NIK atau referensi orangnya."),
        ]
        assert found.counts[Verdict.CONFLICTING] == 4 and len(found.failed) == 9
        assert not any(number in row.reason for row in found.rows)

    def test_rows_that_contradict_each_other_all_stay(self, market, reviewer):
        one, two, three = approved(market), approved(market), approved(market)
        found = self.look(
            reviewer,
            ("", reference(one), A),
            ("", reference(one), B),
            ("", reference(two), C),
            ("", reference(three), C),
        )
        assert verdicts(found) == [Verdict.CONFLICTING] * 4

    def test_people_of_another_branch_are_like_nobody(self, market, reviewer):
        number = make_nik()
        there = make_market()
        stranger = known_by(number, there, make_reviewer(branch=there.partner.branch))
        found = self.look(
            reviewer, (number, "", A), ("", reference(stranger), B), (make_nik(), "", C)
        )
        assert verdicts(found) == [Verdict.UNKNOWN] * 3
        assert len({row.reason for row in found.rows}) == 1

    @pytest.mark.parametrize("count", [3, 300])
    def test_it_asks_as_often_for_many_rows_as_for_few(
        self, market, reviewer, count, django_assert_max_num_queries
    ):
        rows = [("", references.written(number), f"{number:011}") for number in range(1, count)]
        number_list = make_number_list(by=reviewer, rows=rows)
        with django_assert_max_num_queries(2):
            number_lists.look_over(number_list=number_list)


class TestApplying:
    def test_what_is_ready_is_recorded_and_the_rest_stays_behind(self, market, reviewer):
        one, two = approved(market), approved(market)
        rows = [("", reference(one), A), ("", reference(two), B), ("", "P1-96", C)]
        number_list = make_number_list(by=reviewer, rows=rows)
        assert apply(number_list, reviewer) == 2
        assert [Member.objects.get(pk=each.pk).membership_number for each in (one, two)] == [A, B]
        entry = RecordedNumber.objects.get(member=one)
        assert (entry.number, entry.by, entry.at) == (A, reviewer, NOON)
        assert (entry.number_list, entry.market_id) == (number_list, market.pk)
        assert number_lists.recorded(lists=[number_list]) == {number_list.pk: 2}

    def test_the_same_file_twice_changes_nothing(self, market, reviewer):
        rows = [("", reference(approved(market)), A)]
        first, second = (make_number_list(by=reviewer, rows=rows) for _each in range(2))
        assert [apply(each, reviewer) for each in (first, first, second)] == [1, 0, 0]
        found = number_lists.look_over(number_list=second)
        assert verdicts(found) == [Verdict.RECORDED] and found.failed == []
        assert RecordedNumber.objects.count() == 1

    def test_only_who_uploaded_it_applies_it(self, market, reviewer):
        number_list = make_number_list(by=reviewer)
        with pytest.raises(UnableToRecordNumber):
            apply(number_list, make_reviewer(branch=market.partner.branch))

    def test_who_went_to_another_branch_applies_it_no_more(self, market, reviewer):
        number_list = make_number_list(by=reviewer)
        reviewer.branch = make_market().partner.branch
        with pytest.raises(UnableToRecordNumber):
            apply(number_list, reviewer)


class TestForgetting:
    def test_after_thirty_days_the_rows_go_and_the_trace_stays(self, market, reviewer):
        rows = [("", reference(approved(market)), A)]
        number_list = make_number_list(by=reviewer, rows=rows)
        apply(number_list, reviewer)
        day = dt.timedelta(days=1)
        assert number_lists.forget_old(at=NOON + 30 * day) == 0
        assert number_lists.forget_old(at=NOON + 31 * day) == 1
        assert number_lists.forget_old(at=NOON + 32 * day) == 0
        number_list.refresh_from_db()
        assert number_list.sealed is None and number_lists.given(number_list) == []
        assert number_lists.look_over(number_list=number_list).rows == []
        assert RecordedNumber.objects.get().number_list == number_list

    def test_a_new_key_seals_them_anew(self, reviewer, settings):
        row = make_number_list(by=reviewer)
        old = {settings.NIK_KEY_ID: settings.NIK_ENCRYPTION_KEY}
        fresh = "x" * 43
        with override_settings(NIK_ENCRYPTION_KEY=fresh, NIK_KEY_ID="k9", NIK_OLD_KEYS=old):
            assert number_lists.seal_some_anew() == 1
            assert number_lists.seal_some_anew() == 0
        with override_settings(NIK_ENCRYPTION_KEY=fresh, NIK_KEY_ID="k9", NIK_OLD_KEYS={}):
            row.refresh_from_db()
            assert number_lists.given(row)[0].number_cell == "12345678901"

    def test_what_was_uploaded_by_whom_stays(self, reviewer):
        make_number_list(by=reviewer)
        with pytest.raises(Exception, match=r"permission denied|Cannot"), transaction.atomic():
            NumberList.objects.update(rows=7)
