"""Two sweeps at once open one reminder for each who owes; without the guards they would not."""

import datetime as dt
import threading
import time

from django.db import connection, connections, transaction

from collectors import reminders
from collectors.models import Reminder
from tests import factories

AT = dt.datetime(2026, 8, 3, 12, 0, tzinfo=factories.WIB)
AUGUST = dt.date(2026, 8, 1)


def sweep_twice_at_once() -> tuple[reminders.Outcome, list]:
    """A second sweep begins while the first is not committed yet; what both answered."""
    second: list = []

    def sweep() -> None:
        try:
            second.append(reminders.refresh(at=AT))
        except Exception as error:
            second.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=sweep)
    with transaction.atomic():
        first = reminders.refresh(at=AT)
        thread.start()
        wait_until_it_ends_or_waits_for_a_lock(thread)
    thread.join(timeout=20)
    assert not thread.is_alive()
    return first, second


def wait_until_it_ends_or_waits_for_a_lock(thread: threading.Thread) -> None:
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if not thread.is_alive() or cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("the second sweep neither ended nor waited")


def three_who_owe() -> None:
    for _ in range(3):
        factories.make_contribution(member=factories.make_member(), month=AUGUST)


def test_two_sweeps_at_once_open_one_reminder_each(scratch_database) -> None:
    three_who_owe()
    first, second = sweep_twice_at_once()
    assert first == reminders.Outcome(3, 0, 0)
    assert second == [reminders.Outcome(0, 0, 0)]
    assert Reminder.objects.count() == 3


def test_one_open_reminder_per_member_holds_without_the_lock(scratch_database, monkeypatch) -> None:
    three_who_owe()
    monkeypatch.setattr(reminders, "LOCK", "SELECT 1")
    _first, second = sweep_twice_at_once()
    assert second == [reminders.Outcome(0, 0, 0)]
    assert Reminder.objects.count() == 3


def test_without_lock_and_index_two_sweeps_would_open_two(scratch_database, monkeypatch) -> None:
    three_who_owe()
    monkeypatch.setattr(reminders, "LOCK", "SELECT 1")
    scratch_database.execute_as_owner("DROP INDEX one_open_reminder_per_member")
    sweep_twice_at_once()
    assert Reminder.objects.count() == 6
