"""Deciding on the page about a NIK and about leaving, and recording what BPJS confirmed."""

import datetime as dt

import pytest
from django.urls import reverse

from contributions import nik_corrections
from contributions.models import Payment
from members.models import Departure, Member, NikCorrection, PersonalDataView
from tests import factories
from tests.asked import give_nik, make_departure, make_nik_correction
from tests.factories import NOON, make_nik

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def reviewer(client, cast):
    user = factories.make_reviewer(branch=cast.partner.branch)
    client.force_login(user)
    return user


@pytest.fixture
def member(cast):
    return give_nik(member=cast.member(name="Siti Contoh"), digits=make_nik())


def url(name, row):
    return reverse(name, args=[row.pk])


def send(client, name, row, **fields):
    return client.post(url(name, row), fields, follow=True)


class TestAskingForIt:
    """The collector's two forms."""

    @pytest.fixture(autouse=True)
    def as_collector(self, client, cast):
        client.force_login(cast.collector)

    def test_a_nik_is_asked_for_and_shown_nowhere(self, client, member):
        number = make_nik()
        form = client.get(url("ask_nik_correction", member))
        typed = {"id": form.context["form"]["id"].value(), "nik": number, "explanation": ""}
        answer = send(client, "ask_nik_correction", member, **typed)
        assert "Perbaikan NIK diminta." in answer.text
        assert number not in answer.text
        assert NikCorrection.objects.get().asked_by.role == "collector"

    def test_what_is_no_nik_is_said_beside_it(self, client, member):
        typed = {"id": factories.new_id(), "nik": "123", "explanation": ""}
        answer = send(client, "ask_nik_correction", member, **typed)
        assert "NIK terdiri atas 16 angka" in answer.text
        assert not NikCorrection.objects.exists()

    def test_leaving_is_asked_for_with_its_month(self, client, member):
        form = client.get(url("ask_departure", member)).text
        assert "November 2026" in form
        typed = {
            "id": factories.new_id(),
            "reason": "own_wish",
            "from_month": "2026-12",
            "explanation": "",
        }
        answer = send(client, "ask_departure", member, **typed)
        assert "Berhenti mulai Desember 2026 diminta." in answer.text
        assert "Tidak mau ikut lagi" in answer.text
        send(client, "ask_departure", member, **typed)
        assert Departure.objects.count() == 1

    def test_who_left_another_reason_is_explained(self, client, member):
        typed = {"id": factories.new_id(), "reason": "other", "from_month": "2026-12"}
        assert "Tulis alasannya." in send(client, "ask_departure", member, **typed).text


def test_the_numbers_are_hidden_until_asked_for_and_that_is_kept(client, cast, member, reviewer):
    number = make_nik()
    correction = make_nik_correction(member=member, by=cast.collector, number=number)
    assert "••••••" in client.get(url("nik_correction", correction)).text
    page = send(client, "reveal_corrected_nik", correction).text
    assert f"{number[:6]} {number[6:12]} {number[12:]}" in page
    assert PersonalDataView.objects.get().by == reviewer


def test_what_the_nik_does_not_fit_is_warned_of(client, cast, member, reviewer):
    other = make_nik(birth_date=dt.date(1980, 1, 2), sex="male")
    correction = make_nik_correction(member=member, by=cast.collector, number=other)
    page = client.get(url("nik_correction", correction)).text
    assert "Tanggal lahir berbeda" in page
    assert "Jenis kelamin berbeda" in page


def test_approved_months_at_bpjs_wait_for_its_confirmation_and_all_see_it(
    client, cast, member, reviewer
):
    by = {"by": cast.treasurer, "method": Payment.Method.TRANSFER, "reference": "1"}
    cast.pay(member, count=2, **by)
    cast.remit()
    correction = make_nik_correction(member=member, by=cast.collector)
    answer = send(client, "nik_correction", correction, decision="approve")
    assert "Disetujui: NIK Siti Contoh diperbaiki." in answer.text
    words = "2 bulan yang sudah disetor memakai NIK lama, menunggu konfirmasi BPJS"
    assert words in answer.text
    assert words in client.get(url("member_page", member)).text
    assert words in client.get(url("nik_correction", correction)).text
    empty = send(client, "confirm_nik_correction", correction, note="")
    assert "Tulis nomor surat atau tiket BPJS" in empty.text
    done = send(client, "confirm_nik_correction", correction, note="Surat 12/2026")
    assert "Konfirmasi BPJS dicatat." in done.text
    assert words not in client.get(url("member_page", member)).text
    assert "Surat 12/2026" in client.get(url("nik_correction", correction)).text


def test_a_refused_correction_leaves_the_nik(client, cast, member, reviewer):
    correction = make_nik_correction(member=member, by=cast.collector)
    assert "Tulis alasannya" in send(client, "nik_correction", correction, decision="refuse").text
    send(client, "nik_correction", correction, decision="refuse", note="KTP tidak cocok.")
    before = bytes(member.nik_index)
    member.refresh_from_db()
    assert bytes(member.nik_index) == before


def test_a_known_nik_says_so_without_saying_where(client, cast, member, reviewer):
    number = make_nik()
    correction = make_nik_correction(member=member, by=cast.collector, number=number)
    give_nik(member=factories.make_member(name="Rahasia"), digits=number)
    answer = send(client, "nik_correction", correction, decision="approve")
    assert "NIK ini tidak dapat dipakai." in answer.text
    assert "Rahasia" not in answer.text


def test_nobody_confirms_what_is_not_doubtful(client, cast, member, reviewer):
    correction = make_nik_correction(member=member, by=cast.collector)
    nik_corrections.approve(correction=correction, by=reviewer, at=NOON)
    answer = send(client, "confirm_nik_correction", correction, note="x")
    assert "Tidak ada bulan yang menunggu konfirmasi BPJS." in answer.text


def test_leaving_shows_what_is_cancelled_and_is_decided(client, cast, member, reviewer):
    factories.make_contribution(member=member)
    november = factories.NOVEMBER
    departure = make_departure(member=member, by=cast.collector, from_month=november)
    page = client.get(url("departure", departure)).text
    for words in ("Tidak ditagih lagi", "Rp8.400", "Tidak bekerja lagi", "Belum pernah membayar"):
        assert words in page
    answer = send(client, "departure", departure, decision="approve", shown="2026-11")
    assert "Disetujui: Siti Contoh berhenti mulai November 2026." in answer.text
    assert Member.objects.get().status == "ended"
    assert "Berakhir" in client.get(url("departure", departure)).text


def test_leaving_is_refused_with_a_reason(client, cast, member, reviewer):
    departure = make_departure(member=member, by=cast.collector)
    answer = send(client, "departure", departure, decision="refuse", note="Bicara dulu.")
    assert "Permintaan untuk Siti Contoh ditolak." in answer.text
    assert Departure.objects.get().status == "refused"
