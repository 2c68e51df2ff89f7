"""The services of docker-compose.yml work together, and with the servers they ask for."""

import os
import re
import socket
import sys
from pathlib import Path

import psycopg2
import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.celery import SCHEDULE, app
from config.servers import Servers
from contributions.models import FinishedJob
from tests.config.services import Broker, Services, Site, collect_static, first_start
from tests.plugins.databases import ScratchDatabase
from tests.plugins.processes import Process, StartProcess

pytestmark = pytest.mark.long
SCHEDULE_FILE = "/var/lib/mitra/beat/schedule"
HTTPS = {"X-Forwarded-Proto": "https"}


@pytest.fixture
def services(scratch_database, two_roles, listener, tmp_path, monkeypatch) -> Services:
    _skip_where_production_would_refuse(scratch_database, monkeypatch)
    places = {
        "DATABASE_URL": scratch_database.app_url,
        "DATABASE_OWNER_URL": scratch_database.owner_url,
        "REDIS_URL": os.environ["REDIS_URL"],
        "0.0.0.0:8000": f"fd://{listener.fileno()}",
        SCHEDULE_FILE: str(tmp_path / "schedule"),
    }
    return Services(tmp_path, programs=Path(sys.executable).parent, places=places)


def _skip_where_production_would_refuse(database: ScratchDatabase, monkeypatch) -> None:
    """Servers given from outside may have passwords that are good enough for tests only."""
    addresses = {
        "DATABASE_URL": database.app_url,
        "DATABASE_OWNER_URL": database.owner_url,
        "REDIS_URL": os.environ["REDIS_URL"],
    }
    with monkeypatch.context() as production:
        production.setenv("MITRA_ENVIRONMENT", environment.PRODUCTION)
        for name, address in addresses.items():
            try:
                environment.refuse_weak_password(name, address)
            except ImproperlyConfigured as refusal:
                pytest.skip(str(refusal))


def test_the_services_work_together_as_the_file_says(
    services: Services, start_process: StartProcess, listener: socket.socket
) -> None:
    # The admin's many files would take most of this test's time: the long test collects all.
    collect_static(services, "--ignore", "admin")
    prepared = services.run("prepare")
    assert prepared.returncode == 0, prepared.stderr

    web = services.start("web", listener.fileno())
    worker, beat = services.start("worker"), services.start("beat")
    start_process.started += [web, worker, beat]

    check_web(services, Site(listener.getsockname()[1]), web)
    check_jobs(services, worker)
    beat.wait_for(lambda: list(services.folder.glob("schedule*")))
    for process in (beat, worker, web):
        process.stop()
        assert (process.popen.returncode, "Traceback" in process.log) == (0, False), process.log


def check_web(services: Services, site: Site, web: Process) -> None:
    web.wait_for(lambda: site.get("/sehat"))
    asked = services.run("web", check=True, PORT=str(site.port))
    assert (asked.returncode, asked.stderr) == (0, "")

    sent_on = site.get("/masuk/")
    assert (sent_on.status, sent_on.headers["Location"]) == (301, "https://mitra.example/masuk/")
    page = site.get("/masuk/", **HTTPS)
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert all("Secure" in cookie for cookie in page.headers.get_all("Set-Cookie"))
    assert site.get("/masuk/", **{**HTTPS, "Host": "stranger.example"}).status == 400

    (stylesheet,) = set(re.findall(r'href="(/static/css/mitra\.[^"]+)"', page.read().decode()))
    for encoding in ("br", "gzip"):
        file = site.get(stylesheet, **HTTPS, **{"Accept-Encoding": encoding})
        assert file.headers["Content-Encoding"] == encoding
        assert "immutable" in file.headers["Cache-Control"]
    # The same file under its plain name may change with the next version.
    plain = site.get("/static/css/mitra.css", **HTTPS)
    assert plain.headers["Cache-Control"] == "max-age=60, public"


def check_jobs(services: Services, worker: Process) -> None:
    before = services.run("worker", check=True)
    assert (before.returncode, "has never finished" in before.stderr) == (1, True)
    for entry in SCHEDULE.values():
        app.send_task(entry["task"])
    worker.wait_for(lambda: FinishedJob.objects.count() == len(SCHEDULE))
    healthy = services.run("beat", check=True)
    assert healthy.returncode == 0, healthy.stderr


def test_the_first_start_of_the_database_makes_two_roles_that_may_little(
    services: Services, joined: Servers
) -> None:
    owner, app_role = first_start(services, joined)
    with psycopg2.connect(owner) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE receipts (number int)")
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE oid > 16383"
        )
        assert cursor.fetchall() == [(False, False, False)] * 2
    connection.close()
    connection = psycopg2.connect(app_role)
    for refused in ("CREATE TABLE mine (number int)", "SELECT * FROM receipts"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege), connection, connection.cursor():
            connection.cursor().execute(refused)
    connection.close()


def test_the_broker_wants_its_password_and_keeps_its_messages_over_a_restart(
    tmp_path: Path,
) -> None:
    broker = Broker(tmp_path)
    first = broker.start()
    assert broker.ask("GET message")[0].startswith("-NOAUTH")
    assert broker.ask(broker.login, "SET message kept") == ["+OK\r\n"] * 2
    first.stop()
    second = broker.start()
    assert broker.ask(broker.login, "GET message")[1] == "$4\r\nkept\r\n"
    second.stop()
