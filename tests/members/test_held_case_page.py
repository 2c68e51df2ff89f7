"""A case that is open: held for one reviewer, read by the others."""

import datetime as dt

import pytest
from django.urls import reverse

from members import leases
from members.models import Enrolment, ReviewLease
from tests.factories import NOON, make_enrolment, make_market, make_reviewer
from tests.members.test_review_case_page import case_url, decide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def market():
    return make_market(name="Pasar Cisarua")


@pytest.fixture
def reviewer(market, client):
    user = make_reviewer(branch=market.partner.branch)
    client.force_login(user)
    return user


@pytest.fixture
def waiting(market):
    return make_enrolment(market=market, name="Siti Aminah")


@pytest.fixture
def colleague(waiting, reviewer):
    return make_reviewer(branch=waiting.market.partner.branch, name="Bu Ratna")


def test_opening_it_holds_it(client, waiting, reviewer):
    page = client.get(case_url(waiting)).content.decode()
    assert ReviewLease.objects.get().by == reviewer
    assert 'value="approve"' in page and reverse("leave_case", args=[waiting.pk]) in page


def test_what_a_colleague_holds_can_only_be_read(client, waiting, colleague):
    leases.take(enrolment=waiting, by=colleague, at=NOON)
    page = client.get(case_url(waiting)).content.decode()
    assert "Bu Ratna sedang memeriksa pendaftaran ini, sampai pukul 12.10 WIB." in page
    assert "Siti Aminah" in page and 'value="approve"' not in page
    page = decide(client, waiting, "approve", follow=True).content.decode()
    assert "sedang diperiksa Bu Ratna" in page
    assert Enrolment.objects.get().status == "submitted"


def test_leaving_it_by_the_link_gives_it_back(client, waiting, reviewer):
    client.get(case_url(waiting))
    answer = client.post(f"{reverse('leave_case', args=[waiting.pk])}?status=all")
    assert answer.url == "/tinjauan/?status=all"
    assert not ReviewLease.objects.exists()


def test_the_page_renews_it_and_learns_when_it_is_lost(client, waiting, colleague):
    hold = reverse("hold_case", args=[waiting.pk])
    assert client.post(hold).status_code == 204
    leases.give_back(enrolment=waiting, by=ReviewLease.objects.get().by)
    leases.take(enrolment=waiting, by=colleague, at=NOON)
    assert client.post(hold).status_code == 409


def test_the_next_one_is_free_and_becomes_mine(client, market, waiting, colleague):
    second = make_enrolment(market=market, at=NOON + HOUR)
    leases.take(enrolment=waiting, by=colleague, at=NOON)
    answer = client.post(f"{reverse('review_next')}?market={market.pk}")
    assert answer.url == f"{case_url(second)}?market={market.pk}"
    assert ReviewLease.objects.get(enrolment=second).by != colleague


def test_where_nothing_is_free_the_queue_opens(client, waiting, colleague):
    leases.take(enrolment=waiting, by=colleague, at=NOON)
    answer = client.post(reverse("review_next"), follow=True)
    assert answer.redirect_chain == [("/tinjauan/", 302)]
    page = answer.content.decode()
    assert "Tidak ada lagi yang menunggu Anda" in page
    assert "Diperiksa Bu Ratna s.d. 12.10 WIB" in page


def test_who_entered_it_only_reads_it(client, market, waiting):
    entered = waiting.entered_by
    entered.role, entered.partner, entered.branch = "reviewer", None, market.partner.branch
    entered.save()
    client.force_login(entered)
    page = client.get(case_url(waiting)).content.decode()
    assert "Anda sendiri yang mencatat" in page and 'value="approve"' not in page
