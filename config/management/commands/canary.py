"""`manage.py canary`: exit 0 while every recurring job keeps finishing, 1 and a sentence if not."""

import datetime as dt
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from config.celery import SCHEDULE
from contributions import canary

SILENT = 1


class Command(BaseCommand):
    help = "Says whether each job of the schedule finished within the last minutes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--max-minutes", type=int, default=15, help="how long a job may be silent (15)"
        )

    def handle(self, *args: Any, max_minutes: int, **options: Any) -> None:
        jobs = [entry["task"].rpartition(".")[2] for entry in SCHEDULE.values()]
        silence = canary.longest_silence(jobs=jobs, at=timezone.now())
        if silence.lasted is None:
            self.stderr.write(f"The job {silence.job} has never finished.")
            sys.exit(SILENT)
        if silence.lasted > dt.timedelta(minutes=max_minutes):
            minutes = silence.lasted // dt.timedelta(minutes=1)
            self.stderr.write(f"The job {silence.job} has been silent for {minutes} minutes.")
            sys.exit(SILENT)
        self.stdout.write(f"Each of {len(jobs)} jobs finished within {max_minutes} minutes.")
