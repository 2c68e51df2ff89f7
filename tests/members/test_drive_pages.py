"""The pages of drives: list, plan, live board."""

import datetime as dt

import pytest
from django.urls import reverse

from members.models import Drive
from tests.factories import (
    NOON,
    TODAY,
    make_collector,
    make_market,
    make_partner,
    make_reviewer,
    new_id,
)
from tests.members.activations import make_drive, make_met, make_not_enrolled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_treasurer")]
DAY = dt.timedelta(days=1)


def filled(market, **changes) -> dict:
    return {
        "id": new_id(),
        "place": "Halaman depan",
        "city": "Kabupaten Bogor",
        "first_day": "2026-11-12",
        "last_day": "",
        "target": "200",
        "van": "",
        "campaign": "Pekan Pasar",
        "markets": [market.pk],
        "helpers": [make_collector(market=market).pk],
        **changes,
    }


class TestList:
    def test_each_says_where_it_stands(self, client, market, treasurer) -> None:
        make_met(drive=make_drive(market=market, place="Sedang"))
        make_drive(market=market, place="Nanti", first_day=TODAY + DAY)
        make_drive(market=market, place="Dulu", first_day=TODAY - DAY)
        make_drive(market=market, place="Batal", cancelled_at=NOON)
        page = client.get(reverse("drives")).content.decode()
        for word in ("Berlangsung", "Direncanakan", "Selesai", "Dibatalkan"):
            assert page.count(f">{word}</span>") == 1

    @pytest.mark.parametrize("count", [2, 20])
    def test_it_asks_as_much_for_many(
        self, client, market, treasurer, count, django_assert_max_num_queries
    ) -> None:
        for number in range(count):
            make_drive(market=market, first_day=TODAY - number * DAY)
        with django_assert_max_num_queries(6):
            assert client.get(reverse("drives")).status_code == 200

    def test_without_any_it_says_what_to_do(self, client, treasurer) -> None:
        assert "Belum ada aktivasi" in client.get(reverse("drives")).content.decode()


class TestPlanning:
    def test_a_treasurer_plans_one_day(self, client, market, treasurer) -> None:
        answer = client.post(reverse("plan_drive"), filled(market))
        assert answer.url == reverse("drives")
        drive = Drive.objects.get()
        assert drive.first_day == drive.last_day == dt.date(2026, 11, 12)
        assert drive.planned_by == treasurer

    def test_a_double_tap_plans_one(self, client, market, treasurer) -> None:
        form = client.get(reverse("plan_drive")).context["form"]
        sent = filled(market, id=form["id"].value())
        for _tap in range(2):
            assert client.post(reverse("plan_drive"), sent).url == reverse("drives")
        assert Drive.objects.count() == 1

    def test_a_refusal_stands_beside_its_field(self, client, market, treasurer) -> None:
        page = client.post(reverse("plan_drive"), filled(market, target="0")).content.decode()
        assert "Target paling sedikit 1" in page
        page = client.post(reverse("plan_drive"), filled(market, target="abc")).content.decode()
        assert "Tulis target dengan angka saja" in page
        assert not Drive.objects.exists()

    def test_another_partners_market_is_no_choice(self, client, market, treasurer) -> None:
        client.post(reverse("plan_drive"), filled(market, markets=[make_market().pk]))
        assert not Drive.objects.exists()

    def test_the_branch_chooses_the_partner_first(self, client, market) -> None:
        branch = market.partner.branch
        make_partner(branch=branch, name="Paguyuban Lain")
        client.force_login(make_reviewer(branch=branch))
        page = client.get(reverse("plan_drive")).content.decode()
        assert "Untuk mitra yang mana?" in page and "Paguyuban Lain" in page
        url = f"{reverse('plan_drive')}?mitra={market.partner_id}"
        assert "Pasar Cisarua" in client.get(url).content.decode()
        assert client.post(url, filled(market)).status_code == 302

    def test_it_is_changed_and_called_off(self, client, market, treasurer) -> None:
        client.post(reverse("plan_drive"), filled(market))
        drive = Drive.objects.get()
        url = reverse("change_drive", args=[drive.pk])
        assert "Halaman depan" in client.get(url).content.decode()
        helpers = [helper.pk for helper in drive.helpers.all()]
        client.post(url, filled(market, target="300", helpers=helpers))
        drive.refresh_from_db()
        assert drive.target == 300
        client.post(url, {"cancel": "1"})
        drive.refresh_from_db()
        assert drive.cancelled_at == NOON
        page = client.post(url, {"cancel": "1"}, follow=True).content.decode()
        assert "Aktivasi ini sudah dibatalkan." in page


class TestLiveBoard:
    def test_it_counts_against_the_target(self, client, market, treasurer) -> None:
        drive = make_drive(market=market, target=4)
        make_met(drive=drive)
        make_not_enrolled(drive=drive)
        page = client.get(reverse("drive_live", args=[drive.pk])).content.decode()
        assert "1 dari 4" in page and "25% dari target" in page
        assert '<rect width="25.0%"' in page
        assert "Tidak membawa KTP" in page
        assert "style=" not in page and "<script>" not in page

    def test_it_asks_as_much_for_many(
        self, client, market, treasurer, django_assert_max_num_queries
    ) -> None:
        drive = make_drive(market=market)
        for _each in range(8):
            helper = make_collector(market=market)
            drive.helpers.add(helper)
            make_met(drive=drive, by=helper)
        with django_assert_max_num_queries(8):
            client.get(reverse("drive_live", args=[drive.pk]))
