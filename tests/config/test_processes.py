"""The real web server, worker and browser the other tests rely on."""

import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.celery import app
from contributions.models import FinishedJob
from tests.plugins.processes import Process


def test_the_web_server_answers_as_users_see_it(web: str) -> None:
    try:
        urllib.request.urlopen(f"{web}/no-such-page/", timeout=10)
    except urllib.error.HTTPError as answer:
        assert answer.code == 404
        assert "DEBUG = True" not in answer.read().decode()
    else:
        raise AssertionError("a page that does not exist was answered")


def test_the_browser_is_a_small_phone(
    web: str, page: Any, screenshot: Callable[[Any, str], Path]
) -> None:
    page.goto(f"{web}/admin/login/")
    assert page.evaluate("[innerWidth, innerHeight]") == [360, 740]
    assert screenshot(page, "admin-login").stat().st_size > 1000


def test_a_worker_works_on_the_scratch_database(worker: Process) -> None:
    app.send_task("contributions.sweep_dues")
    worker.wait_for(FinishedJob.objects.filter(name="sweep_dues").exists)
    worker.stop()
    assert worker.popen.returncode == 0
