"""The databases tests work on: a shared one with rollback, and scratch ones that commit."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

from tests.plugins import templates

COMMITTING_FIXTURES = {"transactional_db", "live_server", "django_db_reset_sequences"}


@dataclass(frozen=True)
class ScratchDatabase:
    """A database of its own for one test, in which everything is really committed.

    While the test runs, both Django aliases use it, in every thread.
    """

    name: str

    @property
    def app_url(self) -> str:
        return self._url("DATABASE_URL")

    @property
    def owner_url(self) -> str:
        return self._url("DATABASE_OWNER_URL")

    def owner_connection(self) -> BaseDatabaseWrapper:
        """Django's connection of the owner role, which may drop constraints and triggers."""
        return connections["owner"]

    def execute_as_owner(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Run one statement as the owner and answer its rows, if it has any."""
        with connections["owner"].cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def environment(self) -> dict[str, str]:
        """The environment for a process that works on this database and on our broker."""
        return {
            **os.environ,
            "DATABASE_URL": self.app_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def _url(self, variable: str) -> str:
        url = os.environ.get(variable) or os.environ["DATABASE_URL"]
        return urlsplit(url)._replace(path=f"/{self.name}").geturl()


@pytest.fixture(scope="session")
def own_databases(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Whatever databases this process makes are gone at its end."""
    with django_db_blocker.unblock():
        templates.drop_leftovers()
    yield
    with django_db_blocker.unblock():
        templates.drop_own()


@pytest.fixture(scope="session")
def django_db_setup(own_databases: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One database for this process's ordinary tests, used under the app role's rights."""
    with django_db_blocker.unblock():
        name = templates.name_of("shared")
        templates.make_database(name)
        pointed = templates.pointed_at(name)
        pointed.__enter__()
    yield
    with django_db_blocker.unblock():
        pointed.__exit__(None, None, None)


@pytest.fixture
def scratch_database(
    own_databases: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[ScratchDatabase]:
    """A committed database with rights and official tariff, gone after the test.

    For threads, worker processes, live servers and negative controls. Not together with `db`.
    """
    with django_db_blocker.unblock():
        name = templates.name_of("scratch")  # always the same: one web server serves many tests
        templates.make_database(name)
        with templates.pointed_at(name):
            yield ScratchDatabase(name)
        templates.set_aside(name)


@pytest.fixture
def two_roles() -> None:
    """For tests of the app role's rights: skips where one role was given for everything."""
    users = {connections.settings[alias]["USER"] for alias in ("default", "owner")}
    if len(users) < 2:
        pytest.skip("needs two database roles: set DATABASE_OWNER_URL besides DATABASE_URL")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse tests whose end would empty tables, which the app role may not."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        commits = marker is not None and marker.kwargs.get("transaction")
        if commits or COMMITTING_FIXTURES & set(getattr(item, "fixturenames", ())):
            raise pytest.UsageError(f"{item.nodeid}: use the fixture scratch_database instead.")
