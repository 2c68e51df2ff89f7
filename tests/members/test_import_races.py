"""Lists at once, and workers that are killed: nobody is saved twice, and nothing is left behind."""

import datetime as dt
import io

import pytest
from django.utils import timezone

from config.celery import app
from markets import file_work
from members import consents, import_work, imports, signed_sheets
from members.models import (
    BulkImport,
    BulkImportRow,
    Document,
    Enrolment,
    ImportedPerson,
    Member,
)
from tests.factories import make_market, make_treasurer
from tests.members.uploaded import NEW, as_csv, checked, grid, person, saved
from tests.photos import jpeg

UNIQUE = "person_waits_once_in_the_imports_of_a_partner"
FILE = "one_import_per_file"
ONE_NIK = "members_member_nik_index_key"
NOW = dt.datetime(2026, 11, 10, 5, tzinfo=dt.UTC)
# Everybody who saves stops for a moment after the look at what is there.
STOP = """
CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END $$;
CREATE TRIGGER stop BEFORE INSERT ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION stop();
"""

# Who has read that she waits, and has a sheet for her, goes on when the other one has, too.
MEET = """
CREATE SEQUENCE arrived;
CREATE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM nextval('arrived');
    FOR tick IN 1..2000 LOOP
        IF (SELECT last_value FROM arrived) >= 2 THEN RETURN NULL; END IF;
        PERFORM pg_sleep(0.01);
    END LOOP;
    RAISE EXCEPTION 'the other one never came';
END $$;
CREATE TRIGGER meet BEFORE INSERT ON members_document
FOR EACH STATEMENT EXECUTE FUNCTION meet();
"""


def make_lists(count):
    """Two lists with the same people in another order, both checked."""
    treasurer = make_treasurer()
    market = make_market(partner=treasurer.partner)
    rows = [person(market=market) for _ in range(count)]
    lists = [checked(rows, by=treasurer, at=NOW), checked(rows[::-1], by=treasurer, at=NOW)]
    for each in lists:
        imports.save(bulk_import=each, by=treasurer, at=NOW)
    return lists


def people():
    """How many rows wait, and how many persons they are."""
    indexes = [bytes(index) for index in ImportedPerson.objects.values_list("nik_index", flat=True)]
    return len(indexes), len(set(indexes))


@pytest.mark.parametrize("guarded", [True, False])
def test_two_lists_with_the_same_people_saved_at_once(scratch_database, at_once, guarded):
    lists = make_lists(6)
    scratch_database.execute_as_owner(STOP.format(table="members_importedperson"))
    if not guarded:
        scratch_database.execute_as_owner(f"DROP INDEX {UNIQUE}")
    results = at_once(*[lambda: import_work.work(at=NOW, portion=50)] * 2)
    assert not [result for result in results if isinstance(result, Exception)]
    if guarded:
        assert people() == (6, 6)
        figures = [(each.saved, each.repeated) for each in BulkImport.objects.order_by("-saved")]
        assert figures == [(6, 0), (0, 6)]
    else:
        assert people() == (12, 6)  # the key is what holds it
    assert {each.status for each in BulkImport.objects.filter(pk__in=[e.pk for e in lists])} == {
        "saved"
    }


@pytest.mark.parametrize("guarded", [True, False])
def test_one_file_uploaded_twice_at_once_is_one_import(scratch_database, at_once, guarded):
    treasurer = make_treasurer()
    market = make_market(partner=treasurer.partner)
    data = as_csv(grid([person(market=market)]))
    scratch_database.execute_as_owner(STOP.format(table="members_bulkimport"))
    if not guarded:
        scratch_database.execute_as_owner(f"DROP INDEX {FILE}")

    def upload():
        return imports.receive(kind=NEW, file_name="a.csv", data=data, by=treasurer, at=NOW)

    first, second = at_once(upload, upload)
    assert isinstance(first, BulkImport) and isinstance(second, BulkImport)
    assert (first == second) is guarded
    assert BulkImport.objects.count() == (1 if guarded else 2)


def test_two_workers_check_one_list_once(scratch_database, at_once):
    treasurer = make_treasurer()
    market = make_market(partner=treasurer.partner)
    data = as_csv(grid([person(market=market) for _ in range(10)]))
    imports.receive(kind=NEW, file_name="a.csv", data=data, by=treasurer, at=NOW)
    at_once(*[lambda: import_work.work_all(at=NOW)] * 4)
    row = BulkImport.objects.get()
    assert (row.status, row.checked, row.valid, row.attempts) == ("checked", 10, 10, 1)
    assert BulkImportRow.objects.count() == 10


