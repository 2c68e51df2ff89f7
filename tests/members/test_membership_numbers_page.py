"""The branch's pages of membership numbers: who has none, and one person's."""

import csv
import io

import pytest
from django.urls import reverse

from members import membership_numbers, references, review
from members.models import Member, RecordedNumber
from tests.factories import (
    NOON,
    make_enrolment,
    make_market,
    make_member,
    make_nik,
    make_partner,
    make_reviewer,
    make_term,
)
from tests.numbered import make_approved, make_worker_export

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_reviewer")]
NUMBER, OTHER = "12345678901", "22345678901"


def approved(market, **fields) -> Member:
    member = make_member(market=market, **fields)
    make_term(member=member)
    return member


def names(client, **query) -> str:
    lines = client.get(reverse("membership_numbers"), query).context["awaiting"].lines
    return " ".join(line.member.name for line in lines)


def passes_for_a_reference(number) -> bool:
    try:
        return bool(references.read(number))
    except references.InvalidReference:
        return False


def page_of(member) -> str:
    return reverse("membership_number", args=[member.pk])


class TestList:
    def test_it_shows_approved_people_without_a_number_who_came_first_first(
        self, client, market, reviewer
    ):
        approved(market, name="Ani")
        approved(market, name="Budi", status=Member.Status.LAPSED)
        approved(market, name="Cici", membership_number=NUMBER)
        make_member(market=market, name="Dedi", status=Member.Status.APPLYING)
        approved(make_market(), name="Cabang Lain")
        assert names(client) == "Ani Budi"
        assert names(client, number="with") == "Cici"
        assert names(client, number="all") == "Ani Budi Cici"
        awaiting = client.get(reverse("membership_numbers")).context["awaiting"]
        assert (awaiting.without, awaiting.with_number) == (2, 1)

    def test_it_is_narrowed_by_market_partner_and_name(self, client, market, reviewer):
        second = make_market(partner=make_partner(branch=market.partner.branch))
        approved(market, name="Ani")
        approved(second, name="Budi")
        assert names(client, market=second.pk) == names(client, partner=second.partner_id) == "Budi"
        assert names(client, q="an") == "Ani"
        assert names(client, market=make_market().pk) == "Ani Budi"  # out of reach: not widened

    def test_a_search_by_name_keeps_the_other_choices(self, client, market, reviewer):
        sent = {"q": "Siti", "market": market.pk, "number": "all"}
        answer = client.post(reverse("membership_numbers"), sent)
        assert answer.url == f"/nomor-peserta/?q=Siti&number=all&market={market.pk}"

    def test_an_exact_nik_reference_or_number_opens_her_page(self, client, market, reviewer):
        number = make_nik()
        enrolment = make_enrolment(market=market, nik=number)
        review.approve(enrolment=enrolment, by=reviewer, at=NOON)
        member = enrolment.member
        membership_numbers.record(member=member, number=NUMBER, by=reviewer, at=NOON)
        for typed in (number, f" {number[:6]} {number[6:]}", references.written(member.pk), NUMBER):
            answer = client.post(reverse("membership_numbers"), {"q": typed})
            assert answer.url == page_of(member)

    def test_a_nik_that_could_be_a_reference_is_a_nik(self, client, market, reviewer):
        number = next(each for each in iter(make_nik, "") if passes_for_a_reference(each))
        enrolment = make_enrolment(market=market, nik=number)
        review.approve(enrolment=enrolment, by=reviewer, at=NOON)
        answer = client.post(reverse("membership_numbers"), {"q": number})
        assert answer.url == page_of(enrolment.member)

    def test_another_branch_and_nobody_are_answered_alike(self, client, reviewer):
        number = make_nik()
        there = make_enrolment(nik=number)
        branch = there.market.partner.branch
        review.approve(enrolment=there, by=make_reviewer(branch=branch), at=NOON)
        typed = (number, make_nik(), references.written(there.member_id), "99999999999")
        answers = [
            client.post(reverse("membership_numbers"), {"q": each}, follow=True) for each in typed
        ]
        for answer in answers:
            assert answer.redirect_chain == [("/nomor-peserta/", 302)]
            assert "Tidak ada peserta dengan nomor itu" in answer.content.decode()

    @pytest.mark.parametrize("count", [10, 120])
    def test_queries_do_not_grow_with_the_list(
        self, client, market, reviewer, count, django_assert_max_num_queries
    ):
        for _each in range(count):
            approved(market)
        with django_assert_max_num_queries(10):
            page = client.get(reverse("membership_numbers")).content.decode()
        assert page.count('data-label="Pasar"') == min(count, 50)

    def test_the_table_holds_the_chosen_people_without_formulas_and_nik(
        self, client, market, reviewer
    ):
        number = make_nik()
        sent = make_enrolment(market=market, nik=number, name="=Siti")
        review.approve(enrolment=sent, by=reviewer, at=NOON)
        approved(market, name="Budi", membership_number=NUMBER)
        approved(make_market(), name="Cabang Lain")
        url = reverse("membership_numbers_export")
        answer = client.get(url, {"number": "all", "q": "i"})
        assert answer["Cache-Control"] == "no-store"
        text = answer.getvalue().decode("utf-8-sig")
        header, *rows = list(csv.reader(io.StringIO(text)))
        assert header[:2] == ["Referensi", "Nama"]
        assert [row[1] for row in rows] == ["'=Siti", "Budi"]
        assert rows[0][2:] == [market.partner.name, "Pasar Cisarua", "2026-11-10", ""]
        assert rows[1][-1] == NUMBER and number not in text
        assert client.get(url).getvalue().decode().count("\n") == 2  # without a number: one


