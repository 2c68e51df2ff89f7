"""The pages on which clean enrolments of a drive or list are approved together."""

import datetime as dt

import pytest
from django.urls import reverse

from members.models import Enrolment, ReviewLease
from tests.members.activations import make_drive, make_met
from tests.members.lists import make_listed, make_saved_list

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_reviewer")]


@pytest.fixture
def drive(market):
    return make_drive(market=market, place="Aula Pasar")


def url(group) -> str:
    name = "review_drive" if hasattr(group, "place") else "review_import"
    return reverse(name, args=[group.pk])


def values(client, group) -> list[str]:
    return [value for _row, value, _ticked in client.get(url(group)).context["rows"]]


def approve(client, group, chosen, *, looked="on") -> str:
    sent = {"decision": "approve", "listed": chosen, "looked": looked}
    return client.post(url(group), sent, follow=True).content.decode()


def alone(number: int) -> dict:
    """What makes her like nobody else."""
    return {
        "name": f"Orang {number:04}",
        "birth_date": dt.date(1970, 1, 1) + dt.timedelta(days=number),
        "phone": f"0812345{number:05}",
        "address": f"Jalan {number}",
    }


class TestApproving:
    def test_the_ticked_are_approved_and_the_others_wait(self, client, drive, reviewer):
        make_met(drive=drive, **alone(1))
        kept = make_met(drive=drive, **alone(2))
        chosen = values(client, drive)
        page = approve(client, drive, chosen[:1])
        assert "1 orang disetujui." in page and "Orang 0002" in page
        assert Enrolment.objects.get(status="submitted") == kept

    def test_an_import_has_its_page_too(self, client, market, reviewer):
        bulk_import = make_saved_list(market=market)
        make_listed(bulk_import=bulk_import, market=market, **alone(1))
        assert "1 orang disetujui." in approve(client, bulk_import, values(client, bulk_import))

    def test_without_a_look_nothing_is_approved_and_the_ticks_stay(self, client, drive, reviewer):
        make_met(drive=drive, **alone(1))
        make_met(drive=drive, **alone(2))
        chosen = values(client, drive)
        page = approve(client, drive, chosen[:1], looked="")
        assert "Lihat daftarnya dahulu" in page
        assert page.count('name="listed"') == 2 and page.count(" checked") == 1
        assert not Enrolment.objects.filter(status="approved").exists()

    def test_a_doubtful_one_cannot_be_smuggled_in(self, client, drive, reviewer):
        warned = make_met(drive=drive, **alone(1) | {"phone": ""})
        assert values(client, drive) == []
        page = approve(client, drive, [f"{warned.pk} {warned.submitted_at.isoformat()}"])
        assert "Orang 0001 tidak ikut disetujui: Tanpa nomor HP." in page
        assert not Enrolment.objects.filter(status="approved").exists()

    @pytest.mark.parametrize("nonsense", ["", "x", "1", "1 kemarin", "1 2026-11-10", "² 2026"])
    def test_nonsense_approves_nothing(self, client, drive, reviewer, nonsense):
        make_met(drive=drive, **alone(1))
        assert "Belum ada yang dipilih" in approve(client, drive, [nonsense])

    def test_many_left_out_are_counted(self, client, drive, reviewer):
        rows = [make_met(drive=drive, **alone(number) | {"phone": ""}) for number in range(7)]
        page = approve(client, drive, [f"{row.pk} {row.submitted_at.isoformat()}" for row in rows])
        assert page.count("tidak ikut disetujui") == 5 and "2 orang lain tidak ikut." in page

    def test_leaving_gives_the_list_back(self, client, drive, reviewer):
        make_met(drive=drive, **alone(1))
        client.get(url(drive))
        assert ReviewLease.objects.count() == 1
        answer = client.post(url(drive), {"decision": "leave"})
        assert answer.url == reverse("review_groups") and not ReviewLease.objects.exists()


class TestPages:
    def test_the_queue_leads_to_drives_with_people_who_wait(self, client, drive, reviewer):
        make_met(drive=drive, **alone(1))
        assert reverse("review_groups") in client.get(reverse("review_queue")).content.decode()
        page = client.get(reverse("review_groups")).content.decode()
        assert "Aktivasi Aula Pasar" in page and url(drive) in page

    def test_nothing_waits(self, client, drive, reviewer):
        page = client.get(reverse("review_groups")).content.decode()
        assert "Tidak ada yang menunggu dari aktivasi atau impor" in page
        assert "Tidak ada lagi yang bisa disetujui" in client.get(url(drive)).content.decode()

    @pytest.mark.parametrize("count", [3, 60])
    def test_queries_do_not_grow_with_the_list(
        self, client, drive, reviewer, count, django_assert_max_num_queries
    ):
        helper = drive.helpers.first()
        for number in range(count):
            make_met(drive=drive, by=helper, **alone(number))
        with django_assert_max_num_queries(12):
            page = client.get(url(drive)).content.decode()
        assert page.count('name="listed"') == count
        with django_assert_max_num_queries(8):
            client.get(reverse("review_groups"))
