"""The canary: a job that stopped, or never began, is noticed."""

import datetime as dt

import pytest
from django.core.management import call_command

from config.celery import SCHEDULE
from contributions import canary
from contributions.models import FinishedJob

NOON = dt.datetime(2026, 11, 20, 5, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
JOBS = (
    "bill_next",
    "carry_out_imports",
    "draw_spot_checks",
    "erase_expired",
    "forget_drafts",
    "make_digests",
    "read_statements",
    "refresh_reminders",
    "sweep_dues",
    "use_credit",
)

pytestmark = pytest.mark.django_db


def listen(capsys, time_machine, **options):
    """The exit code and what was said, at noon."""
    time_machine.move_to(NOON, tick=False)
    code = 0
    try:
        call_command("canary", **options)
    except SystemExit as end:
        code = end.code
    said = capsys.readouterr()
    return code, (said.out + said.err).strip()


def finish(*jobs, ago=dt.timedelta(0)):
    for job in jobs:
        canary.finished(name=job, at=NOON - ago)


def test_all_is_well_while_every_job_keeps_finishing(capsys, time_machine):
    finish(*JOBS, ago=15 * MINUTE)
    expected = (0, f"Each of {len(JOBS)} jobs finished within 15 minutes.")
    assert listen(capsys, time_machine) == expected


def test_the_job_that_has_been_silent_longest_decides(capsys, time_machine):
    finish(*(job for job in JOBS if job != "refresh_reminders"))
    finish("refresh_reminders", ago=16 * MINUTE)
    expected = (1, "The job refresh_reminders has been silent for 16 minutes.")
    assert listen(capsys, time_machine) == expected
    assert listen(capsys, time_machine, max_minutes=20)[0] == 0


def test_a_job_that_never_finished_is_not_forgotten_behind_those_that_did(capsys, time_machine):
    finish(*(job for job in JOBS if job != "sweep_dues"))
    expected = (1, "The job sweep_dues has never finished.")
    assert listen(capsys, time_machine) == expected


def test_jobs_of_an_earlier_version_do_not_count(capsys, time_machine):
    finish(*JOBS)
    finish("a_job_that_is_gone", ago=900 * MINUTE)
    assert listen(capsys, time_machine)[0] == 0


@pytest.mark.parametrize("task", [entry["task"] for entry in SCHEDULE.values()])
def test_each_scheduled_job_leaves_the_name_by_which_the_canary_knows_it(task):
    from config.celery import app

    app.loader.import_default_modules()
    app.tasks[task].run()
    assert FinishedJob.objects.filter(name=task.rpartition(".")[2]).exists()
