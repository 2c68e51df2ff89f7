"""The branch's queue and its cases."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse

from members import enrolment, nik_vault, review
from members.models import Enrolment, Member, PersonalDataView
from tests.factories import (
    NOON,
    make_admin,
    make_application,
    make_auditor,
    make_collector,
    make_enrolment,
    make_market,
    make_nik,
    make_partner,
    make_reviewer,
    make_treasurer,
)

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def market():
    return make_market(name="Pasar Cisarua")


@pytest.fixture
def reviewer(market, client):
    user = make_reviewer(branch=market.partner.branch)
    client.force_login(user)
    return user


def queue(client, **query) -> str:
    return client.get(reverse("review_queue"), query).content.decode()


def case_url(waiting) -> str:
    return reverse("review_case", args=[waiting.pk])


def decide(client, waiting, decision, reason="", **more):
    shown = more.pop("shown", waiting.submitted_at.isoformat())
    data = {"decision": decision, "reason": reason, "shown": shown}
    return client.post(case_url(waiting), data, **more)


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

        def names(**query) -> str:
            lines = client.get(reverse("review_queue"), query).context["queue"].lines
            return " ".join(sorted(line.enrolment.member.name for line in lines))

        assert names() == "Ani Budi"
        assert names(status="all") == "Ani Budi Cici"
        assert names(status="rejected") == "Cici"
        assert names(market=second.pk) == "Budi"
        assert names(partner=market.partner_id) == "Ani Budi"
        assert names(partner=third.partner_id, status="all") == "Cici"
        assert names(warnings="any") == names(warnings="no_phone") == "Budi"
        assert names(warnings="none") == "Ani"
        assert names(warnings="below_18") == ""
        assert names(q="AN") == "Ani"
        assert names(market=make_market().pk) == "Ani Budi"  # out of reach: nothing is widened

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
        assert answer.url == case_url(waiting)

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
        with django_assert_max_num_queries(10):
            page = queue(client)
        assert page.count("<tbody>") == 1 and page.count('data-label="Pasar"') == min(count, 50)
        with django_assert_max_num_queries(8):
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


class TestCase:
    def test_it_shows_the_person_the_place_the_consent_and_the_warnings(
        self, client, market, reviewer
    ):
        waiting = make_enrolment(market=market, name="Siti Aminah", phone="")
        page = client.get(case_url(waiting)).content.decode()
        for text in (
            "Siti Aminah",
            "Bogor, 17 Maret 1975 (51 tahun)",
            "Rp1.000.000",
            "Tanpa nomor HP.",
            "Naskah versi 1",
            "Lembar ditandatangani",
            waiting.entered_by.name,
            "10 November 2026, 12.00 WIB",
        ):
            assert text in page

    def test_approval_opens_the_next_case_and_then_the_queue(self, client, market, reviewer):
        first = make_enrolment(market=market, name="Ani", at=NOON - 3 * HOUR)
        second = make_enrolment(market=market, at=NOON - 2 * HOUR)
        answer = decide(client, first, "approve")
        assert answer.url == case_url(second)
        page = client.get(answer.url).content.decode()
        assert "Pendaftaran Ani disetujui." in page
        assert decide(client, second, "approve").url == reverse("review_queue")
        assert set(Member.objects.values_list("status", flat=True)) == {"active"}

    def test_the_next_case_is_one_of_those_chosen(self, client, market, reviewer):
        other = make_market(partner=market.partner)
        first = make_enrolment(market=other, at=NOON - 3 * HOUR)
        make_enrolment(market=market, at=NOON - 2 * HOUR)
        last = make_enrolment(market=other, at=NOON - HOUR)
        url = f"{case_url(first)}?market={other.pk}"
        data = {"decision": "approve", "shown": first.submitted_at.isoformat()}
        assert client.post(url, data).url == f"{case_url(last)}?market={other.pk}"

    @pytest.mark.parametrize(
        ("decision", "status"), [("return", "returned"), ("reject", "rejected")]
    )
    def test_a_reason_goes_with_return_and_rejection(
        self, client, market, reviewer, decision, status
    ):
        waiting = make_enrolment(market=market)
        page = decide(client, waiting, decision, "   ").content.decode()
        assert "Tulis alasannya" in page
        assert Enrolment.objects.get().status == "submitted"
        decide(client, waiting, decision, "Nama berbeda.")
        waiting.refresh_from_db()
        assert (waiting.status, waiting.decisions.last().reason) == (status, "Nama berbeda.")

    def test_a_long_reason_is_kept_in_the_page(self, client, market, reviewer):
        waiting = make_enrolment(market=market)
        page = decide(client, waiting, "return", "panjang " * 80).content.decode()
        assert "panjang panjang" in page and "500" in page

    def test_without_a_decision_nothing_happens(self, client, market, reviewer):
        waiting = make_enrolment(market=market)
        page = client.post(case_url(waiting), {"decision": "?"}, follow=True).content.decode()
        assert "Pilih salah satu: setujui, kembalikan, atau tolak." in page

    def test_a_late_second_decision_is_told_what_happened(self, client, market, reviewer):
        waiting = make_enrolment(market=market)
        other = make_reviewer(branch=market.partner.branch, name="Bu Ratna")
        review.approve(enrolment=waiting, by=other, at=NOON)
        page = decide(client, waiting, "reject", "Ganda.", follow=True).content.decode()
        assert "Disetujui oleh Bu Ratna" in page
        assert Enrolment.objects.get().status == "approved"

    @pytest.mark.parametrize("shown", ["", "kemarin", "2026-11-10T12:00:00+07:00"])
    def test_what_was_mended_meanwhile_is_not_approved_unseen(
        self, client, market, reviewer, shown
    ):
        waiting = make_enrolment(market=market)
        review.return_(enrolment=waiting, reason="Nama?", by=reviewer, at=NOON)
        enrolment.resubmit(
            enrolment=waiting,
            application=make_application(market=market, nik=""),
            by=waiting.entered_by,
            at=NOON + HOUR,
        )
        page = decide(client, waiting, "approve", shown=shown, follow=True).content.decode()
        assert "diperbaiki setelah Anda membukanya" in page
        assert Enrolment.objects.get().status == "submitted"

    def test_earlier_decisions_are_shown_where_the_branch_may_see_them(
        self, client, market, reviewer
    ):
        number = make_nik()
        elsewhere = make_enrolment(nik=number)
        foreign = make_reviewer(branch=elsewhere.market.partner.branch)
        review.reject(enrolment=elsewhere, reason="Rahasia cabang lain.", by=foreign, at=NOON)
        waiting = make_enrolment(market=market, nik=number)
        page = client.get(case_url(waiting)).content.decode()
        assert "Rahasia cabang lain." not in page
        review.reject(enrolment=waiting, reason="Alasan kami.", by=reviewer, at=NOON)
        again = make_enrolment(market=market, nik=number)
        page = client.get(case_url(again)).content.decode()
        assert "Alasan kami." in page and "pendaftaran sebelumnya" in page

    def test_the_page_stays_within_its_budget_of_queries(
        self, client, market, reviewer, django_assert_max_num_queries
    ):
        waiting = make_enrolment(market=market)
        with django_assert_max_num_queries(12):
            client.get(case_url(waiting))


class TestNik:
    def test_it_is_hidden_until_asked_for_and_shown_once(self, client, market, reviewer):
        number = make_nik()
        waiting = make_enrolment(market=market, nik=number)
        shown = f"{number[:6]} {number[6:12]} {number[12:]}"
        hidden = client.get(case_url(waiting)).content.decode()
        assert shown not in hidden and number not in hidden and number[12:] not in hidden
        answer = client.post(reverse("reveal_nik", args=[waiting.pk]))
        assert shown in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        view = PersonalDataView.objects.get()
        assert (view.member, view.by, view.at) == (waiting.member, reviewer, NOON)
        again = client.get(case_url(waiting)).content.decode()
        assert shown not in again and "NIK dibaca lengkap" in again

    def test_it_is_not_read_by_a_link(self, client, market, reviewer):
        waiting = make_enrolment(market=market)
        assert client.get(reverse("reveal_nik", args=[waiting.pk])).status_code == 405
        assert not PersonalDataView.objects.exists()

    def test_it_can_be_decided_from_the_page_that_shows_it(self, client, market, reviewer):
        waiting = make_enrolment(market=market)
        page = client.post(reverse("reveal_nik", args=[waiting.pk])).content.decode()
        assert f'action="{case_url(waiting)}?' in page


@pytest.mark.parametrize(
    "make",
    [make_collector, make_treasurer, make_reviewer, make_auditor, make_admin],
)
def test_who_is_no_reviewer_of_the_branch_gets_404(client, market, make) -> None:
    waiting = make_enrolment(market=market)
    client.force_login(make())
    assert client.get(case_url(waiting)).status_code == 404
    assert decide(client, waiting, "approve").status_code == 404
    assert client.post(reverse("reveal_nik", args=[waiting.pk])).status_code == 404
    assert Enrolment.objects.get().status == "submitted"
    assert not PersonalDataView.objects.exists()
    if make is not make_reviewer:
        assert client.get(reverse("review_queue")).status_code == 404
        assert client.get(reverse("review_queue_export")).status_code == 404


def test_a_stranger_is_sent_to_the_login(client) -> None:
    for name in ("review_queue", "review_queue_export"):
        assert client.get(reverse(name)).url.startswith(reverse("login"))


def test_the_number_of_a_sealed_nik_is_the_one_that_was_typed(market) -> None:
    number = make_nik()
    assert nik_vault.open_(make_enrolment(market=market, nik=number).member) == number
