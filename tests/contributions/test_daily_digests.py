"""The daily digest: one a day, in a chain, and no change of the past escapes it."""

import datetime as dt
import hashlib
import io
import json
import threading

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction

from config.roles import money_models
from contributions import books, daily_digests, digest_check, digest_sql
from contributions.models import MONEY, DailyDigest, LedgerEntry
from markets import months
from tests.contributions.money import make_cast
from tests.factories import TODAY

# Long ago by the database's clock, which says when a row was stored.
FIRST, SECOND, THIRD = (dt.date(2020, 3, day) for day in (2, 3, 4))
NEXT_MORNING = dt.datetime(2020, 3, 5, 1, 0, tzinfo=months.WIB)
LEDGER = LedgerEntry._meta.db_table


def stored(day, hour=12, *, to=999, minute=0):
    """A move of money that the database took then (WIB)."""
    at = dt.datetime.combine(day, dt.time(hour, minute), months.WIB)
    former = LedgerEntry.objects.order_by("pk").first()
    fields = {
        field.attname: getattr(former, field.attname)
        for field in LedgerEntry._meta.concrete_fields
        if field.name not in {"id", "stored_at"}
    }
    return LedgerEntry.objects.create(**{**fields, "to_id": to, "stored_at": at})


@pytest.fixture
def three_days():
    """Two moves on the first day, none on the second, two on the third; each day has its digest."""
    cast = make_cast()
    cast.pay(cast.member())
    for number, day in enumerate((FIRST, FIRST, THIRD, THIRD)):
        stored(day, to=1_000 + number)
    for day in (FIRST, SECOND, THIRD):
        at = dt.datetime.combine(day + daily_digests.ONE_DAY, dt.time(1), months.WIB)
        assert daily_digests.make_due(at=at) == 1
    return cast


def rows_of(digest):
    return {table: rows for table, _columns, rows, _sha256 in digest.tables}


# ---- what it is made of ----


def test_every_row_of_money_that_stays_is_in_the_digest():
    kept = {model for model in money_models() if model._meta.app_label == "contributions"}
    assert set(MONEY) == kept - {DailyDigest}
    for model in MONEY:
        assert "stored_at" in digest_sql.columns_of(model), model
        assert not set(model.updatable_columns) & set(digest_sql.columns_of(model)), model


@pytest.mark.django_db
def test_a_row_belongs_to_the_day_on_which_the_database_took_it_in_wib(three_days):
    assert [rows_of(digest) for digest in DailyDigest.objects.order_by("day")] == [
        {LEDGER: 2},
        {},
        {LEDGER: 2},
    ]


@pytest.mark.django_db
def test_the_day_ends_at_midnight_in_jakarta():
    cast = make_cast()
    cast.pay(cast.member())
    stored(FIRST, 23, minute=59)
    stored(SECOND, 0, to=1_000)
    daily_digests.make_due(at=dt.datetime.combine(SECOND, dt.time(1), months.WIB))
    assert rows_of(DailyDigest.objects.get()) == {LEDGER: 1}


@pytest.mark.django_db
def test_the_first_digest_takes_all_that_was_there_before():
    cast = make_cast()
    cast.pay(cast.member())
    stored(dt.date(2019, 1, 1))
    daily_digests.make_due(at=NEXT_MORNING)
    assert rows_of(DailyDigest.objects.get(day=THIRD)) == {LEDGER: 1}
    assert digest_check.changed_past() == []


@pytest.mark.django_db
def test_it_can_be_made_again_with_other_tools(three_days, monkeypatch):
    """As the ADR tells it: JSON of each row, digested one by one, in blocks, by table, by day."""
    [(table, columns, rows, kept)] = DailyDigest.objects.get(day=FIRST).tables
    texts = []
    for entry in LedgerEntry.objects.filter(to_id__in=(1_000, 1_001)).order_by("pk").values():
        told = {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in entry.items()
        }
        texts.append(json.dumps({name: told[name] for name in columns}, separators=(",", ":")))
    digests = b"".join(hashlib.sha256(text.encode()).digest() for text in texts)
    assert hashlib.sha256(hashlib.sha256(digests).digest()).hexdigest() == kept
    assert (table, rows, columns[0]) == (LEDGER, 2, "id")


@pytest.mark.django_db
def test_days_larger_than_a_block_are_digested_whole(three_days, monkeypatch):
    monkeypatch.setattr(digest_sql, "BLOCK", 1)
    assert [(one.day, one.table) for one in digest_check.changed_past()] == [(FIRST, LEDGER)]


# ---- once a day, in a chain ----


@pytest.mark.django_db
def test_each_digest_contains_the_one_before(three_days):
    first, second, third = DailyDigest.objects.order_by("day")
    assert (first.previous, second.previous, third.previous) == (None, first, second)
    again = daily_digests.digest_of(
        day=third.day, previous=second.sha256, tables=daily_digests.tables_of(third)
    )
    other = daily_digests.digest_of(
        day=third.day, previous=first.sha256, tables=daily_digests.tables_of(third)
    )
    assert again == third.sha256 != other


@pytest.mark.django_db
def test_the_same_day_again_makes_nothing(three_days):
    before = list(DailyDigest.objects.values_list("day", "sha256"))
    assert daily_digests.make_due(at=NEXT_MORNING) == 0
    assert list(DailyDigest.objects.values_list("day", "sha256")) == before


@pytest.mark.django_db
def test_days_that_were_left_out_are_made_up_for():
    cast = make_cast()
    cast.pay(cast.member())
    daily_digests.make_due(at=dt.datetime.combine(SECOND, dt.time(1), months.WIB))
    assert daily_digests.make_due(at=NEXT_MORNING) == 2
    assert set(DailyDigest.objects.values_list("day", flat=True)) == {FIRST, SECOND, THIRD}


