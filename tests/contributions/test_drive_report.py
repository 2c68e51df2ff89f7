"""The report of a drive and of a campaign: came, enrolled, approved, first dues paid."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse

from contributions import drive_report
from members import drives, review
from members.models import Campaign
from tests.factories import (
    NOON,
    TODAY,
    make_auditor,
    make_collector,
    make_market,
    make_nik,
    make_paid_month,
    make_partner,
    make_reviewer,
    make_treasurer,
)
from tests.members.activations import make_drive, make_met, make_not_enrolled

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DECEMBER = dt.date(2026, 12, 1)


@pytest.fixture(autouse=True)
def a_month_later():
    with time_machine.travel(NOON + 30 * DAY, tick=False):
        yield


@pytest.fixture
def market():
    return make_market()


@pytest.fixture
def campaign(market):
    return Campaign.objects.create(name="Pekan Pasar", branch=market.partner.branch)


@pytest.fixture
def drive(market, campaign):
    """Two days; of four enrolled one waits, one paid, one was rejected, one took it back."""
    helpers = [make_collector(market=market, name=name) for name in ("Asep", "Wawan")]
    drive = make_drive(
        market=market, helpers=helpers, last_day=TODAY + DAY, target=6, campaign=campaign
    )
    reviewer = make_reviewer(branch=market.partner.branch)
    asep = helpers[0]
    met = [make_met(drive=drive, by=asep, at=NOON) for _each in range(4)]
    paid, rejected, _waits, withdrawn = met
    review.approve(enrolment=paid, by=reviewer, at=NOON)
    make_paid_month(member=paid.member, month=DECEMBER, status_at=NOON + 20 * DAY)
    review.reject(enrolment=rejected, reason="Bukan pedagang.", by=reviewer, at=NOON)
    withdrawn.refresh_from_db()
    withdrawn.status = "withdrawn"
    withdrawn.save()
    make_not_enrolled(drive=drive, by=asep, reason="no_card")
    make_not_enrolled(drive=drive, by=asep, reason="no_money", at=NOON + DAY)
    return drive


def test_it_counts_what_became_of_everybody_who_came(drive) -> None:
    total = drive_report.report(drive=drive).total
    assert (total.came, total.enrolled, total.not_enrolled) == (5, 3, 2)
    assert (total.waiting, total.approved, total.rejected, total.first_paid) == (1, 1, 1, 1)
    assert total.funnel == [(5, 100), (3, 60), (1, 20), (1, 20)]
    assert dict(total.why) == {"Tidak membawa KTP": 1, "Belum ada uang": 1}


def test_it_tells_days_and_helpers_apart(drive) -> None:
    found = drive_report.report(drive=drive)
    assert [(day, tally.came) for day, tally in found.days] == [(TODAY, 4), (TODAY + DAY, 1)]
    assert [(name, tally.enrolled) for name, tally in found.helpers] == [("Asep", 3), ("Wawan", 0)]
    assert found.percent == 50


def test_what_was_paid_before_she_was_enrolled_here_is_no_first_payment(market) -> None:
    drive = make_drive(market=market)
    sent = make_met(drive=drive)
    review.approve(enrolment=sent, by=make_reviewer(branch=market.partner.branch), at=NOON)
    make_paid_month(member=sent.member, month=dt.date(2026, 3, 1), status_at=NOON - 200 * DAY)
    assert drive_report.report(drive=drive).total.first_paid == 0


def test_who_was_rejected_here_and_paid_through_another_drive_counts_there_only(market) -> None:
    reviewer, nik = make_reviewer(branch=market.partner.branch), make_nik()
    here, there = make_drive(market=market), make_drive(market=market)
    sent = make_met(drive=here, nik=nik)
    review.reject(enrolment=sent, reason="Bukan pedagang.", by=reviewer, at=NOON)
    again = make_met(drive=there, nik=nik, at=NOON + DAY)
    review.approve(enrolment=again, by=reviewer, at=NOON + DAY)
    make_paid_month(member=again.member, month=DECEMBER, status_at=NOON + 20 * DAY)
    assert again.member == sent.member
    found = [drive_report.report(drive=drive).total for drive in (here, there)]
    assert [(total.approved, total.first_paid) for total in found] == [(0, 0), (1, 1)]


def test_a_campaign_adds_up_its_drives_as_far_as_they_are_seen(market, campaign, drive) -> None:
    other = make_market(partner=make_partner(branch=market.partner.branch))
    make_met(drive=make_drive(market=other, campaign=campaign, target=10))
    reviewer = make_reviewer(branch=market.partner.branch)
    found = drive_report.campaign_report(campaign=campaign, drives=drives.reached(reviewer))
    assert (found.total.enrolled, found.target, len(found.drives)) == (4, 16, 2)
    treasurer = make_treasurer(partner=market.partner)
    found = drive_report.campaign_report(campaign=campaign, drives=drives.reached(treasurer))
    assert (found.total.enrolled, found.target, len(found.drives)) == (3, 6, 1)


def test_the_pages_show_it_and_name_nobody_who_came(client, market, campaign, drive) -> None:
    client.force_login(make_auditor(partner=market.partner))
    for name, pk in (("drive_report", drive.pk), ("campaign_report", campaign.pk)):
        page = client.get(reverse(name, args=[pk])).content.decode()
        assert "3 dari 6" in page and "Belum ada uang" in page
        assert '<rect width="60%"' in page
        assert "Siti Contoh" not in page and "style=" not in page


def test_the_tables_say_the_same(client, market, campaign, drive) -> None:
    client.force_login(make_treasurer(partner=market.partner))
    for name, pk in (("drive_report_export", drive.pk), ("campaign_report_export", campaign.pk)):
        answer = client.get(reverse(name, args=[pk]))
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert sum(int(row["Datang"]) for row in rows) == 5
        assert sum(int(row["Iuran pertama dibayar"]) for row in rows) == 1
        assert sum(int(row["Tidak membawa KTP"]) for row in rows) == 1


def test_a_campaign_without_a_drive_of_ones_own_is_not_found(client, campaign, drive) -> None:
    other = make_partner(branch=campaign.branch)
    client.force_login(make_treasurer(partner=other))
    assert client.get(reverse("campaign_report", args=[campaign.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 9])
def test_it_asks_as_much_for_many(
    client, market, campaign, count, django_assert_max_num_queries
) -> None:
    for _each in range(count):
        make_met(drive=make_drive(market=market, campaign=campaign))
    client.force_login(make_treasurer(partner=market.partner))
    drive = campaign.drives.first()
    for name, pk in (("drive_report", drive.pk), ("campaign_report", campaign.pk)):
        with django_assert_max_num_queries(9):
            client.get(reverse(name, args=[pk]))
