"""What the demo refuses: other people's databases, half-made worlds, taken ports."""

import socket

import psycopg2
import pytest
from django.core.management import CommandError, call_command

from config.demo import processes, state, world
from markets.models import User
from tests.factories import make_user


@pytest.fixture
def made(monkeypatch):
    """The worlds that were made, instead of making them; the database is prepared already."""
    made = []
    monkeypatch.setattr(world, "make", lambda **asked: made.append(asked["members"]))
    monkeypatch.setattr(state, "call_command", lambda *_names, **_options: None)
    return made


def everything_is_gone(database):
    rows = database.execute_as_owner("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    return rows == [(1,)]  # the one that says this is a demo


def prepare(**options):
    said = []
    state.prepare(**{"members": 40, "fresh": False, "say": said.append, **options})
    return " ".join(said)


@pytest.mark.parametrize("fresh", [False, True])
def test_a_database_with_other_peoples_data_is_left_alone(scratch_database, made, fresh):
    make_user(role="admin", username="somebody")
    with pytest.raises(CommandError, match="leaves it alone"):
        prepare(fresh=fresh)
    assert made == []
    assert User.objects.filter(username="somebody").exists()


def test_a_world_is_made_once_and_then_kept(scratch_database, made):
    assert "Making" in prepare()
    make_user(role="admin", username="somebody")
    assert "Making" not in prepare(members=60)
    assert made == [40]
    assert User.objects.filter(username="somebody").exists()


def test_a_world_of_another_version_is_kept_until_somebody_throws_it_away(scratch_database, made):
    prepare()
    scratch_database.execute_as_owner(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('members', '0099_ahead', now())"
    )
    with pytest.raises(CommandError, match="--fresh"):
        prepare()
    assert "Starting anew" in prepare(fresh=True)


def test_a_world_that_was_not_finished_is_thrown_away(scratch_database, made, monkeypatch):
    def interrupted(**_asked):
        make_user(role="admin", username="somebody")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(world, "make", interrupted)
        with pytest.raises(KeyboardInterrupt):
            prepare()
    assert "was not finished" in prepare()
    assert made == [40]
    assert everything_is_gone(scratch_database)


def test_fresh_throws_the_world_away_and_makes_another(scratch_database, made):
    prepare()
    make_user(role="admin", username="somebody")
    assert "Starting anew" in prepare(fresh=True, members=60)
    assert made == [40, 60]
    assert everything_is_gone(scratch_database)


def test_fresh_does_not_pull_the_database_away_from_others(scratch_database, made, monkeypatch):
    prepare()
    monkeypatch.setattr(state, "SECONDS_FOR_OTHERS_TO_LEAVE", 0.3)
    other = psycopg2.connect(scratch_database.app_url)
    try:
        with pytest.raises(CommandError, match="1 other connection"):
            prepare(fresh=True)
    finally:
        other.close()
    assert made == [40]


def test_a_taken_port_is_named():
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is taken"):
            processes.listen(port)


def test_the_demo_does_not_run_in_production(monkeypatch):
    monkeypatch.setenv("MITRA_ENVIRONMENT", "production")
    with pytest.raises(CommandError, match="does not run in production"):
        call_command("demo", "--once")
