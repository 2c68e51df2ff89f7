"""The treasurer's pages of sponsors; others read them; the member's page names who pays."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions.models import (
    Sponsor,
    SponsorProgramme,
    Sponsorship,
)
from markets import spreadsheets
from tests import factories
from tests.contributions.money import make_cast
from tests.contributions.sponsored import (
    APBD_IDR,
    ask_programme,
    make_programme,
    make_sponsor,
    sponsored_since_november,
    state,
)
from tests.factories import NOVEMBER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_treasurer")]
MOST_QUERIES = 12


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def programme_fields(**fields):
    return {
        "id": factories.new_id(),
        "name": "Perlindungan",
        "first_month_month": "12",
        "first_month_year": "2026",
        "last_month_month": "3",
        "last_month_year": "2027",
        "budget": "Rp10.000.000",
        **fields,
    }


def test_a_sponsor_is_written_down_and_a_programme_is_asked_for(client, cast):
    client.post(reverse("new_sponsor"), {"name": "Dinas Pasar", "kind": "apbd"})
    sponsor = Sponsor.objects.get()
    answer = client.post(
        reverse("new_programme", args=[sponsor.pk]),
        programme_fields(markets=[cast.market.pk], most_income="2.000.000", jht="on"),
    )
    programme = SponsorProgramme.objects.get()
    assert answer.url == reverse("sponsor_programme", args=[programme.pk])
    assert (programme.budget_idr, programme.most_income_idr) == (10_000_000, 2_000_000)
    assert programme.jht and not programme.by_list
    assert "Dinas Pasar" in client.get(reverse("sponsors")).text


def test_the_form_says_that_a_month_is_paid_whole(client, cast):
    text = client.get(reverse("new_programme", args=[make_sponsor(cast).pk])).text
    assert "tetap membayar semuanya sendiri" in text


def test_a_list_is_typed_by_kpj(client, cast):
    member = cast.member(membership_number="12345678901")
    client.post(
        reverse("new_programme", args=[make_sponsor(cast).pk]),
        programme_fields(people="123 4567 8901\n"),
    )
    assert SponsorProgramme.objects.get().listed.get().member == member


def test_a_list_is_sent_as_a_file_with_nik(client, cast):
    enrolment = factories.make_enrolment(
        market=cast.market, nik="3201010101759901", sex="male", birth_date=dt.date(1975, 1, 1)
    )
    file = io.BytesIO()
    rows = [["Siti", "3201010101759901"]]
    spreadsheets.write_xlsx(file=file, sheets=[spreadsheets.Sheet("x", ["Nama", "NIK"], rows)])
    client.post(
        reverse("new_programme", args=[make_sponsor(cast).pk]),
        programme_fields(file=SimpleUploadedFile("daftar.xlsx", file.getvalue())),
    )
    assert SponsorProgramme.objects.get().listed.get().member == enrolment.member


def test_what_is_wrong_in_a_list_is_said_by_line_without_its_number(client, cast):
    make_cast().member(membership_number="99999999999")
    answer = client.post(
        reverse("new_programme", args=[make_sponsor(cast).pk]),
        programme_fields(people="99999999999\nSiti"),
    )
    assert "Baris 1: bukan peserta mitra ini." in answer.text
    assert "Baris 2: bukan KPJ atau NIK." in answer.text
    assert not SponsorProgramme.objects.exists()


def test_who_decides_sees_whom_it_takes_and_what_a_month_costs(client, cast):
    member = cast.member()
    programme = ask_programme(cast)
    url = reverse("sponsor_programme", args=[programme.pk])
    assert "Setujui program" not in client.get(url).text
    client.force_login(factories.make_treasurer(partner=cast.partner))
    text = client.get(url).text
    assert member.name in text and "Rp16.800" in text and "Setujui program" in text
    client.post(reverse("decide_programme", args=[programme.pk]), {"decision": "approve"})
    programme.refresh_from_db()
    assert programme.status == "approved"


def test_a_refusal_needs_its_reason(client, cast):
    programme = ask_programme(cast)
    client.force_login(factories.make_treasurer(partner=cast.partner))
    url = reverse("decide_programme", args=[programme.pk])
    assert "Tulis alasan penolakannya." in client.post(url, {"decision": "refuse"}).text
    client.post(url, {"decision": "refuse", "note": "Anggaran belum disahkan"})
    programme.refresh_from_db()
    assert programme.status == "refused"


def test_who_asked_may_withdraw_on_the_page(client, cast):
    programme = ask_programme(cast)
    client.post(reverse("decide_programme", args=[programme.pk]), {"decision": "withdraw"})
    programme.refresh_from_db()
    assert programme.status == "withdrawn"


def test_the_budget_is_drawn_and_listed_month_by_month(client, cast):
    programme = sponsored_since_november(cast, 2, budget_idr=6 * APBD_IDR)
    state(cast, programme)
    text = client.get(reverse("sponsor_programme", args=[programme.pk])).text
    assert "Perkiraan: mulai Februari 2027" in text
    assert "Tidak cukup" in text
    table = client.get(reverse("programme_people_export", args=[programme.pk]))
    assert b"2026-11" in b"".join(table.streaming_content)


def test_lists_are_searched_and_exported(client, cast):
    make_sponsor(cast, name="Dinas Pasar")
    make_sponsor(cast, name="Yayasan", kind="donor")
    url = reverse("sponsors")
    assert "Yayasan" not in client.get(url, {"q": "pasar"}).text
    assert "Dinas Pasar" not in client.get(url, {"jenis": "donor"}).text
    table = b"".join(client.get(reverse("sponsors_export"), {"q": "pasar"}).streaming_content)
    assert b"Dinas Pasar" in table and b"Yayasan" not in table


@pytest.mark.parametrize("who", ["reviewer", "auditor"])
def test_branch_and_auditor_read_and_change_nothing(client, cast, who):
    programme = sponsored_since_november(cast, 1)
    statement = state(cast, programme)
    branch = cast.partner.branch
    user = (
        factories.make_reviewer(branch=branch)
        if who == "reviewer"
        else (factories.make_auditor(branch=branch))
    )
    client.force_login(user)
    for name, arguments in (
        ("sponsors", []),
        ("sponsor", [programme.sponsor.pk]),
        ("sponsor_programme", [programme.pk]),
        ("sponsor_statement", [statement.pk]),
        ("sponsor_statements", []),
        ("ending_sponsorships", []),
    ):
        assert client.get(reverse(name, args=arguments)).status_code == 200
    for name in ("make_sponsor_statement", "book_sponsor_transfer", "new_programme"):
        assert client.post(reverse(name, args=[programme.sponsor.pk])).status_code == 404


def test_pages_take_the_same_few_queries_for_many(client, cast):
    programme = sponsored_since_november(cast, 2)
    statement = state(cast, programme)
    waiting = ask_programme(cast)
    cast.member()
    sponsored_since_november(cast, 1, sponsor=programme.sponsor)
    urls = [
        reverse("sponsors"),
        reverse("sponsor", args=[programme.sponsor.pk]),
        reverse("sponsor_programme", args=[programme.pk]),
        reverse("sponsor_programme", args=[waiting.pk]),
        reverse("sponsor_statements"),
        reverse("sponsor_statement", args=[statement.pk]),
        reverse("ending_sponsorships"),
    ]
    few = [queries(client, url) for url in urls]
    for _ in range(3):
        cast.member()
        make_programme(cast, sponsor=programme.sponsor)
    sponsored_since_november(cast, 5, sponsor=programme.sponsor)
    Sponsorship.objects.update(last_month=NOVEMBER)
    many = [queries(client, url) for url in urls]
    assert max(many) <= MOST_QUERIES
    assert [more - less for less, more in zip(few, many, strict=True)][:6] == [0] * 6
