"""Two people export the same new workers in the same moment."""

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from members import worker_rows
from members.exporting import UnableToExport
from members.models import ExportedWorker
from tests.factories import make_market, make_treasurer
from tests.numbered import make_approved, make_worker_export


@pytest.fixture
def market(scratch_database):
    market = make_market()
    make_approved(market=market)
    return market


@pytest.fixture
def both_have_read(meet):
    """Each waits, after it has read who waits, until the other has read it too."""
    meet((worker_rows, "cells"))


def export_both(market, at_once):
    treasurers = [make_treasurer(partner=market.partner) for _each in range(2)]
    return at_once(
        *(lambda by=by: make_worker_export(partner=market.partner, by=by) for by in treasurers)
    )


def without_lock(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows)


def test_each_person_goes_into_one_file(market, at_once, both_have_read):
    [refusal] = [each for each in export_both(market, at_once) if isinstance(each, Exception)]
    assert isinstance(refusal, UnableToExport)
    assert ExportedWorker.objects.count() == 1


def test_without_the_lock_the_database_still_keeps_one(
    market, at_once, both_have_read, monkeypatch
):
    without_lock(monkeypatch)
    [refusal] = [each for each in export_both(market, at_once) if isinstance(each, Exception)]
    assert isinstance(refusal, IntegrityError)
    assert ExportedWorker.objects.count() == 1


def test_with_lock_and_guard_removed_she_stands_in_two_files(
    market, at_once, both_have_read, monkeypatch, scratch_database
):
    """The negative control: without it the tests above could pass by luck."""
    without_lock(monkeypatch)
    scratch_database.execute_as_owner(
        "ALTER TABLE members_exportedworker DROP CONSTRAINT enrolment_is_exported_once"
    )
    assert not [each for each in export_both(market, at_once) if isinstance(each, Exception)]
    assert ExportedWorker.objects.count() == 2
