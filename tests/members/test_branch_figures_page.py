"""The branch head's page: drawn, listed, and as a table."""

import csv
import datetime as dt
import io
import re

import pytest
from django.urls import reverse

from markets import spreadsheets
from members import earlier_memberships, formal_figures, review
from members.earlier_memberships import Earlier, Finding
from members.models import FormalFigure
from tests.factories import (
    NOON,
    TODAY,
    make_enrolment,
    make_market,
    make_member,
    make_partner,
    make_reviewer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HOUR = dt.timedelta(hours=1)
SEPTEMBER = dt.datetime(2026, 9, 15, 5, 0, tzinfo=dt.UTC)
EARLIER = Earlier(member_since=dt.date(2025, 2, 1), last_month_paid=dt.date(2026, 8, 1))


@pytest.fixture
def market():
    return make_market(partner=make_partner(name="Perumda Pasar Tohaga"))


@pytest.fixture
def second(market):
    partner = make_partner(branch=market.partner.branch, name="Asosiasi Asongan")
    return make_market(partner=partner)


@pytest.fixture
def reviewer(market, client):
    user = make_reviewer(branch=market.partner.branch, name="Bu Kepala")
    client.force_login(user)
    return user


def approve(market, reviewer, *, at=NOON, **fields):
    sent = make_enrolment(market=market, at=at - 5 * HOUR, **fields)
    return review.approve(enrolment=sent, by=reviewer, at=at)


def figures(client, **query):
    return client.get(reverse("branch_figures"), query).context["figures"]


def enrolled(client, **query):
    found = figures(client, **query).enrolled
    return {
        (partner, f"{month:%Y-%m}"): (people.new, people.existing)
        for (partner, month), people in found.items()
    }


def test_enrolled_people_by_partner_and_month_the_new_apart_from_participants(
    client, market, second, reviewer
):
    approve(market, reviewer)
    approve(market, reviewer, earlier=EARLIER)
    approve(second, reviewer)
    approve(second, reviewer, at=SEPTEMBER)
    elsewhere = make_market()
    approve(elsewhere, make_reviewer(branch=elsewhere.partner.branch))
    assert enrolled(client) == {
        ("Perumda Pasar Tohaga", "2026-11"): (1, 1),
        ("Asosiasi Asongan", "2026-11"): (1, 0),
        ("Asosiasi Asongan", "2026-09"): (1, 0),
    }
    page = client.get(reverse("branch_figures")).content.decode()
    assert "Juni 2026 sampai November 2026" in page and 'class="second"' in page


def test_whom_bpjs_does_not_know_counts_as_new(client, market, reviewer):
    member = approve(market, reviewer, earlier=EARLIER).member
    told, none = earlier_memberships.of(member), Finding(earlier=None, confirmed=True)
    earlier_memberships.settle(told=told, finding=none, by=reviewer, at=NOON)
    assert enrolled(client) == {("Perumda Pasar Tohaga", "2026-11"): (1, 0)}


def test_period_and_partner_are_chosen_in_the_address(client, market, second, reviewer):
    approve(market, reviewer)
    approve(second, reviewer, at=SEPTEMBER)
    assert list(enrolled(client, first="2026-09", last="2026-10")) == [
        ("Asosiasi Asongan", "2026-09")
    ]
    assert list(enrolled(client, partner=market.partner_id)) == [
        ("Perumda Pasar Tohaga", "2026-11")
    ]
    assert len(enrolled(client, partner=make_market().partner_id)) == 2  # out of reach


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ("2026-06", "2026-11")),
        ({"first": "2026-09", "last": "2026-08"}, ("2026-06", "2026-11")),
        ({"first": "x", "last": "9999-99"}, ("2026-06", "2026-11")),
        ({"first": "2023-01", "last": "2026-10"}, ("2024-11", "2026-10")),
    ],
)
def test_what_makes_no_sense_is_left_out_and_years_are_bounded(client, reviewer, query, expected):
    period = figures(client, **query).period
    assert (f"{period.first:%Y-%m}", f"{period.last:%Y-%m}") == expected


def test_it_says_what_waits_now_and_how_fast_it_was_decided(client, market, reviewer):
    make_enrolment(market=market, at=NOON - 30 * HOUR)
    approve(market, reviewer)
    returned = make_enrolment(market=market, at=NOON - 30 * HOUR)
    review.return_(enrolment=returned, codes=["photo_unreadable"], by=reviewer, at=NOON)
    page = client.get(reverse("branch_figures"))
    waiting = page.context["figures"].waiting
    assert (waiting.waiting, waiting.late, waiting.returned) == (1, 1, 1)
    text = page.content.decode()
    assert "17 jam 30 menit" in text and "50%" in text and "Foto KTP tidak terbaca" in text


def test_formal_workers_are_typed_in_and_stand_beside_ours(client, market, reviewer):
    for _each in range(3):
        make_member(market=market)
    sent = {
        "people": "1.200",
        "on_day": "1",
        "on_month": "11",
        "on_year": "2026",
        "source": "Laporan",
    }
    page = client.post(reverse("formal_figure"), sent, follow=True).content.decode()
    assert "Formal per 1 November 2026" in page and "1.200" in page
    assert "Angka formal diisi Bu Kepala, keadaan 1 November 2026" in page
    assert "Laporan" in client.get(reverse("formal_figure")).content.decode()


@pytest.mark.parametrize(
    ("people", "year", "said"),
    [("banyak", "2026", "Tulis dengan angka saja"), ("12", "2027", "antara 1 Juli 2015")],
)
def test_a_figure_that_cannot_be_is_told_at_its_field(client, reviewer, people, year, said):
    sent = {"people": people, "on_day": "1", "on_month": "11", "on_year": year}
    page = client.post(reverse("formal_figure"), sent).content.decode()
    assert said in page and not FormalFigure.objects.exists()


def test_the_tables_hold_the_same_figures(client, market, reviewer):
    approve(market, reviewer)
    formal_figures.record(people=7, on=TODAY, by=reviewer, at=NOON)
    query = {"first": "2026-11", "last": "2026-11"}
    url = reverse("branch_figures_export")
    text = client.get(url, query).getvalue().decode("utf-8-sig")
    header, *rows = list(csv.reader(io.StringIO(text)))
    assert header == ["Bagian", "Bulan", "Mitra", "Ukuran", "Nilai"]
    assert ["Terdaftar", "2026-11", "Perumda Pasar Tohaga", "Peserta baru", "1"] in rows
    assert ["Diputuskan", "", "", "Waktu sampai keputusan, median (jam)", "5.0"] in rows
    assert ["Formal dan informal", "", "", "Formal per 10-11-2026", "7"] in rows
    answer = client.get(url, {**query, "format": "xlsx"})
    assert "angka-cabang-2026-11-2026-11.xlsx" in answer["Content-Disposition"]
    lines = spreadsheets.read(data=b"".join(answer.streaming_content), most_rows=200)
    assert len(lines) == len(rows) + 1


def test_drawings_carry_no_inline_style(client, market, reviewer):
    approve(market, reviewer)
    page = client.get(reverse("branch_figures")).content.decode()
    assert "<svg" in page and not re.search(r"<[^>]*\sstyle=", page)


@pytest.mark.parametrize("count", [1, 25])
def test_queries_do_not_grow(
    client, market, second, reviewer, count, django_assert_max_num_queries
):
    for number in range(count):
        approve(second if number % 2 else market, reviewer)
    for name in ("branch_figures", "branch_figures_export", "formal_figure"):
        with django_assert_max_num_queries(12):
            client.get(reverse(name))
