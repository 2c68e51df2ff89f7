"""How many formal workers a branch has, as typed in."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from members import formal_figures
from members.formal_figures import UnableToRecordFigure
from members.models import FormalFigure
from tests.factories import NOON, TODAY, make_reviewer, make_treasurer

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def reviewer():
    return make_reviewer()


def record(by, people=120_500, on=TODAY, source="Laporan"):
    return formal_figures.record(people=people, on=on, source=source, by=by, at=NOON)


def latest(by):
    return formal_figures.latest(branch=by.branch_id)


def test_the_figure_of_the_latest_day_stands_and_of_one_day_the_last_typed(reviewer):
    assert latest(reviewer) is None
    first = record(reviewer)
    record(reviewer, people=1, on=YESTERDAY)
    assert latest(reviewer) == first
    corrected = record(reviewer, people=120_600)
    assert latest(reviewer) == corrected
    assert FormalFigure.objects.count() == 3
    assert (corrected.by, corrected.at, corrected.source) == (reviewer, NOON, "Laporan")


def test_the_same_again_changes_nothing(reviewer):
    assert record(reviewer) == record(reviewer)
    assert FormalFigure.objects.count() == 1


def test_each_branch_has_its_own(reviewer):
    record(make_reviewer())
    assert latest(reviewer) is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"people": -1}, "people"),
        ({"people": 50_000_001}, "people"),
        ({"on": TODAY + dt.timedelta(days=1)}, "on"),
        ({"on": dt.date(2015, 6, 30)}, "on"),
    ],
)
def test_what_cannot_be_is_refused(reviewer, given, field):
    with pytest.raises(UnableToRecordFigure) as refused:
        record(reviewer, **given)
    assert refused.value.field == field and not FormalFigure.objects.exists()


def test_only_the_branch_types_it():
    with pytest.raises(UnableToRecordFigure, match="Hanya petugas cabang"):
        record(make_treasurer())


def test_a_typed_figure_never_changes_and_never_goes(reviewer):
    record(reviewer)
    rows = FormalFigure.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(people=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete(rows.db)
