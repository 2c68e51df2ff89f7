"""Where the daily digests are read: their page, the hand-over's sheet, the business day."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.contributions.digested import make_daily_digest
from tests.contributions.money import make_cast
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - dt.timedelta(days=1)
DIGEST = "0123456789abcdef" * 4
SHOWN = " ".join(f"<code>{DIGEST[first : first + 4]}</code>" for first in range(0, 64, 4))


@pytest.fixture
def cast(client):
    cast = make_cast()
    client.force_login(cast.treasurer)
    return cast


def test_the_page_lists_each_day_the_latest_first_in_groups_of_four(client, cast):
    make_daily_digest(day=YESTERDAY, rows=1_234)
    make_daily_digest(sha256=DIGEST)
    client.force_login(factories.make_auditor(partner=cast.partner))
    text = client.get(reverse("digests")).text
    assert text.index("10 November 2026") < text.index("9 November 2026")
    assert SHOWN in text
    assert "1.234" in text


def test_before_the_first_midnight_the_page_says_so(client, cast):
    assert "Belum ada sidik" in client.get(reverse("digests")).text


def test_the_page_asks_no_more_for_more_days(client, cast):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("digests"))
        return len(asked)

    make_daily_digest(day=YESTERDAY)
    few = queries()
    for _ in range(25):
        make_daily_digest()
    assert queries() == few <= 12


def test_the_sheet_of_a_handover_shows_the_last_digest_and_its_day(client, cast):
    cast.pay(cast.member())
    sheet = reverse("handover_sheet", args=[cast.hand_over().pk])
    assert "Sidik buku" not in client.get(sheet).text
    make_daily_digest(day=YESTERDAY, sha256=DIGEST)
    for paper in ({}, {"kertas": "58"}):
        text = client.get(sheet, paper).text
        assert "Sidik buku s.d. 9 November 2026:" in text
        assert SHOWN in text


def test_a_business_day_shows_its_digest_or_the_last_one_before_it(client, cast):
    day = reverse("daily_close", args=[cast.partner.pk, TODAY])
    make_daily_digest(day=YESTERDAY, sha256=DIGEST)
    text = client.get(day).text
    assert "Sidik buku s.d. 9 November 2026" in text and SHOWN in text
    assert "dibuat sesudah harinya berakhir" in text
    make_daily_digest(sha256=DIGEST[::-1])
    text = client.get(day).text
    assert "Sidik buku s.d. 10 November 2026" in text
    assert "dibuat sesudah harinya berakhir" not in text


def test_every_day_goes_out_as_csv_and_xlsx(client, cast):
    assert reverse("digests_export") not in client.get(reverse("digests")).text
    make_daily_digest(day=YESTERDAY, rows=1_234)
    make_daily_digest(sha256=DIGEST)
    assert reverse("digests_export") in client.get(reverse("digests")).text
    answer = client.get(reverse("digests_export"))
    _header, latest, earlier = b"".join(answer.streaming_content).decode().splitlines()
    assert latest.startswith(f'"{TODAY}","0","{DIGEST}"')
    assert earlier.startswith(f'"{YESTERDAY}","1234"')
    sheet = client.get(reverse("digests_export"), {"format": "xlsx"})
    assert b"".join(sheet.streaming_content).startswith(b"PK")
