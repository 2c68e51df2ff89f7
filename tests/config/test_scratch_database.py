"""The databases tests make for themselves: committed, apart from each other, gone afterwards."""

import psycopg2
import pytest
from django.db import connection, connections, transaction

from tests.plugins.databases import ScratchDatabase
from tests.plugins.threads import AtOnce

INSERT = "INSERT INTO django_session VALUES (%s, 'data', now())"
seen: list[str] = []


def test_what_is_written_is_committed_for_every_other_connection(
    scratch_database: ScratchDatabase,
) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, ["kept"])
    other = psycopg2.connect(scratch_database.app_url)
    with other, other.cursor() as cursor:
        cursor.execute("SELECT session_key, current_database() FROM django_session")
        assert cursor.fetchall() == [("kept", scratch_database.name)]
    other.close()
    assert scratch_database.execute_as_owner("SELECT session_key FROM django_session") == [
        ("kept",)
    ]
    seen.append(scratch_database.name)


def test_threads_race_on_it_and_the_database_decides(
    scratch_database: ScratchDatabase, at_once: AtOnce
) -> None:
    def insert() -> str:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, ["the same"])
        return "stored"

    outcomes = at_once(insert, insert, insert)
    assert outcomes.count("stored") == 1
    # The negative control: without the constraint all of them get through.
    scratch_database.execute_as_owner("DELETE FROM django_session")
    scratch_database.execute_as_owner(
        "ALTER TABLE django_session DROP CONSTRAINT django_session_pkey"
    )
    assert at_once(insert, insert, insert).count("stored") == 3


@pytest.mark.django_db
def test_an_ordinary_test_has_another_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone()[0] not in seen
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
        if seen:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname = ANY(%s)", [seen])
            assert cursor.fetchone() == (0,)
    assert connections["owner"].settings_dict["NAME"] == connection.settings_dict["NAME"]
