"""Lists that a partner uploads: checked, saved, and never twice."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from members import enrolment, import_seals, import_work, imports
from members.models import (
    BulkImport,
    BulkImportFile,
    BulkImportRow,
    Enrolment,
    ImportedPerson,
    Member,
)
from tests.factories import (
    NOON,
    make_application,
    make_collector,
    make_market,
    make_nik,
    make_partner,
    make_treasurer,
)
from tests.members.uploaded import checked, figures, person, reasons, saved, upload

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=1)


@pytest.fixture
def treasurer():
    return make_treasurer()


@pytest.fixture
def market(treasurer):
    return make_market(partner=treasurer.partner, name="Pasar Cisarua")


def test_a_list_is_checked_first_and_saves_nobody(treasurer, market):
    rows = [person(market=market), person(market=market, phone=""), person(market=market, nik="1")]
    received = upload(rows, by=treasurer)
    assert received.status == BulkImport.Status.WAITING
    import_work.work_all(at=NOON)
    received.refresh_from_db()
    assert (received.status, received.rows, received.checked) == ("checked", 3, 3)
    assert figures(received) == (1, 1, 1, 0, 0)
    assert not ImportedPerson.objects.exists() and not Member.objects.exists()
    assert not BulkImportFile.objects.exists()  # its rows have been read


def test_saving_makes_drafts_of_the_valid_and_the_warned_rows_and_of_nobody_else(treasurer, market):
    rows = [person(market=market), person(market=market, phone=""), person(market=market, nik="1")]
    row = saved(rows, by=treasurer)
    assert (row.status, figures(row)) == ("saved", (1, 1, 1, 0, 2))
    people = ImportedPerson.objects.order_by("number")
    assert [(each.number, each.status, each.market) for each in people] == [
        (2, "waiting", market),
        (3, "waiting", market),
    ]
    assert people[1].warnings == ["no_phone"]
    assert not Member.objects.exists() and not Enrolment.objects.exists()
    assert list(row.lines.values_list("number", flat=True)) == [4]  # to be mended


def test_what_a_list_says_lies_sealed(treasurer, market):
    saved([person(market=market, name="SITI PENANDA")], by=treasurer)
    row = ImportedPerson.objects.get()
    assert b"PENANDA" not in bytes(row.sealed)
    assert import_seals.cells(row)[1] == "SITI PENANDA"


def test_another_partners_list_is_nobodys_business(treasurer, market):
    number = make_nik()
    other = make_treasurer()
    elsewhere = make_market(partner=other.partner)
    saved([person(market=elsewhere, nik=number)], by=other)
    assert saved([person(market=market, nik=number)], by=treasurer).saved == 1


def test_the_same_file_again_is_the_same_import(treasurer, market):
    rows = [person(market=market)]
    first = saved(rows, by=treasurer)
    assert upload(rows, by=treasurer, at=LATER) == first
    assert BulkImport.objects.count() == ImportedPerson.objects.count() == 1


def test_the_same_file_of_another_partner_is_another_import(treasurer, market):
    other = make_treasurer()
    rows = [person(market=market)]
    assert upload(rows, by=treasurer) != upload(rows, by=other)


def test_the_same_people_in_another_file_are_there_already(treasurer, market):
    rows = [person(market=market), person(market=market)]
    saved(rows, by=treasurer)
    again = saved([*rows, person(market=market)], by=treasurer, at=LATER)
    assert figures(again) == (1, 0, 0, 2, 1)
    assert reasons(again)[2] == ["Sudah diimpor dan menunggu persetujuan orangnya."]
    assert ImportedPerson.objects.count() == 3


def test_who_was_sent_meanwhile_is_there_already_too(treasurer, market):
    rows = [person(market=market)]
    saved(rows, by=treasurer)
    collector = make_collector(market=market)
    application = make_application(market=market, nik=rows[0]["nik"])
    enrolment.submit(application=application, by=collector, at=NOON)
    again = checked([*rows, person(market=market)], by=treasurer, at=LATER)
    assert figures(again) == (1, 0, 0, 1, 0)
    assert reasons(again) == {2: ["Sudah diimpor dan dikirim ke cabang."]}


def test_who_came_between_the_check_and_the_saving_is_not_saved_again(treasurer, market):
    rows = [person(market=market), person(market=market, phone="")]
    row = checked([*rows, person(market=market)], by=treasurer)
    collector = make_collector(market=market)
    for each in rows:
        application = make_application(market=market, nik=each["nik"])
        enrolment.submit(application=application, by=collector, at=NOON)
    imports.save(bulk_import=row, by=treasurer, at=NOON)
    import_work.work_all(at=NOON)
    row.refresh_from_db()
    assert figures(row) == (1, 0, 0, 2, 1)
    assert reasons(row)[2] == ["Sudah ada ketika daftar ini disimpan."]


def test_nothing_is_saved_of_a_list_without_sound_rows(treasurer, market):
    row = checked([person(market=market, nik="1")], by=treasurer)
    with pytest.raises(imports.UnableToImport, match="Belum ada baris"):
        imports.save(bulk_import=row, by=treasurer, at=NOON)


def test_saving_twice_saves_once(treasurer, market):
    row = saved([person(market=market)], by=treasurer)
    again = imports.save(bulk_import=row, by=treasurer, at=LATER)
    import_work.work_all(at=LATER)
    assert (again.status, ImportedPerson.objects.count()) == ("saved", 1)


def test_a_list_that_is_thrown_away_leaves_nothing(treasurer, market):
    rows = [person(market=market)]
    imports.throw_away(bulk_import=checked(rows, by=treasurer), by=treasurer)
    assert not BulkImport.objects.exists() and not BulkImportRow.objects.exists()
    assert saved(rows, by=treasurer).saved == 1
    with pytest.raises(imports.UnableToImport, match="sudah disimpan"):
        imports.throw_away(bulk_import=BulkImport.objects.get(), by=treasurer)


def test_what_nobody_went_on_with_is_forgotten(treasurer, market):
    checked([person(market=market)], by=treasurer)  # and never saved
    kept = saved([person(market=market), person(market=market, nik="1")], by=treasurer)
    rows = [person(market=market)]
    sent = saved(rows, by=treasurer)
    application = make_application(market=market, nik=rows[0]["nik"])
    enrolment.submit(application=application, by=make_collector(market=market), at=NOON)
    assert imports.forget_old(at=NOON + imports.FORGOTTEN_AFTER) == 0
    soon_after = NOON + imports.FORGOTTEN_AFTER + dt.timedelta(seconds=1)
    assert imports.forget_old(at=soon_after) == 2
    assert set(BulkImport.objects.all()) == {kept, sent}
    assert not BulkImportRow.objects.exists() and ImportedPerson.objects.count() == 2
    imports.forget_old(at=NOON + imports.PEOPLE_FORGOTTEN_AFTER + dt.timedelta(seconds=1))
    assert not ImportedPerson.objects.exists() and Enrolment.objects.count() == 1


def test_keys_may_change_while_a_list_waits(treasurer, market, settings):
    upload([person(market=market)], by=treasurer)
    row = checked([person(market=market)], by=treasurer, at=LATER)
    upload([person(market=market)], by=treasurer)
    settings.NIK_OLD_KEYS = {settings.NIK_KEY_ID: settings.NIK_ENCRYPTION_KEY}
    settings.NIK_KEY_ID, settings.NIK_ENCRYPTION_KEY = "k2", "another-key-of-enough-length-for-it"
    while import_seals.seal_some_anew():
        pass
    settings.NIK_OLD_KEYS = {}
    import_work.work_all(at=LATER)
    imports.save(bulk_import=row, by=treasurer, at=LATER)
    import_work.work_all(at=LATER)
    assert set(BulkImport.objects.values_list("status", flat=True)) == {"checked", "saved"}


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"number": 99}, "person_waits_once_in_the_imports_of_a_partner"),
        ({"nik_index": b"x" * 32}, "row_of_an_import_is_saved_once"),
        ({"status": "submitted"}, "imported_person_is_submitted_with_her_enrolment"),
    ],
)
def test_the_database_refuses_a_person_twice(treasurer, market, changes, constraint):
    saved([person(market=market)], by=treasurer)
    row = ImportedPerson.objects.get()
    row.pk = None
    for name, value in {"number": 98, "nik_index": b"y" * 32, **changes}.items():
        setattr(row, name, value)
    if constraint == "person_waits_once_in_the_imports_of_a_partner":
        row.nik_index = ImportedPerson.objects.get().nik_index
    if constraint == "row_of_an_import_is_saved_once":
        row.number = ImportedPerson.objects.get().number
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save()


def test_an_imported_person_lies_in_a_market_of_the_partner(treasurer, market):
    saved([person(market=market)], by=treasurer)
    foreign = make_market(partner=make_partner())
    with pytest.raises(IntegrityError, match="market_lies_in_its_partner"), transaction.atomic():
        ImportedPerson.objects.update(market=foreign)
