"""People of an imported list, met by the collector of their market."""

import re

import pytest
from django.urls import reverse

from members import imported_people
from members.models import Enrolment, ImportedPerson, Member
from tests.factories import (
    make_admin,
    make_block,
    make_collector,
    make_enrolment,
    make_market,
    make_nik,
    make_stall,
    make_treasurer,
)
from tests.members.uploaded import WITH_KPJ, person, saved
from tests.photos import sent_photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_collector")]


def carried(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def shown(page: str) -> dict[str, str]:
    """What the boxes of the page hold."""
    return dict(re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', page))


def opened(client):
    """The first page of the walk with the only imported person, as it would be sent."""
    row = ImportedPerson.objects.get()
    page = client.get(reverse("enrol_imported", args=[row.pk])).content.decode()
    return {**carried(page), **shown(page), "step": "kartu", "go": "next"}


def ask(client, sent, **asked):
    return client.post(reverse("enrol"), {**sent, "go": "next", **asked}).content.decode()


def to_the_consent(client, sent):
    """Only what the list does not say is asked for before it."""
    page = ask(client, sent)
    assert "<h1>Foto KTP</h1>" in page
    page = ask(client, carried(page), photo_camera=sent_photo())
    assert "<h1>Keluarga yang bisa dihubungi</h1>" in page
    page = ask(client, carried(page), family_asked="1")
    assert "<h1>Persetujuan</h1>" in page
    return page


def agreed(client, sent):
    """Everything, to be checked before it is sent."""
    page = to_the_consent(client, sent)
    shown_by = {"consent_how": "sheet_photo", "sheet_gallery": sent_photo()}
    page = ask(client, carried(page), **shown_by)
    assert "<h1>Periksa sebelum dikirim</h1>" in page
    return carried(page)


def send(client, sent):
    """To the end."""
    return client.post(reverse("enrol"), {**agreed(client, sent), "go": "send"})


def test_they_are_listed_by_place_and_found_by_name(client, collector, treasurer, market):
    block = make_block(market=market, name="Blok A")
    make_stall(block=block, kind="kios", number="12")
    place = {"block": "Blok A", "stall_kind": "Kios", "stall_number": "12"}
    rows = [person(market=market, name="AMINAH"), person(market=market, name="SITI", **place)]
    saved(rows, by=treasurer)
    page = client.get(reverse("imported_people")).content.decode()
    assert "AMINAH" in page and "SITI" in page and "Blok A · Kios 12" in page
    answer = client.post(reverse("imported_people"), {"q": "amin"})
    page = client.get(answer.url).content.decode()
    assert "AMINAH" in page and "SITI" not in page


def test_a_nik_that_is_searched_for_opens_the_person_and_stands_in_no_address(
    client, collector, treasurer, market
):
    number = make_nik()
    saved([person(market=market, nik=number)], by=treasurer)
    answer = client.post(reverse("imported_people"), {"q": number})
    assert answer.url == reverse("enrol_imported", args=[ImportedPerson.objects.get().pk])
    answer = client.post(reverse("imported_people"), {"q": make_nik()}, follow=True)
    assert "Tidak ada orang dengan NIK itu" in answer.content.decode()


def test_the_walk_is_filled_in_and_ends_in_her_consent(client, collector, treasurer, market):
    rows = [person(market=market, name="SITI CONTOH", payer_kind="APBD")]
    row = saved(rows, by=treasurer)
    sent = opened(client)
    assert (sent["nik"], sent["name"]) == (rows[0]["nik"], "SITI CONTOH")
    assert send(client, sent).url == reverse("enrolments_mine")
    enrolment = Enrolment.objects.select_related("member").get()
    assert (enrolment.bulk_import, enrolment.entered_by) == (row, collector)
    assert (enrolment.declared_income_idr, enrolment.payer_kind) == (1_500_000, "apbd")
    assert enrolment.member.consents.get().how == "sheet_photo"
    imported = ImportedPerson.objects.get()
    assert (imported.status, imported.enrolment) == ("submitted", enrolment)
    assert "Tidak ada yang menunggu" in client.get(reverse("imported_people")).content.decode()


def test_who_is_a_participant_already_brings_it_along(client, collector, treasurer, market):
    saved([person(market=market)], by=treasurer, kind=WITH_KPJ)
    send(client, opened(client))
    enrolment = Enrolment.objects.get()
    assert enrolment.membership_number == "01234567890"
    assert (f"{enrolment.member_since:%Y-%m}", f"{enrolment.last_month_paid:%Y-%m}") == (
        "2025-02",
        "2026-10",
    )


def test_a_nik_mended_with_the_card_in_hand_takes_her_off_the_list_too(
    client, collector, treasurer, market
):
    saved([person(market=market)], by=treasurer)
    send(client, {**opened(client), "nik": make_nik()})
    assert ImportedPerson.objects.get().enrolment == Enrolment.objects.get()


def test_who_is_enrolled_without_the_list_is_off_it(collector, treasurer, market):
    number = make_nik()
    saved([person(market=market, nik=number)], by=treasurer)
    sent = make_enrolment(by=collector, market=market, nik=number)
    imported = ImportedPerson.objects.get()
    assert (imported.status, imported.enrolment, sent.bulk_import) == ("submitted", sent, None)


def test_a_list_of_another_partner_keeps_its_row(collector, treasurer, market):
    number = make_nik()
    saved([person(market=market, nik=number)], by=treasurer)
    make_enrolment(nik=number)
    assert ImportedPerson.objects.get().status == "waiting"


def test_a_second_tap_sends_her_once(client, collector, treasurer, market):
    saved([person(market=market)], by=treasurer)
    sent = {**agreed(client, opened(client)), "go": "send"}
    answers = [client.post(reverse("enrol"), sent) for _tap in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (Member.objects.count(), Enrolment.objects.count()) == (1, 1)


def test_a_begun_one_is_taken_up_again_with_its_row(client, collector, treasurer, market):
    row = saved([person(market=market)], by=treasurer)
    client.post(reverse("enrol"), opened(client))
    (begun,) = collector.drafts.all()
    page = client.get(reverse("continue_enrolment", args=[begun.pk])).content.decode()
    send(client, {**carried(page), "step": "kartu", "go": "next"})
    assert Enrolment.objects.get().bulk_import == row


def test_the_page_on_which_enrolling_begins_says_who_waits(client, collector, treasurer, market):
    saved([person(market=market), person(market=market)], by=treasurer)
    page = client.get(reverse("enrol")).content.decode()
    assert "2 orang dari daftar impor menunggu persetujuan" in page


def test_nobody_of_another_market_is_listed_or_opened(client, treasurer, market):
    elsewhere = make_market(partner=market.partner)
    saved([person(market=elsewhere, name="SITI LAIN")], by=treasurer)
    client.force_login(make_collector(market=market))
    assert "SITI LAIN" not in client.get(reverse("imported_people")).content.decode()
    row = ImportedPerson.objects.get()
    assert client.get(reverse("enrol_imported", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("make", [make_treasurer, make_admin])
def test_only_collectors_meet_them(client, make):
    client.force_login(make())
    assert client.get(reverse("imported_people")).status_code == 404


def test_who_was_dropped_is_asked_for_no_more(client, collector, treasurer, market):
    saved([person(market=market)], by=treasurer)
    row = ImportedPerson.objects.get()
    assert imported_people.drop(person=row, by=treasurer)
    assert not imported_people.drop(person=row, by=treasurer)
    assert client.get(reverse("enrol_imported", args=[row.pk])).status_code == 404


def test_who_does_not_want_to_is_taken_off_the_list_after_one_question(
    client, collector, treasurer, market, caplog
):
    saved([person(market=market, name="SITI CONTOH")], by=treasurer)
    row = ImportedPerson.objects.get()
    url = reverse("decline_imported", args=[row.pk])
    assert url in client.get(reverse("enrol_imported", args=[row.pk])).content.decode()
    assert url not in client.get(reverse("enrol")).content.decode()
    assert "SITI CONTOH" in client.get(url).content.decode()
    assert ImportedPerson.objects.get().status == "waiting"
    with caplog.at_level("INFO", logger="mitra.imports"):
        assert client.post(url).url == reverse("imported_people")
    assert ImportedPerson.objects.get().status == "dropped"
    assert f"user={collector.pk} person={row.pk}" in caplog.text and "SITI" not in caplog.text
    assert "SITI CONTOH" not in client.get(reverse("imported_people")).content.decode()
    for again in (client.post(url, follow=True), client.get(url, follow=True)):
        assert "tidak menunggu di daftar impor lagi" in again.content.decode()


def test_the_list_takes_as_many_queries_for_many_people_as_for_few(
    client, collector, treasurer, market, django_assert_max_num_queries
):
    saved([person(market=market, name=f"SITI {n}") for n in range(70)], by=treasurer)
    with django_assert_max_num_queries(12):
        assert "Halaman 1 dari 2" in client.get(reverse("imported_people")).content.decode()
    with django_assert_max_num_queries(12):
        client.get(reverse("imported_people"), {"q": "SITI 6"})
    with django_assert_max_num_queries(12):
        client.get(reverse("enrol"))
    row = ImportedPerson.objects.first()
    with django_assert_max_num_queries(12):
        client.get(reverse("enrol_imported", args=[row.pk]))