@pytest.mark.django_db
def test_a_day_is_not_over_by_one_clock_alone():
    """Neither shortly after midnight, nor where the application's clock is years ahead."""
    daily_digests.make_due(at=dt.datetime.combine(SECOND, dt.time(1), months.WIB))
    assert daily_digests.make_due(at=dt.datetime.combine(THIRD, dt.time(0, 5), months.WIB)) == 0
    daily_digests.make_due(at=dt.datetime(2020, 3, 6, 1, tzinfo=months.WIB))
    with connection.cursor() as cursor:
        cursor.execute("SELECT (clock_timestamp() AT TIME ZONE 'Asia/Jakarta')::date")
        today = cursor.fetchone()[0]
    ahead = dt.datetime.combine(today + dt.timedelta(days=40), dt.time(1), months.WIB)
    due = list(daily_digests._due(ahead))
    assert max(due) < today


def test_of_two_workers_at_once_one_makes_it(scratch_database, at_once):
    def make():
        made = daily_digests.make_due(at=NEXT_MORNING)
        connections.close_all()
        return made

    assert sorted(at_once(make, make)) == [0, 1]
    assert DailyDigest.objects.count() == 1


def test_who_began_before_midnight_and_is_not_done_is_waited_for(scratch_database, monkeypatch):
    """The row was stored yesterday, and nobody can see it yet."""
    cast = make_cast()
    cast.pay(cast.member())
    monkeypatch.setattr(daily_digests, "PATIENCE", dt.timedelta(0))
    written, may_end = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            stored(THIRD, 23, minute=59)
            written.set()
            may_end.wait(20)
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    assert written.wait(20)
    made = daily_digests.make_due(at=NEXT_MORNING)
    may_end.set()
    writer.join()
    assert (made, DailyDigest.objects.count()) == (0, 0)
    assert daily_digests.make_due(at=NEXT_MORNING) == 1
    assert rows_of(DailyDigest.objects.get()) == {LEDGER: 1}


# ---- what the database refuses ----


def make(**fields):
    number = DailyDigest.objects.count()
    told = {"sha256": f"{number:064x}", "rows": 0, "tables": [], "made_at": NEXT_MORNING}
    return DailyDigest.objects.create(**{**told, **fields})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("a_day_has_one_digest", {"day": FIRST}),
        ("digests_form_one_chain", {"day": SECOND}),
        ("digest_is_64_hexadecimal_signs", {"day": SECOND, "sha256": "Z" * 64}),
    ],
)
def test_a_second_chain_or_digest_is_refused(name, fields):
    first = make(day=FIRST)
    if name == "digest_is_64_hexadecimal_signs":
        fields["previous"] = first
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make(**fields)


@pytest.mark.django_db
def test_digest_follows_the_day_before():
    first = make(day=FIRST)
    with pytest.raises(IntegrityError, match="digest_follows_the_day_before"), transaction.atomic():
        make(day=THIRD, previous=first)
    make(day=SECOND, previous=first)


# ---- the past ----


@pytest.mark.django_db
def test_a_past_that_stands_agrees(three_days):
    assert digest_check.changed_past() == []
    three_days.pay(three_days.member())
    assert digest_check.changed_past() == []


@pytest.mark.django_db
def test_a_row_put_into_an_earlier_day_is_named(three_days):
    stored(SECOND, to=7)
    assert [(one.day, one.table) for one in digest_check.changed_past()] == [(SECOND, LEDGER)]


CHANGES = [
    (FIRST, LEDGER, f"UPDATE {LEDGER} SET amount_idr = amount_idr + 1 WHERE to_id = 1000"),
    (THIRD, LEDGER, f"DELETE FROM {LEDGER} WHERE to_id = 1002"),
    (FIRST, LEDGER, f"UPDATE {LEDGER} SET stored_at = now() WHERE to_id = 1001"),
    (THIRD, LEDGER, f"UPDATE {LEDGER} SET id = 9000000 WHERE to_id = 1002"),
    (
        SECOND,
        digest_check.CHAIN,
        f"UPDATE contributions_dailydigest SET sha256 = repeat('a', 64) WHERE day = '{SECOND}'",
    ),
    (FIRST, LEDGER, f"ALTER TABLE {LEDGER} DROP COLUMN market_id CASCADE"),
]


def test_whoever_changes_the_past_is_found_and_the_day_and_table_are_named(
    scratch_database, three_days
):
    """As the owner, with the triggers off: what no rule of the database stops any more."""
    owner, app = connections["owner"], connections["default"]
    for table in (LEDGER, "contributions_dailydigest"):
        scratch_database.execute_as_owner(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    connections["default"] = owner
    try:
        for day, table, change in CHANGES:
            with transaction.atomic():
                scratch_database.execute_as_owner(change)
                found = digest_check.changed_past()
                transaction.set_rollback(True)
            assert (found[0].day, found[0].table) == (day, table), change
    finally:
        connections["default"] = app


def test_a_column_that_comes_later_changes_no_digest(scratch_database, three_days):
    scratch_database.execute_as_owner(
        f"ALTER TABLE {LEDGER} ADD COLUMN a_new_one integer NOT NULL DEFAULT 7"
    )
    assert digest_check.changed_past() == []


@pytest.mark.django_db
def test_the_check_of_the_books_names_it(three_days):
    stored(SECOND, to=7)
    found = [one for one in books.differences(on=TODAY) if one.check == books.PAST_IS_AS_DIGESTED]
    assert [one.subject for one in found] == [f"{SECOND} {LEDGER}"]
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("check_books", stdout=out, stderr=io.StringIO())
    assert f"Masa lalu buku berubah sesudah disidik: {SECOND} {LEDGER}" in out.getvalue()
