"""What the database refuses about exports; each test is named after the constraint."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from members.models import Enrolment, ExportedWorker, WorkerExport
from tests.factories import NOON, make_enrolment, make_treasurer
from tests.numbered import make_approved, make_worker_export

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def worker():
    market = make_approved().market
    by = make_treasurer(partner=market.partner)
    return make_worker_export(partner=market.partner, by=by).workers.get()


def test_enrolment_is_exported_once(worker):
    worker.pk, worker.number = None, 2
    with pytest.raises(IntegrityError, match="enrolment_is_exported_once"):
        worker.save(force_insert=True)


def test_row_of_an_export_is_one_person(worker):
    worker.pk, worker.enrolment = None, make_approved()
    with pytest.raises(IntegrityError, match="row_of_an_export_is_one_person"):
        worker.save(force_insert=True)


def test_exported_enrolment_is_approved(worker):
    worker.pk, worker.number, worker.enrolment = None, 2, make_enrolment()
    with pytest.raises(IntegrityError, match="exported_enrolment_is_approved"):
        worker.save(force_insert=True)


def test_what_was_exported_by_whom_never_changes_and_never_goes(worker):
    for rows, change in (
        (WorkerExport.objects.all(), {"people": 2}),
        (WorkerExport.objects.all(), {"at": NOON + DAY}),
        (ExportedWorker.objects.all(), {"number": 2}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)
    assert Enrolment.objects.get().exports.get() == worker
