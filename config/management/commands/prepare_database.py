"""`manage.py prepare_database`: a database as this version of the code needs it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, call_command, get_commands
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from config import roles
from config.app_role import refuse_owner
from contributions import due_dates
from markets import months

OWNER = "owner"


class Command(BaseCommand):
    help = (
        "Migrates as the owner, gives the app role its rights, loads the official tariff and the "
        "public holidays of last year, this one and the next two."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-holidays", action="store_true", help="leave the holidays out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to run again, and quick when there is nothing to do."""
        verbosity = options["verbosity"]
        refuse_owner(connections[DEFAULT_DB_ALIAS])
        if _migrations_wait():
            call_command("migrate", database=OWNER, interactive=False, verbosity=verbosity)
        app, owner = connections[DEFAULT_DB_ALIAS], connections[OWNER]
        if app.settings_dict["USER"] != owner.settings_dict["USER"]:
            roles.grant(owner, app.settings_dict["USER"])
        if "load_tariff" in get_commands():
            call_command("load_tariff", verbosity=verbosity, stdout=self.stdout)
        if not options["no_holidays"]:
            year = months.law_day(timezone.now()).year
            due_dates.fill_holidays(first_year=year - 1, last_year=year + 2)


def _migrations_wait() -> bool:
    executor = MigrationExecutor(connections[OWNER])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
