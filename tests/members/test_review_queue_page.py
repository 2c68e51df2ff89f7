"""The branch's queue of enrolments."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from members import review
from members.models import Enrolment, Member
from tests.factories import (
    NOON,
    make_enrolment,
    make_market,
    make_nik,
    make_partner,
)
from tests.members.activations import make_drive, make_met
from tests.members.lists import make_listed, make_saved_list

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_reviewer")]
HOUR = dt.timedelta(hours=1)


def queue(client, **query) -> str:
    return client.get(reverse("review_queue"), query).content.decode()


def names(client, **query) -> str:
    lines = client.get(reverse("review_queue"), query).context["queue"].lines
    return " ".join(sorted(line.enrolment.member.name for line in lines))


class TestQueue:
    def test_the_longest_waiting_comes_first_with_its_clock(self, client, market, reviewer):
        make_enrolment(market=market, name="Baru Datang", at=NOON - HOUR)
        make_enrolment(market=market, name="Sudah Lama", at=NOON - 26 * HOUR)
        make_enrolment(market=market, name="Hampir Lewat", at=NOON - 20 * HOUR)
        page = queue(client)
        assert page.index("Sudah Lama") < page.index("Hampir Lewat") < page.index("Baru Datang")
        assert "lewat 2 jam" in page and "sisa 4 jam" in page and "sisa 23 jam" in page

    def test_it_counts_what_waits_whatever_is_chosen(self, client, market, reviewer):
        make_enrolment(market=market, at=NOON - 25 * HOUR)
        make_enrolment(market=market, phone="")
        returned = make_enrolment(market=market)
        review.return_(enrolment=returned, reason="Nama?", by=reviewer, at=NOON)
        tiles = client.get(reverse("review_queue"), {"q": "zzz"}).context["queue"]
        assert (tiles.waiting, tiles.late, tiles.warned, tiles.returned) == (2, 1, 1, 1)
        assert tiles.lines == []

    def test_other_branches_are_not_in_it(self, client, market, reviewer):
        make_enrolment(name="Cabang Lain")
        assert "Cabang Lain" not in queue(client) + queue(client, status="all")

    def test_it_is_narrowed_by_market_partner_warning_status_and_name(
        self, client, market, reviewer
    ):
        second = make_market(partner=market.partner)
        third = make_market(partner=make_partner(branch=market.partner.branch))
        make_enrolment(market=market, name="Ani")
        make_enrolment(market=second, name="Budi", phone="")
        gone = make_enrolment(market=third, name="Cici")
        review.reject(enrolment=gone, reason="Ganda.", by=reviewer, at=NOON)

        assert names(client) == "Ani Budi"
        assert names(client, status="all") == "Ani Budi Cici"
        assert names(client, status="rejected") == "Cici"
        assert names(client, market=second.pk) == "Budi"
        assert names(client, partner=market.partner_id) == "Ani Budi"
        assert names(client, partner=third.partner_id, status="all") == "Cici"
        assert names(client, warnings="any") == names(client, warnings="no_phone") == "Budi"
        assert names(client, warnings="none") == "Ani"
        assert names(client, warnings="below_18") == ""
        assert names(client, q="AN") == "Ani"
        assert (
            names(client, market=make_market().pk) == "Ani Budi"
        )  # out of reach: nothing is widened

    def test_it_is_narrowed_by_drive_and_import(self, client, market, reviewer):
        make_enrolment(market=market, name="Ani")
        drive = make_drive(market=market, place="Aula Pasar")
        make_met(drive=drive, name="Budi")
        listed = make_saved_list(market=market)
        make_listed(bulk_import=listed, market=market, name="Cici")
        assert names(client, drive=drive.pk) == "Budi"
        assert names(client, bulk_import=listed.pk) == "Cici"
        page = queue(client)
        assert "Aula Pasar, 10 Nov 2026" in page and "Pekerja baru, 10 Nov 2026 12.00" in page
        elsewhere = make_drive(place="Jauh")
        assert names(client, drive=elsewhere.pk) == "Ani Budi Cici" and "Jauh" not in page

    def test_it_is_narrowed_by_the_clock_and_by_age(self, client, market, reviewer):
        born = {"Young": dt.date(2008, 11, 11), "Grown": dt.date(2008, 11, 10)}
        born |= {"Nearly": dt.date(1966, 11, 11), "Old": dt.date(1966, 11, 10)}
        hours = {"Young": 25, "Grown": 24, "Nearly": 19, "Old": 18}
        for name, birth_date in born.items():
            at = NOON - hours[name] * HOUR
            make_enrolment(market=market, name=name, birth_date=birth_date, at=at)
        assert names(client, age="young") == "Young"
        assert names(client, age="old") == "Old"
        assert names(client, clock="late") == "Young"
        assert names(client, clock="soon") == "Grown Nearly"
        assert names(client, clock="soon", age="old") == ""

    def test_a_search_by_name_keeps_the_other_choices(self, client, market, reviewer):
        answer = client.post(
            reverse("review_queue"), {"q": "Siti", "market": market.pk, "status": "all"}
        )
        assert answer.url == f"/tinjauan/?q=Siti&status=all&market={market.pk}"

    @pytest.mark.parametrize("write", ["{0}", " {0} ", "{0:.6} {1}"])
    def test_an_exact_nik_opens_the_case_and_never_stands_in_an_address(
        self, client, market, reviewer, write
    ):
        number = make_nik()
        waiting = make_enrolment(market=market, nik=number)
        answer = client.post(reverse("review_queue"), {"q": write.format(number, number[6:])})
        assert answer.url == reverse("review_case", args=[waiting.pk])

    def test_a_nik_of_another_branch_is_like_none(self, client, reviewer):
        number = make_nik()
        make_enrolment(nik=number)
        there = client.post(reverse("review_queue"), {"q": number}, follow=True)
        nowhere = client.post(reverse("review_queue"), {"q": make_nik()}, follow=True)
        sentence = "Tidak ada pendaftaran dengan NIK itu di cabang Anda."
        assert sentence in there.content.decode() and sentence in nowhere.content.decode()
        assert number not in there.content.decode()
        assert there.redirect_chain == nowhere.redirect_chain == [("/tinjauan/", 302)]

    def test_half_a_nik_is_told_to_be_one(self, client, reviewer):
        page = client.post(reverse("review_queue"), {"q": "320101570375"}, follow=True)
        assert "NIK terdiri atas 16 angka" in page.content.decode()

    def test_the_export_holds_what_was_chosen_without_formulas_and_nik(
        self, client, market, reviewer
    ):
        number = make_nik()
        make_enrolment(market=market, nik=number, name='=HYPERLINK("x")', phone="")
        make_enrolment(market=make_market(partner=market.partner), name="Pasar Sebelah")
        answer = client.get(reverse("review_queue_export"), {"market": market.pk})
        text = answer.getvalue().decode("utf-8-sig")
        header, row = list(csv.reader(io.StringIO(text)))
        assert header[:2] == ["Nama", "Status"] and len(header) == len(row)
        assert row[0] == '\'=HYPERLINK("x")' and row[4] == "2026-11-10 12:00"
        assert row[-1] == "Tanpa nomor HP."
        assert number not in text and "Pasar Sebelah" not in text

    @pytest.mark.parametrize("count", [10, 1000])
    def test_queries_do_not_grow_with_the_queue(
        self, client, market, reviewer, count, django_assert_max_num_queries
    ):
        many(market, count)
        with django_assert_max_num_queries(12):
            page = queue(client)
        assert page.count("<tbody>") == 1 and page.count('data-label="Pasar"') == min(count, 50)
        with django_assert_max_num_queries(10):
            lines = client.get(reverse("review_queue_export")).getvalue().splitlines()
        assert len(lines) == count + 1


def many(market, count: int) -> None:
    """So many waiting enrolments, written at once."""
    first = make_enrolment(market=market)
    rows = [
        Member(
            name=f"Peserta {number}",
            birth_date=first.member.birth_date,
            sex="female",
            mother_name="Ibu",
            address="Jalan",
            occupation="Pedagang",
            market=market,
            nik_encrypted=b"x",
            nik_key_id="k1",
            nik_index=number.to_bytes(32),
            created_at=NOON,
        )
        for number in range(count - 1)
    ]
    Enrolment.objects.bulk_create(
        Enrolment(
            member=member,
            market=market,
            declared_income_idr=1_000_000,
            sector="non_transport",
            entered_by=first.entered_by,
            entered_at=NOON,
            submitted_at=NOON,
            warnings=["no_phone"],
        )
        for member in Member.objects.bulk_create(rows)
    )
