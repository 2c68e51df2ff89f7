"""People of a list who agreed on paper: a numbered sheet for each."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members import documents, enrolment, imported_people, signed_sheets
from members.models import Consent, ConsentText, Document, Enrolment, ImportedPerson, Member
from tests.factories import (
    NOON,
    make_application,
    make_collector,
    make_market,
    make_reviewer,
)
from tests.members.uploaded import STALLS, checked, person, saved
from tests.photos import jpeg, sent_photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_treasurer")]


@pytest.fixture
def version():
    return ConsentText.objects.order_by("-in_force_from", "-pk").first().version


def attach(row, *, by, number=2, data=None, **fields):
    file = io.BytesIO(jpeg() if data is None else data)
    fields.setdefault("version", ConsentText.objects.order_by("-in_force_from", "-pk")[0].version)
    return signed_sheets.attach(bulk_import=row, number=number, file=file, by=by, at=NOON, **fields)


def send(client, row, number, version, *, sheet=None):
    data = {"number": number, "sheet": sheet or sent_photo(), "is_signed": "on"}
    data["version"] = version
    return client.post(reverse("signed_sheets", args=[row.pk]), data)


def test_the_sheet_shows_her_consent_and_she_goes_to_the_branch(treasurer, market):
    row = saved([person(market=market, name="SITI CONTOH")], by=treasurer)
    sent = attach(row, by=treasurer)
    assert (sent.status, sent.bulk_import, sent.entered_by) == ("submitted", row, treasurer)
    consent = sent.member.consents.get()
    assert (consent.how, consent.taken_by) == (Consent.How.SHEET_PHOTO, treasurer)
    assert (consent.evidence.kind, consent.evidence.enrolment) == ("signed_sheet", sent)
    imported = ImportedPerson.objects.get()
    assert (imported.status, imported.enrolment) == ("submitted", sent)
    reviewer = make_reviewer(branch=market.partner.branch)
    seen = documents.shown_to(user=reviewer, markets=type(market).objects.filter(pk=market.pk))
    assert list(seen) == [consent.evidence]


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        ({"number": 9}, "tidak ada di daftar ini", "number"),
        ({"data": b"no picture"}, "JPEG", "sheet"),
        ({"version": "0"}, "Naskah persetujuan sudah diganti", "number"),
    ],
)
def test_what_cannot_be_sent_leaves_nothing(treasurer, market, fields, sentence, field):
    row = saved([person(market=market)], by=treasurer)
    with pytest.raises(signed_sheets.UnableToAttach, match=sentence) as refusal:
        attach(row, by=treasurer, **fields)
    assert refusal.value.field == field
    assert not Document.objects.exists() and not Member.objects.exists()
    assert ImportedPerson.objects.get().status == "waiting"


def test_the_same_sheet_again_sends_nobody_twice(treasurer, market):
    row = saved([person(market=market)], by=treasurer)
    attach(row, by=treasurer)
    with pytest.raises(signed_sheets.UnableToAttach, match="sudah dikirim ke cabang"):
        attach(row, by=treasurer)
    assert (Enrolment.objects.count(), Document.objects.count()) == (1, 1)


def test_who_is_not_asked_for_any_more_is_not_sent(treasurer, market):
    row = saved([person(market=market)], by=treasurer)
    imported_people.drop(person=row.people.get(), by=treasurer)
    with pytest.raises(signed_sheets.UnableToAttach, match="tidak menunggu"):
        attach(row, by=treasurer)


def test_who_was_enrolled_elsewhere_meanwhile_is_refused(treasurer, market):
    rows = [person(market=market)]
    row = saved(rows, by=treasurer)
    elsewhere = make_market()
    application = make_application(market=elsewhere, nik=rows[0]["nik"])
    enrolment.submit(application=application, by=make_collector(market=elsewhere), at=NOON)
    with pytest.raises(signed_sheets.UnableToAttach, match="sudah terdaftar"):
        attach(row, by=treasurer)
    assert not Document.objects.exists()


def test_the_office_sends_sheet_after_sheet(client, treasurer, market, version):
    rows = [person(market=market, name="SITI SATU"), person(market=market, name="SITI DUA")]
    row = saved(rows, by=treasurer)
    page = client.get(reverse("bulk_import", args=[row.pk])).content.decode()
    assert reverse("signed_sheets", args=[row.pk]) in page
    page = client.get(reverse("signed_sheets", args=[row.pk])).content.decode()
    assert "2 · SITI SATU" in page and "3 · SITI DUA" in page
    answer = send(client, row, 3, version)
    page = client.get(answer.url).content.decode()
    assert "SITI DUA dikirim ke cabang." in page and "3 · SITI DUA" not in page
    page = send(client, row, 3, version).content.decode()
    assert "sudah dikirim ke cabang" in page
    no_picture = SimpleUploadedFile("a.jpg", b"no picture", content_type="image/jpeg")
    page = send(client, row, 2, version, sheet=no_picture).content.decode()
    assert "Belum dikirim. Periksa dahulu:" in page
    page = client.post(reverse("signed_sheets", args=[row.pk]), {}).content.decode()
    assert "Isi nomor yang tercetak" in page and "Tanpa tanda tangan" in page
    assert Enrolment.objects.count() == 1


def test_a_sheet_to_print_has_the_number_and_the_whole_text(client, treasurer, market, version):
    row = saved([person(market=market, name="SITI SATU")], by=treasurer)
    page = client.get(reverse("sheets_to_sign", args=[row.pk])).content.decode()
    assert "Nomor 2" in page and "SITI SATU" in page and f"Naskah versi {version}" in page
    for part in ConsentText.objects.get(version=version).body.strip().split("\n\n"):
        assert part.splitlines()[0] in page


def test_only_a_saved_list_of_people_has_sheets(client, treasurer, market):
    not_saved = checked([person(market=market)], by=treasurer)
    stalls = saved(
        [{"market": market.name, "block": "Blok A"}], by=treasurer, kind=STALLS, file_name="b.csv"
    )
    for row in (not_saved, stalls):
        assert client.get(reverse("signed_sheets", args=[row.pk])).status_code == 404


def test_the_pages_take_as_many_queries_for_many_people_as_for_few(
    client, treasurer, market, django_assert_max_num_queries
):
    row = saved([person(market=market, name=f"SITI {n}") for n in range(70)], by=treasurer)
    for name in ("signed_sheets", "sheets_to_sign"):
        with django_assert_max_num_queries(12):
            client.get(reverse(name, args=[row.pk]))
