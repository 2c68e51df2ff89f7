"""How billing goes, in words; and whether the jobs behind it still run."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import billing, canary
from contributions.billing import REASONS as COUNTED
from contributions.billing_progress import JOBS, REASONS
from contributions.models import BillingRun
from markets import months
from tests import factories
from tests.factories import NOON, NOVEMBER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_treasurer")]


def make_run(market, month=NOVEMBER, **fields):
    fields.setdefault("status", "done")
    fields.setdefault("finished_at", NOON)
    return BillingRun.objects.create(market=market, month=month, created_at=NOON, **fields)


def read(client, at=NOON):
    with time_machine.travel(at, tick=False):
        return client.get(reverse("billing_runs"))


def test_what_was_skipped_is_said_in_words(client, cast):
    make_run(cast.market, billed=7, skipped={"already_billed": 2, "no_term": 1}, failed=1)
    text = read(client).text
    assert "2 sudah ditagih" in text
    assert "1 tanpa masa kepesertaan" in text


def test_every_reason_and_every_job_has_its_words():
    assert set(COUNTED) <= set(REASONS)
    assert set(JOBS) == {"sweep_dues", "bill_next", "refresh_reminders"}


def test_a_run_on_its_way_shows_how_far_it_is(client, cast):
    for _ in range(4):
        cast.member()
    make_run(cast.market, status="running", finished_at=None, active=3)
    text = read(client).text
    assert '<progress value="3" max="4"' in text
    assert "3 dari 4 peserta" in text


def test_jobs_that_have_fallen_silent_are_shouted(client, cast):
    silent = "Pekerjaan berkala tidak berjalan seperti biasanya."
    assert silent in read(client).text  # none ever ran
    canary.finished(name="bill_next", at=NOON)
    assert silent in read(client).text  # the others never did
    for name in ("sweep_dues", "refresh_reminders"):
        canary.finished(name=name, at=NOON)
    assert silent not in read(client).text
    assert silent in read(client, at=NOON + dt.timedelta(minutes=31)).text


def test_runs_of_other_partners_are_not_shown(client, cast):
    elsewhere = factories.make_market(name="Pasar Lain")
    make_run(elsewhere)
    assert "Pasar Lain" not in read(client).text


def test_a_real_run_is_shown_as_it_went(client, cast):
    cast.member()
    billing.open_runs(month=NOVEMBER, at=NOON, market=cast.market)
    billing.work(at=NOON)
    text = read(client).text
    assert "Selesai" in text
    assert BillingRun.objects.get().billed == 1


def test_the_page_takes_as_many_queries_with_many_runs_as_with_few(client, cast):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert read(client).status_code == 200
        return len(captured)

    make_run(cast.market)
    few = queries()
    for number in range(1, 20):
        make_run(cast.market, month=months.add(NOVEMBER, -number))
    assert queries() == few <= 12
