"""One case of the branch, its decision, and the NIK in full."""

import datetime as dt

import pytest
from django.urls import reverse

from members import enrolment, review
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
    make_reviewer,
    make_treasurer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_reviewer")]
HOUR = dt.timedelta(hours=1)


def case_url(waiting) -> str:
    return reverse("review_case", args=[waiting.pk])


def decide(client, waiting, decision, reason="", *, follow=False, **more):
    shown = more.pop("shown", waiting.submitted_at.isoformat())
    data = {"decision": decision, "reason": reason, "shown": shown, **more}
    return client.post(case_url(waiting), data, follow=follow)


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
            "Naskah versi 2",
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

    def test_a_return_names_what_to_mend_with_notes(self, client, market, reviewer):
        waiting = make_enrolment(market=market)
        page = decide(client, waiting, "return", "Nama berbeda.").content.decode()
        assert "Pilih paling sedikit satu hal yang harus diperbaiki." in page
        assert "Nama berbeda." in page
        assert Enrolment.objects.get().status == "submitted"
        said = {"code_name_differs": "on", "note_name_differs": "Siti Aminah", "code_phone": "on"}
        decide(client, waiting, "return", **said)
        waiting.refresh_from_db()
        step = waiting.decisions.last()
        assert (waiting.status, step.codes, step.reason) == (
            "returned",
            ["name_differs", "phone"],
            "",
        )
        assert step.notes == {"name_differs": "Siti Aminah"}
        page = client.get(case_url(waiting)).content.decode()
        assert "Nama berbeda dengan KTP: Siti Aminah" in page

    def test_something_else_needs_words(self, client, market, reviewer):
        waiting = make_enrolment(market=market)
        page = decide(client, waiting, "return", code_other="on").content.decode()
        assert "Tulis alasannya" in page
        decide(client, waiting, "return", "Fotokopi KTP terpotong.", code_other="on")
        waiting.refresh_from_db()
        assert waiting.decisions.last().codes == ["other"]

    def test_a_rejection_says_why(self, client, market, reviewer):
        waiting = make_enrolment(market=market)
        page = decide(client, waiting, "reject", "Ganda.").content.decode()
        assert "Pilih mengapa pendaftaran ini ditolak." in page
        page = decide(client, waiting, "reject", "  ", code="duplicate").content.decode()
        assert "Tulis alasannya" in page
        assert Enrolment.objects.get().status == "submitted"
        decide(client, waiting, "reject", "Sudah ada.", code="duplicate")
        waiting.refresh_from_db()
        step = waiting.decisions.last()
        assert (waiting.status, step.codes, step.reason) == (
            "rejected",
            ["duplicate"],
            "Sudah ada.",
        )

    def test_a_long_reason_is_kept_in_the_page(self, client, market, reviewer):
        waiting = make_enrolment(market=market)
        page = decide(client, waiting, "return", "panjang " * 80).content.decode()
        assert "panjang panjang" in page and "500" in page

    def test_a_zero_byte_in_the_reason_is_told_and_nothing_decided(self, client, market, reviewer):
        waiting = make_enrolment(market=market)
        answer = decide(client, waiting, "return", "Nama\x00 berbeda.")
        assert answer.status_code == 200
        assert answer.context["form"].errors["reason"]
        waiting.refresh_from_db()
        assert waiting.status == "submitted"

    def test_without_a_decision_nothing_happens(self, client, market, reviewer):
        waiting = make_enrolment(market=market)
        page = client.post(case_url(waiting), {"decision": "?"}, follow=True).content.decode()
        assert "Pilih salah satu: setujui, kembalikan, atau tolak." in page

    def test_a_late_second_decision_is_told_what_happened(self, client, market, reviewer):
        waiting = make_enrolment(market=market)
        other = make_reviewer(branch=market.partner.branch, name="Bu Ratna")
        review.approve(enrolment=waiting, by=other, at=NOON)
        page = decide(
            client, waiting, "reject", "Ganda.", code="duplicate", follow=True
        ).content.decode()
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
    client.logout()
    for name in ("review_queue", "review_queue_export"):
        assert client.get(reverse(name)).url.startswith(reverse("login"))
