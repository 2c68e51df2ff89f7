"""Statements to sponsors and their transfers, on the treasurer's pages."""

import pytest
from django.urls import reverse

from contributions.models import (
    Sponsorship,
    SponsorStatement,
    SponsorTransfer,
)
from markets import spreadsheets
from tests import factories
from tests.contributions.sponsored import (
    APBD_IDR,
    make_sponsor,
    sponsored_since_november,
    state,
    transfer,
)
from tests.factories import TODAY, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_treasurer")]


def test_a_statement_is_made_sent_and_paid(client, cast):
    programme = sponsored_since_november(cast, 2)
    sponsor = programme.sponsor
    page = reverse("sponsor", args=[sponsor.pk])
    assert "Rp33.600" in client.get(page).text
    client.post(
        reverse("make_sponsor_statement", args=[sponsor.pk]),
        {"month_month": "11", "month_year": "2026"},
    )
    statement = SponsorStatement.objects.get()
    url = reverse("decide_sponsor_statement", args=[statement.pk])
    client.post(url, {"decision": "send"})
    answer = client.post(
        reverse("book_sponsor_transfer", args=[sponsor.pk]),
        {
            "reference": "SP2D-1",
            "amount": "Rp20.000",
            "received_on_day": "9",
            "received_on_month": "11",
            "received_on_year": "2026",
        },
        follow=True,
    )
    assert "Rp3.200 belum terpakai" in answer.text
    assert SponsorTransfer.objects.get().amount_idr == 20_000
    text = client.get(reverse("sponsor_statement", args=[statement.pk])).text
    assert "Dibayar sebagian" in text
    assert "Dibayar sebagian" in client.get(reverse("sponsor_statements")).text


def test_a_refused_transfer_says_why_beside_the_field(client, cast):
    sponsor = make_sponsor(cast)
    transfer(cast, sponsor, amount_idr=5, reference="A")
    answer = client.post(
        reverse("book_sponsor_transfer", args=[sponsor.pk]),
        {
            "reference": "A",
            "amount": "6",
            "received_on_day": "9",
            "received_on_month": "11",
            "received_on_year": "2026",
        },
    )
    assert "sudah dicatat" in answer.text


def test_a_month_that_cannot_be_billed_is_said(client, cast):
    sponsor = make_sponsor(cast)
    url = reverse("make_sponsor_statement", args=[sponsor.pk])
    for fields in ({}, {"month_month": "11", "month_year": "2026"}):
        assert client.post(url, fields, follow=True).status_code == 200
    assert not SponsorStatement.objects.exists()


def test_a_statement_is_cancelled_on_its_page(client, cast):
    statement = state(cast, sponsored_since_november(cast, 1))
    url = reverse("decide_sponsor_statement", args=[statement.pk])
    client.post(url, {"decision": "cancel"})
    statement.refresh_from_db()
    assert statement.cancelled_at


@pytest.mark.parametrize("status", ["made", "sent", "part_paid", "paid", "cancelled"])
def test_statements_are_found_by_their_status(client, cast, status):
    programme = sponsored_since_november(cast, 2)
    statement = state(cast, programme)
    if status in ("part_paid", "paid"):
        amount_idr = APBD_IDR * (2 if status == "paid" else 1)
        transfer(cast, programme.sponsor, amount_idr=amount_idr)
    elif status != "made":
        decision = {"sent": "send", "cancelled": "cancel"}[status]
        url = reverse("decide_sponsor_statement", args=[statement.pk])
        client.post(url, {"decision": decision})
    for each in ("made", "sent", "part_paid", "paid", "cancelled"):
        found = client.get(reverse("sponsor_statements"), {"status": each})
        assert (statement.number in found.text) == (each == status)


def test_a_statement_goes_out_as_a_table_with_masked_nik(client, cast):
    enrolled = factories.make_enrolment(market=cast.market).member
    programme = sponsored_since_november(cast, 1)
    member = Sponsorship.objects.get().member
    for name in ("nik_encrypted", "nik_key_id", "nik_index"):
        value = getattr(enrolled, name)
        setattr(member, name, value if name != "nik_index" else member.nik_index)
    statement = state(cast, programme)
    url = reverse("sponsor_statement_export", args=[statement.pk])
    text = b"".join(client.get(url).streaming_content).decode()
    assert "*" * 12 in text and member.name in text and "16800" in text
    xlsx = client.get(url, {"format": "xlsx"})
    lines = spreadsheets.read(data=b"".join(xlsx.streaming_content), most_rows=10)
    assert lines[1].cells[0] == member.name
    assert (
        statement.number
        in b"".join(client.get(reverse("sponsor_statements_export")).streaming_content).decode()
    )


def test_the_day_in_the_table_is_that_of_jakarta(client, cast):
    programme = sponsored_since_november(cast, 1)
    state(cast, programme, at=at(TODAY, hour=1))
    table = b"".join(client.get(reverse("sponsor_statements_export"))).decode()
    assert f"{TODAY:%Y-%m-%d}" in table
