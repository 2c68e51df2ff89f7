"""Who pays for a member, and that it ends: on her page, on receipts, in a list for collectors."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions.models import (
    SponsorProgramme,
    Sponsorship,
)
from tests.contributions.sponsored import (
    APBD_IDR,
    sponsored_since_november,
    state,
    transfer,
)
from tests.factories import NOVEMBER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_treasurer")]
MOST_QUERIES = 12


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_members_page_names_who_pays_and_until_when(client, cast):
    sponsored_since_november(cast, 1)
    client.force_login(cast.collector)
    row = Sponsorship.objects.get()
    url = reverse("member_page", args=[row.member_id])
    text = client.get(url).text
    assert f"Iuran dibayar oleh {row.programme.sponsor.name}" in text
    assert "November 2026 sampai Mei 2027" in text
    assert "dibayar sendiri" not in text
    Sponsorship.objects.update(last_month=NOVEMBER)
    assert "Mulai Desember 2026 iuran dibayar sendiri" in client.get(url).text
    assert queries(client, url) <= MOST_QUERIES + 4


def test_collectors_have_a_list_of_whom_to_tell(client, cast):
    programme = sponsored_since_november(cast, 2)
    client.force_login(cast.collector)
    url = reverse("ending_sponsorships")
    assert "Tidak ada yang segera berakhir" in client.get(url).text
    first = Sponsorship.objects.get(place=1)
    Sponsorship.objects.filter(pk=first.pk).update(last_month=NOVEMBER)
    text = client.get(url).text
    assert first.member.name in text and "Sendiri mulai Desember 2026" in text
    assert "segera membayar sendiri" in client.get(reverse("worklist")).text
    SponsorProgramme.objects.update(runs_out_month=dt.date(2027, 1, 1))
    text = client.get(url).text
    assert "sendiri mulai sekitar Januari 2027" in text
    table = b"".join(client.get(reverse("ending_sponsorships_export")).streaming_content).decode()
    assert programme.sponsor.name in table


def test_a_receipt_says_who_paid_and_what_follows(client, cast):
    programme = sponsored_since_november(cast, 1)
    state(cast, programme)
    transfer(cast, programme.sponsor, amount_idr=APBD_IDR)
    Sponsorship.objects.update(last_month=NOVEMBER)
    payment = Sponsorship.objects.get().member.payments.get()
    text = client.get(reverse("receipt", args=[payment.token])).text
    assert programme.sponsor.name in text
    assert "Mulai Desember 2026 iuran dibayar sendiri" in text
