"""The page of a member's family, in the enrolment and after it."""

import pytest
from django.urls import reverse

from members import review
from members.models import FamilyContact
from tests.factories import (
    NOON,
    make_collector,
    make_enrolment,
    make_member,
    make_reviewer,
    make_treasurer,
)
from tests.members.relatives import make_family
from tests.members.test_enrol_page import carried, post, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_collector")]
__all__ = ["typed"]  # the fixture
DEWI = {
    "family_name_1": "Dewi Contoh",
    "family_relation_1": "child",
    "family_phone_1": "0812 3456 7891",
    "family_birth_date_1_day": "2",
    "family_birth_date_1_month": "5",
    "family_birth_date_1_year": "1999",
}


def test_the_page_explains_the_order_of_the_law_and_may_stay_empty(
    client, collector, typed
) -> None:
    del typed["family_asked"], typed["consent_how"]
    page = post(client, typed, step="kerja").content.decode()
    assert "PP 44/2015 pasal 37" in page and "Saudara kandung" in page
    assert "Orang ke-2" in page and "Orang ke-3" not in page
    page = post(client, {**typed, "family_asked": "1"}, step="keluarga").content.decode()
    assert "<h1>Persetujuan</h1>" in page
    assert carried(page)["family_asked"] == "1"


def test_asking_for_one_more_shows_an_empty_row_below_the_filled_ones(
    client, collector, typed
) -> None:
    typed |= DEWI
    page = post(client, typed, step="keluarga", go="keluarga").content.decode()
    assert "Orang ke-2" in page and "Orang ke-3" not in page
    typed |= {"family_name_2": "Budi", "family_relation_2": "spouse"}
    page = post(client, typed, step="keluarga", go="keluarga").content.decode()
    assert 'value="Budi"' in page and "Orang ke-3" in page and "Orang ke-4" not in page


def test_what_is_wrong_is_said_beside_its_field_also_behind_an_empty_row(
    client, collector, typed
) -> None:
    typed |= {"family_name_2": "Budi Contoh"}
    page = post(client, typed, step="keluarga").content.decode()
    assert "Pilih hubungannya dengan peserta." in page
    assert 'href="#id_family_relation_2"' in page


def test_the_family_is_checked_sent_and_shown_to_the_branch(client, collector, typed) -> None:
    page = post(client, {**typed, **DEWI}, step="setuju").content.decode()
    assert "Dewi Contoh, 2 Mei 1999" in page
    assert post(client, {**typed, **DEWI}, go="send").status_code == 302
    kept = FamilyContact.objects.get()
    assert (kept.name, str(kept.phone), kept.noted_by) == (
        "Dewi Contoh",
        "+6281234567891",
        collector,
    )
    [enrolment] = kept.member.enrolments.all()
    client.force_login(make_reviewer(branch=enrolment.market.partner.branch))
    page = client.get(reverse("review_case", args=[enrolment.pk])).content.decode()
    assert "Dewi Contoh" in page and "0812-3456-7891" in page


def test_a_returned_enrolment_opens_with_its_family(client, collector, market) -> None:
    sent = make_enrolment(market=market, by=collector)
    make_family(member=sent.member)
    reviewer = make_reviewer(branch=market.partner.branch)
    review.return_(enrolment=sent, reason="Nama?", by=reviewer, at=NOON)
    page = client.get(reverse("mend_enrolment", args=[sent.pk])).content.decode()
    assert carried(page)["family_name_1"] == "Dewi Contoh"


def test_it_is_changed_later_on_a_page_of_its_own(client, collector, market) -> None:
    member = make_member(market=market, name="Siti Contoh")
    make_family(member=member)
    url = reverse("member_family", args=[member.pk])
    page = client.get(url).content.decode()
    assert 'value="Dewi Contoh"' in page and "Orang ke-2" in page
    body = {**DEWI, "family_asked": "1", "family_name_2": "Budi", "family_relation_2": "spouse"}
    page = client.post(url, {**body, "go": "more"}).content.decode()
    assert "Orang ke-3" in page and member.family.count() == 1
    wrong = client.post(url, {**body, "family_phone_2": "12", "go": "save"}).content.decode()
    assert "Nomor HP dimulai dengan 08" in wrong
    answer = client.post(url, {**body, "go": "save"}, follow=True)
    assert "Keluarga Siti Contoh tersimpan." in answer.content.decode()
    assert [row.name for row in member.family.all()] == ["Dewi Contoh", "Budi"]


def test_who_counts_money_does_not_see_the_family(client, market) -> None:
    member = make_member(market=market)
    make_family(member=member)
    url = reverse("member_page", args=[member.pk])
    client.force_login(make_collector(market=market))
    assert "Dewi Contoh" in client.get(url).content.decode()
    client.force_login(make_treasurer(partner=market.partner))
    assert "Dewi Contoh" not in client.get(url).content.decode()