def test_a_worker_whose_list_was_taken_over_writes_nothing_more(scratch_database):
    treasurer = make_treasurer()
    market = make_market(partner=treasurer.partner)
    data = as_csv(grid([person(market=market) for _ in range(4)]))
    imports.receive(kind=NEW, file_name="a.csv", data=data, by=treasurer, at=NOW)
    slow = import_work._claim(NOW)
    scratch_database.execute_as_owner(
        "UPDATE members_bulkimport SET claimed_until = now() - interval '1 second'"
    )
    import_work.work(at=NOW)
    with pytest.raises(file_work.LeaseLost):
        import_work._advance(slow, BulkImport.Status.WAITING)
    imports.save(bulk_import=slow, by=treasurer, at=NOW)
    with pytest.raises(file_work.LeaseLost):  # nor while it is being saved, on its first attempt
        import_work._advance(slow, BulkImport.Status.WAITING)
    import_work.work(at=NOW)
    assert people() == (4, 4)


def test_a_worker_whose_list_was_taken_over_takes_nothing_from_it_when_it_fails(scratch_database):
    treasurer = make_treasurer()
    market = make_market(partner=treasurer.partner)
    data = as_csv(grid([person(market=market) for _ in range(4)]))
    imports.receive(kind=NEW, file_name="a.csv", data=data, by=treasurer, at=NOW)
    slow = import_work._claim(NOW)
    scratch_database.execute_as_owner(
        "UPDATE members_bulkimport SET claimed_until = now() - interval '1 second'"
    )
    import_work.work(at=NOW)
    import_work._fail(slow, error="Tidak terbaca.", at=NOW)
    assert BulkImport.objects.get().status == "checked"
    assert BulkImportRow.objects.count() == 4


def test_a_list_whose_workers_keep_dying_is_given_up_with_a_sentence(scratch_database):
    treasurer = make_treasurer()
    market = make_market(partner=treasurer.partner)
    data = as_csv(grid([person(market=market)]))
    imports.receive(kind=NEW, file_name="a.csv", data=data, by=treasurer, at=NOW)
    BulkImport.objects.update(attempts=file_work.ATTEMPTS)
    assert import_work.work(at=NOW) is None
    row = BulkImport.objects.get()
    assert (row.status, row.error) == (
        "failed",
        "Dihentikan setelah 5 percobaan. Unggah lagi berkasnya.",
    )


def test_a_worker_killed_in_the_middle_leaves_the_rest_to_the_next_one(
    scratch_database, start_process
):
    treasurer, now = make_treasurer(), timezone.now()
    market = make_market(partner=treasurer.partner)
    data = as_csv(grid([person(market=market) for _ in range(30)]))
    received = imports.receive(kind=NEW, file_name="a.csv", data=data, by=treasurer, at=now)
    scratch_database.execute_as_owner(STOP.format(table="members_bulkimportrow"))
    portions = {"IMPORT_ROWS_AT_ONCE": "2"}
    first = start_process.worker(environment=portions)
    app.send_task("collectors.carry_out_imports")
    first.wait_for(lambda: 2 <= BulkImportRow.objects.count() < 20)
    first.kill()
    received.refresh_from_db()
    assert received.status == BulkImport.Status.WAITING
    assert received.checked == BulkImportRow.objects.count() > 0
    # The lease runs out: here by hand, in life after two minutes.
    scratch_database.execute_as_owner(
        "DROP TRIGGER stop ON members_bulkimportrow;"
        "UPDATE members_bulkimport SET claimed_until = now() - interval '1 second'"
    )
    second = start_process.worker(environment=portions)
    app.send_task("collectors.carry_out_imports")
    second.wait_for(
        lambda: BulkImport.objects.get(pk=received.pk).status == BulkImport.Status.CHECKED
    )
    received.refresh_from_db()
    assert (received.checked, received.valid, received.attempts) == (30, 30, 2)
    assert BulkImportRow.objects.count() == 30


@pytest.mark.parametrize("guarded", [True, False])
def test_two_sheets_of_one_person_at_once_send_her_once(scratch_database, at_once, guarded):
    market = make_market()
    treasurer = make_treasurer(partner=market.partner)
    row = saved([person(market=market)], by=treasurer, at=NOW)
    text = consents.in_force(on=NOW.date())
    scratch_database.execute_as_owner(MEET)
    if not guarded:
        scratch_database.execute_as_owner(f"ALTER TABLE members_member DROP CONSTRAINT {ONE_NIK}")

    def attach():
        sheet = io.BytesIO(jpeg())
        return signed_sheets.attach(
            bulk_import=row, number=2, version=text.version, file=sheet, by=treasurer, at=NOW
        )

    results = at_once(attach, attach)
    sent = Enrolment.objects.get()
    assert ImportedPerson.objects.get().enrolment == sent
    assert Document.objects.count() == Member.objects.count() == 1
    if guarded:
        assert results == [sent, sent]  # the later one is answered with the earlier
    else:  # the key is what makes them one: without it the later is another person, refused
        (other,) = [result for result in results if result != sent]
        assert isinstance(other, signed_sheets.UnableToAttach)
        assert "tidak menunggu" in str(other)
