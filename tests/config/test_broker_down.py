"""Without the broker pages and payments work as ever; when it is back, jobs catch up."""

import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.celery import app
from contributions.models import Contribution, Payment
from markets import months
from tests import factories
from tests.collectors.till import check, hidden, send
from tests.config.services import Broker
from tests.contributions.money import make_cast
from tests.plugins.databases import ScratchDatabase
from tests.plugins.processes import StartProcess


@pytest.fixture
def broker(tmp_path, monkeypatch) -> Broker:
    """A broker of this test's own, which it may stop."""
    broker = Broker(tmp_path)
    monkeypatch.setenv("REDIS_URL", broker.url)
    return broker


def test_a_payment_without_a_broker_and_jobs_that_catch_up(
    scratch_database: ScratchDatabase, start_process: StartProcess, broker: Broker, client: Client
) -> None:
    first_life = broker.start()
    start_process.started.append(first_life)
    worker = start_process.worker()
    first_life.kill()
    worker.wait_for(lambda: "Trying again" in worker.log)

    cast = make_cast()
    payer, unbilled = (factories.make_member(market=cast.market) for _ in range(2))
    today = months.law_day(timezone.now())
    for member in (payer, unbilled):
        factories.make_term(member=member, first_month=today.replace(day=1), approved_on=today)
    client.force_login(cast.collector)
    began = time.monotonic()
    paid = send(client, hidden(check(client, {payer: 1})))
    assert time.monotonic() - began < 5  # nobody waited for the broker
    assert client.get(paid.url).status_code == 200
    assert client.get(reverse("health")).status_code == 200
    assert Payment.objects.get().member == payer
    assert not Contribution.objects.filter(member=unbilled).exists()

    start_process.started.append(broker.start())
    with app.connection_for_write(broker.url) as connection:
        app.send_task("contributions.sweep_dues", connection=connection)
    worker.wait_for(Contribution.objects.filter(member=unbilled).exists)
    assert Contribution.objects.filter(member=payer).count() == 1
    worker.stop()