class TestOnePerson:
    def test_it_says_in_which_file_for_bpjs_she_stands(self, client, market, reviewer):
        member = make_approved(market=market).member
        url = page_of(member)
        assert client.get(url).context["standing"].exported is None
        export = make_worker_export(partner=market.partner, by=reviewer)
        answer = client.get(url)
        assert answer.context["standing"].exported == export
        assert "Diekspor untuk BPJS" in answer.content.decode()

    def test_the_number_is_recorded_and_the_list_goes_on(self, client, market, reviewer):
        member = approved(market, name="Ani")
        answer = client.post(page_of(member), {"number": "1234 5678 901"}, follow=True)
        assert answer.redirect_chain == [("/nomor-peserta/", 302)]
        assert "Nomor peserta Ani tercatat." in answer.content.decode()
        assert RecordedNumber.objects.get().number == NUMBER

    def test_a_refusal_stands_at_the_field(self, client, market, reviewer):
        member = approved(market)
        page = client.post(page_of(member), {"number": "123"}).content.decode()
        assert "yang tertulis 3 angka" in page
        assert not RecordedNumber.objects.exists()

    def test_who_recorded_it_is_told_to_ask_another(self, client, market, reviewer):
        member = approved(market)
        membership_numbers.record(member=member, number=NUMBER, by=reviewer, at=NOON)
        page = client.get(page_of(member)).content.decode()
        told = page.partition("<main")[2].partition("</main>")[0]
        assert "mintalah petugas lain membetulkannya" in told and "<form" not in told

    def test_another_corrects_it_with_a_reason(self, client, market, reviewer):
        member = approved(market)
        first = make_reviewer(branch=market.partner.branch, name="Hendra")
        membership_numbers.record(member=member, number=NUMBER, by=first, at=NOON)
        sent = {"number": OTHER, "shown": NUMBER}
        assert "Isi mengapa" in client.post(page_of(member), sent).content.decode()
        client.post(page_of(member), {**sent, "reason": "Tertukar."})
        page = client.get(page_of(member)).content.decode()
        assert "12345678901 menjadi 22345678901" in page and "Tertukar." in page
        assert "Hendra" in page

    def test_what_changed_meanwhile_is_shown_as_it_is_now(self, client, market, reviewer):
        member = approved(market, membership_number=NUMBER)
        sent = {"number": OTHER, "shown": "33345678901", "reason": "Tertukar."}
        answer = client.post(page_of(member), sent, follow=True)
        assert "Nomornya sudah berubah" in answer.content.decode()
        answer = client.post(page_of(member), {"number": OTHER}, follow=True)
        assert "betulkan dengan alasan" in answer.content.decode()

    def test_who_is_not_approved_or_of_another_branch_is_not_found(self, client, market, reviewer):
        applying = make_member(market=market, status=Member.Status.APPLYING)
        for member in (applying, approved(make_market())):
            assert client.get(page_of(member)).status_code == 404
