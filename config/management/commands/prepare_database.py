"""`manage.py prepare_database`: a database as this version of the code needs it."""

from typing import Any

from django.core.management import BaseCommand, call_command, get_commands
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from config import roles

OWNER = "owner"


class Command(BaseCommand):
    help = "Migrates as the owner, gives the app role its rights, loads the official tariff."

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to run again, and quick when there is nothing to do."""
        verbosity = options["verbosity"]
        if _migrations_wait():
            call_command("migrate", database=OWNER, interactive=False, verbosity=verbosity)
        app, owner = connections[DEFAULT_DB_ALIAS], connections[OWNER]
        if app.settings_dict["USER"] != owner.settings_dict["USER"]:
            roles.grant(owner, app.settings_dict["USER"])
        if "load_tariff" in get_commands():
            call_command("load_tariff", verbosity=verbosity)


def _migrations_wait() -> bool:
    executor = MigrationExecutor(connections[OWNER])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
