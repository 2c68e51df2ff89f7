"""The pages on which a collector enters a person."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from members.models import ConsentText, Enrolment, Member
from tests.factories import (
    NOON,
    make_admin,
    make_auditor,
    make_block,
    make_draft,
    make_enrolment,
    make_nik,
    make_reviewer,
    make_treasurer,
)
from tests.photos import enclosed, sent_photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_collector")]
BORN = dt.date(1968, 3, 27)
# A participant since March 2021, paid until September 2026.
TOLD = {
    "participant": "true",
    "member_since_month": "3",
    "member_since_year": "2021",
    "last_month_paid_month": "september",
    "last_month_paid_year": "2026",
    "membership_number": "1234 5678-901",
}


@pytest.fixture
def typed(market, collector):
    """Every page filled in, with the pictures kept."""
    draft = make_draft(by=collector)
    enclosed(draft=draft)
    return {
        "draft": str(draft.pk),
        "nik": make_nik(birth_date=BORN, sex="female"),
        "name": "Siti Contoh",
        "birth_place": "Bogor",
        "birth_date_day": "27",
        "birth_date_month": "3",
        "birth_date_year": "1968",
        "sex": "female",
        "mother_name": "Ibu Contoh",
        "address": "Jalan Contoh 1",
        "phone": "0812 3456 7890",
        "place": f"{market.pk}-",
        "stall_kind": "",
        "stall_number": "",
        "occupation": "Pedagang sayur",
        "second_occupation": "",
        "sector": "non_transport",
        "employs_others": "false",
        "declared_income_idr": "Rp1.500.000",
        "jht": "false",
        "family_asked": "1",
        "participant": "false",
        "consent_version": "2",
        "consent_how": "sheet_photo",
    }


def post(client, typed, *, step="", go="next", url=None):
    data = {**typed, "step": step, "go": go}
    return client.post(url or reverse("enrol"), data)


# Where the pages ask for a picture.
PICTURES = {"foto": ["photo_camera"], "setuju": ["sheet_gallery"]}


def carried(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return dict(found)


def test_the_pages_follow_each_other_and_nothing_is_stored_before_the_end(
    client, collector, typed
) -> None:
    page = client.get(reverse("enrol")).content.decode()
    assert "NIK dan nama" in page and "langkah 1 dari 8" in page
    pages = [
        ("kartu", ["nik", "name"], "Data diri"),
        (
            "diri",
            [n for n in typed if n.startswith("birth")] + ["sex", "mother_name"],
            "Foto KTP",
        ),
        ("foto", [], "Alamat dan tempat kerja"),
        ("tempat", ["address", "phone", "place"], "Pekerjaan dan program"),
        (
            "kerja",
            ["occupation", "sector", "employs_others", "declared_income_idr", "jht"],
            "Keluarga yang bisa dihubungi",
        ),
        ("keluarga", ["family_asked"], "Sudah peserta BPJS?"),
        ("peserta", ["participant"], "Persetujuan"),
        ("setuju", ["consent_how"], "Periksa sebelum dikirim"),
    ]
    for step, names, following in pages:
        data = {**carried(page), **{name: typed[name] for name in names}, "step": step}
        data |= {name: sent_photo() for name in PICTURES.get(step, ())}
        page = client.post(reverse("enrol"), {**data, "go": "next"}).content.decode()
        assert f"<h1>{following}</h1>" in page
    assert not Member.objects.exists()
    answer = client.post(reverse("enrol"), {**carried(page), "go": "send"})
    assert answer.url == reverse("enrolments_mine")
    sent = Enrolment.objects.select_related("member").get()
    assert (sent.member.name, sent.declared_income_idr) == ("Siti Contoh", 1_500_000)
    assert (sent.entered_by, sent.entered_at, sent.warnings) == (collector, NOON, [])
    assert "Siti Contoh terkirim" in client.get(answer.url).content.decode()


def test_who_is_a_participant_already_says_since_when_and_paid_until_when(
    client, collector, typed
) -> None:
    page = post(client, {**typed, **TOLD}, step="peserta").content.decode()
    assert "Maret 2021" in page and "September 2026" in page and "12345678901" in page
    assert "Sudah menjadi peserta BPJS menurut keterangannya." in page
    assert post(client, {**typed, **TOLD}, go="send").status_code == 302
    sent = Enrolment.objects.get()
    assert (sent.member_since, sent.last_month_paid) == (dt.date(2021, 3, 1), dt.date(2026, 9, 1))
    assert sent.membership_number == "12345678901"


def test_what_stands_in_the_boxes_of_who_is_new_says_nothing(client, collector, typed) -> None:
    told = {**TOLD, "participant": "false", "last_month_paid_month": "13"}
    assert post(client, {**typed, **told}, go="send").status_code == 302
    sent = Enrolment.objects.get()
    assert (sent.member_since, sent.last_month_paid, sent.membership_number) == (None, None, "")


def test_birth_date_and_sex_are_filled_in_from_the_nik(client, collector, typed) -> None:
    page = post(client, {"nik": typed["nik"], "name": "Siti"}, step="kartu").content.decode()
    assert re.search(r'name="birth_date_day" value="27"', page)
    assert re.search(r'name="birth_date_month" value="3"', page)
    assert re.search(r'name="birth_date_year" value="1968"', page)
    assert re.search(r'value="female"[^>]*checked', page)


def test_the_page_of_the_consent_shows_the_whole_text(client, collector, typed) -> None:
    del typed["consent_how"]
    page = post(client, typed, step="peserta").content.decode()
    for line in ConsentText.objects.get(version="2").body.split("\n\n"):
        assert line.splitlines()[0] in page
    assert "Tanda tangan di layar" in page
    assert "Foto lembar bertanda tangan atau cap jempol" in page
    assert "Lembar ditandatangani" not in page  # the kinds without a picture are for lists


def test_a_wrong_nik_is_named_and_what_was_typed_stays(client, collector, typed) -> None:
    page = post(client, {**typed, "nik": "3201 0157"}, step="kartu").content.decode()
    assert "NIK terdiri atas 16 angka; yang tertulis 8 angka." in page
    assert 'value="3201 0157"' in page and 'value="Siti Contoh"' in page
    assert 'name="mother_name" value="Ibu Contoh"' in page  # from another page
    assert 'role="alert"' in page


@pytest.mark.parametrize(
    ("step", "changed", "sentence"),
    [
        ("diri", {"birth_date_year": "1961"}, "harus berumur di bawah 65 tahun"),
        ("diri", {"birth_date_year": "2015"}, "paling sedikit berumur 15 tahun"),
        ("diri", {"birth_date_day": "31", "birth_date_month": "2"}, "tidak ada di kalender"),
        ("diri", {"sex": ""}, "Pilih salah satu."),
        ("tempat", {"phone": "0251 831234"}, "Nomor HP dimulai dengan 08"),
        ("tempat", {"place": "9999-"}, "Pilih salah satu."),
        ("tempat", {"stall_number": "12"}, "Pilih blok tempat usaha itu."),
        ("kerja", {"declared_income_idr": "sejuta"}, "Tulis jumlah rupiah dengan angka saja"),
        ("kerja", {"declared_income_idr": "0"}, "Penghasilan paling sedikit Rp1."),
        ("kerja", {"declared_income_idr": "1.000.000.000"}, "paling banyak Rp999.999.999"),
        ("peserta", {"participant": ""}, "Pilih salah satu."),
        ("peserta", {"participant": "true"}, "Isi sejak bulan apa ia peserta."),
        ("peserta", {**TOLD, "member_since_year": "2027"}, "menjadi peserta belum tiba"),
        ("peserta", {**TOLD, "last_month_paid_year": "2019"}, "tidak bisa sebelum ia menjadi"),
        ("peserta", {**TOLD, "last_month_paid_year": "2028"}, "paling jauh 12 bulan ke depan"),
        ("peserta", {**TOLD, "last_month_paid_month": ""}, "Lengkapi bulan dan tahun."),
        ("peserta", {**TOLD, "last_month_paid_month": "13"}, "Bulan itu tidak ada."),
        ("peserta", {**TOLD, "membership_number": "123"}, "terdiri atas 11 angka"),
        ("setuju", {"consent_how": ""}, "Tanpa persetujuan, data orang ini tidak boleh"),
    ],
)
def test_each_page_says_what_is_wrong_on_it(
    client, collector, typed, step, changed, sentence
) -> None:
    page = post(client, {**typed, **changed}, step=step).content.decode()
    assert sentence in page
    assert not Member.objects.exists()


def test_sending_with_something_missing_opens_that_page(client, collector, typed) -> None:
    page = post(client, {**typed, "mother_name": ""}, go="send").content.decode()
    assert "<h1>Data diri</h1>" in page and "Isi nama gadis ibu kandung." in page
    assert not Member.objects.exists()


def test_a_page_can_be_changed_before_sending(client, collector, typed) -> None:
    page = post(client, typed, step="setuju").content.decode()
    assert "27 Maret 1968" in page and "Rp1.500.000" in page and "cap jempol" in page
    page = post(client, typed, go="kerja").content.decode()
    assert "<h1>Pekerjaan dan program</h1>" in page and 'value="Rp1.500.000"' in page
    page = post(client, {**typed, "jht": "true"}, step="kerja").content.decode()
    assert "<h1>Periksa sebelum dikirim</h1>" in page


def test_the_collector_sees_what_the_branch_will_check(client, collector, typed) -> None:
    page = post(client, {**typed, "birth_date_day": "28", "phone": ""}, step="setuju")
    assert "Tanggal lahir berbeda dengan yang terbaca pada NIK." in page.content.decode()
    assert "Tanpa nomor HP." in page.content.decode()


def test_a_known_nik_is_refused_on_the_first_page(client, collector, typed) -> None:
    make_enrolment(nik=typed["nik"])
    page = post(client, {"nik": typed["nik"], "name": "Siti"}, step="kartu").content.decode()
    assert "NIK ini sudah terdaftar." in page


def test_sending_twice_enters_one_person(client, collector, typed) -> None:
    assert post(client, typed, go="send").url == reverse("enrolments_mine")
    with time_machine.travel(NOON + dt.timedelta(seconds=1), tick=False):
        again = post(client, typed, go="send")
    assert again.url == reverse("enrolments_mine")
    assert "sudah terkirim sebelumnya" in client.get(again.url).content.decode()
    assert (Member.objects.count(), Enrolment.objects.count()) == (1, 1)


@pytest.mark.parametrize("make", [make_treasurer, make_reviewer, make_auditor, make_admin])
def test_only_collectors_enrol(client, make) -> None:
    client.force_login(make())
    assert client.get(reverse("enrol")).status_code == 404
    assert client.get(reverse("enrolments_mine")).status_code == 404


def test_a_stranger_is_sent_to_the_login(client) -> None:
    client.logout()
    answer = client.get(reverse("enrol"))
    assert answer.url == f"{reverse('login')}?next={reverse('enrol')}"


def test_the_pages_stay_within_their_budget_of_queries(
    client, collector, market, typed, django_assert_max_num_queries
) -> None:
    for _ in range(40):
        make_block(market=market)
    for step in ("kartu", "diri", "tempat", "kerja", "peserta", "setuju"):
        with django_assert_max_num_queries(12):
            post(client, typed, go=step)
    with django_assert_max_num_queries(12):
        post(client, typed, step="setuju")


def test_nothing_that_was_typed_may_be_kept_by_others(client, collector, typed) -> None:
    assert "private" in post(client, typed, step="setuju")["Cache-Control"]
