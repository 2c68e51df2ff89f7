"""What the database refuses about leaving; each test is named after the constraint."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from members.models import Departure
from tests import factories
from tests.asked import make_departure
from tests.factories import NOON, NOVEMBER, TODAY
from tests.members.wanted_twice import make_parties

pytestmark = pytest.mark.django_db
DECEMBER, JANUARY = dt.date(2026, 12, 1), dt.date(2027, 1, 1)
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def rows(cast):
    departure = make_departure(member=cast.member(), by=cast.collector)
    return Departure.objects.filter(pk=departure.pk)


def _refuses(name, rows, **fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**fields)


def _insert(departure, **fields):
    values = {
        field.attname: getattr(departure, field.attname)
        for field in departure._meta.concrete_fields
    }
    return Departure.objects.create(**{**values, "id": uuid.uuid4(), **fields})


def test_member_has_one_open_departure(rows):
    with pytest.raises(IntegrityError, match="member_has_one_open_departure"):
        _insert(rows.get())


def test_member_leaves_once_at_a_time(rows, reviewer):
    decided = {"status": "approved", "decided_by": reviewer, "decided_at": NOON}
    rows.update(**decided, effective_month=DECEMBER)
    with pytest.raises(IntegrityError, match="member_leaves_once_at_a_time"):
        _insert(rows.get())


def test_departure_is_decided_by_another(rows):
    decided = {"decided_by": rows.get().asked_by, "decided_at": NOON, "decision_note": "x"}
    _refuses("departure_is_decided_by_another", rows, status="refused", **decided)


def test_decided_departure_names_who_and_when(rows):
    name = "decided_departure_names_who_and_when"
    _refuses(name, rows, status="refused", decision_note="x")


def test_refused_departure_says_why(rows, reviewer):
    decided = {"decided_by": reviewer, "decided_at": NOON}
    _refuses("refused_departure_says_why", rows, status="refused", **decided)


def test_approved_departure_has_its_month(rows, reviewer):
    decided = {"decided_by": reviewer, "decided_at": NOON}
    _refuses("approved_departure_has_its_month", rows, status="approved", **decided)


def test_departure_holds_no_earlier_than_asked(rows, reviewer):
    decided = {"decided_by": reviewer, "decided_at": NOON, "effective_month": NOVEMBER}
    name = "departure_holds_no_earlier_than_asked"
    _refuses(name, rows, status="approved", **decided)


def test_overtaken_departure_ended_nobody(rows, reviewer):
    change = make_parties(member=rows.get().member).report()
    name = "overtaken_departure_ended_nobody"
    _refuses(name, rows, overtaken_by=change)
    decided = {"status": "approved", "decided_by": reviewer, "decided_at": NOON}
    rows.update(**decided, effective_month=DECEMBER, overtaken_by=change)
    _refuses(name, rows, ended_at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(overtaken_by=None)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("departure_is_from_whole_months", {"from_month": TODAY}),
        ("departure_for_another_reason_is_explained", {"reason": "other"}),
    ],
)
def test_what_is_asked_for_can_stand(rows, name, fields):
    withdrawn = {"status": "withdrawn", "decided_at": NOON}
    with pytest.raises(IntegrityError, match=name):
        _insert(rows.get(), **withdrawn, **fields)


def test_decision_of_departure_stays(rows, reviewer):
    decided = {"status": "approved", "decided_by": reviewer, "decided_at": NOON}
    rows.update(**decided, effective_month=DECEMBER)
    for fields in (
        {"decision_note": "x"},
        {"decided_at": LATER},
        {"decided_by": factories.make_reviewer()},
        {"effective_month": JANUARY},
        {"status": "refused"},
        {"from_month": JANUARY},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**fields)
    assert rows.update(ended_at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(ended_at=NOON)
