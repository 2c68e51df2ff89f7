"""A helper's fast lane: the next person, and who came without enrolling."""

import re

import pytest
from django.urls import reverse

from members.models import Enrolment, NotEnrolled
from tests.factories import (
    NOON,
    make_block,
    make_collector,
    make_draft,
    make_market,
    make_nik,
    new_id,
)
from tests.members.activations import make_drive, make_met
from tests.photos import enclosed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def helper(market, client):
    """Of another market of the partner."""
    user = make_collector(market=make_market(partner=market.partner))
    client.force_login(user)
    return user


@pytest.fixture
def drive(market, helper):
    return make_drive(market=market, helpers=[helper], place="Halaman depan")


def lane_of(drive) -> str:
    return f"{reverse('enrol')}?aktivasi={drive.pk}"


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def send(client, typed, *, step):
    return client.post(reverse("enrol"), {**typed, "step": step, "go": "next"}).content.decode()


def test_todays_drive_is_offered_where_people_are_enrolled(client, drive) -> None:
    page = client.get(reverse("enrol")).content.decode()
    assert "Aktivasi hari ini: Halaman depan" in page
    assert reverse("drive_lane", args=[drive.pk]) in page


def test_place_occupation_and_sector_stay_between_people(client, market, helper, drive) -> None:
    block = make_block(market=market, name="Blok B")
    make_met(
        drive=drive,
        by=helper,
        name="Ani Sebelumnya",
        block=block,
        occupations=("Kuli panggul",),
        phone="0812 9999 0001",
    )
    page = client.get(lane_of(drive)).content.decode()
    assert "Anda: ke-2 hari ini" in page
    assert "Ani Sebelumnya" not in page and "9999" not in page
    typed = {**hidden(page), "nik": make_nik(), "name": "Siti Contoh"}
    page = send(client, typed, step="kartu")
    typed |= {
        "birth_place": "Bogor",
        "birth_date_day": "17",
        "birth_date_month": "3",
        "birth_date_year": "1975",
        "sex": "female",
        "mother_name": "Ibu Contoh",
    }
    send(client, typed, step="diri")
    page = send(client, typed | {"without_photo": "on"}, step="foto")
    assert f'<option value="{market.pk}-{block.pk}" selected>' in page
    typed |= {"without_photo": "on", "address": "Jalan Contoh 1", "phone": ""}
    typed |= {"place": f"{market.pk}-{block.pk}"}
    page = send(client, typed, step="tempat")
    assert 'value="Kuli panggul"' in page
    assert re.search(r'value="non_transport"[^>]*checked', page)


def test_what_is_sent_counts_for_the_drive_and_leads_to_the_next_person(
    client, market, helper, drive
) -> None:
    draft = make_draft(by=helper)
    enclosed(draft=draft)
    typed = {
        **hidden(client.get(lane_of(drive)).content.decode()),
        "draft": str(draft.pk),
        "nik": make_nik(),
        "name": "Siti Contoh",
        "birth_place": "Bogor",
        "birth_date_day": "17",
        "birth_date_month": "3",
        "birth_date_year": "1975",
        "sex": "female",
        "mother_name": "Ibu Contoh",
        "address": "Jalan Contoh 1",
        "place": f"{market.pk}-",
        "occupation": "Pedagang sayur",
        "sector": "non_transport",
        "employs_others": "false",
        "declared_income_idr": "1.500.000",
        "jht": "false",
        "family_asked": "1",
        "participant": "false",
        "consent_version": "2",
        "consent_how": "sheet_photo",
        "go": "send",
    }
    answer = client.post(reverse("enrol"), typed)
    assert answer.url == lane_of(drive)
    sent = Enrolment.objects.get()
    assert (sent.drive, sent.market) == (drive, market)
    assert "Anda: ke-2 hari ini" in client.get(answer.url).content.decode()
    mine = client.get(reverse("enrolments_mine")).content.decode()
    assert "Siti Contoh" in mine, "the helper finds what she sent at another market"


def test_a_drive_that_is_not_hers_or_not_today_has_no_lane(client, market, helper) -> None:
    others = make_drive(market=market)
    for asked in (others.pk, 0, "x", "9" * 30):
        assert client.get(f"{reverse('enrol')}?aktivasi={asked}").status_code == 404


def test_one_tap_counts_and_one_takes_it_back(client, drive) -> None:
    url = reverse("drive_lane", args=[drive.pk])
    page = client.get(url).content.decode()
    assert "Tidak membawa KTP" in page and "Salah hitung" not in page
    tapped = {"id": new_id(), "reason": "no_card"}
    for _twice in range(2):
        answer = client.post(reverse("count_not_enrolled", args=[drive.pk]), tapped)
        assert answer.url == url
    counted = NotEnrolled.objects.get()
    assert "Salah hitung, batalkan" in client.get(url).content.decode()
    client.post(reverse("take_back_count", args=[drive.pk]), {"id": counted.pk})
    counted.refresh_from_db()
    assert counted.taken_back_at == NOON
    assert "Salah hitung" not in client.get(url).content.decode()


def test_after_its_last_day_nothing_is_counted(client, drive) -> None:
    drive.cancelled_at = NOON
    drive.save()
    page = client.get(reverse("drive_lane", args=[drive.pk])).content.decode()
    assert "tidak berlangsung hari ini" in page and "Tidak membawa KTP" not in page
    url = reverse("count_not_enrolled", args=[drive.pk])
    page = client.post(url, {"id": new_id(), "reason": "no_card"}, follow=True).content.decode()
    assert "Aktivasi ini tidak berlangsung hari ini." in page
    assert not NotEnrolled.objects.exists()


@pytest.mark.parametrize("count", [1, 10])
def test_the_lane_asks_as_much_for_many(
    client, helper, drive, count, django_assert_max_num_queries
) -> None:
    for _each in range(count):
        make_met(drive=drive, by=helper)
    with django_assert_max_num_queries(12):
        client.get(reverse("drive_lane", args=[drive.pk]))
    with django_assert_max_num_queries(12):
        client.get(lane_of(drive))
