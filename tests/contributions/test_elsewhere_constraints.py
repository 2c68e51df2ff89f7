"""What the database refuses about months paid elsewhere, a test each."""

import pytest

from contributions.models import Contribution, ElsewhereAnswer, PaymentLine
from tests import factories
from tests.contributions.elsewhere import confirm, deny, record
from tests.contributions.straight import insert, refused_by, update
from tests.factories import NOVEMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(cast):
    return record(cast.member(), by=cast.collector)


def _another(row, **changes):
    proof = insert(row.proof, id=factories.new_id())
    fields = {"id": factories.new_id(), "proof": proof, "reference": "LAIN"} | changes
    return insert(row, **fields)


def test_paid_elsewhere_is_positive(row):
    with refused_by("paid_elsewhere_is_positive"):
        _another(row, amount_idr=0)


def test_paid_elsewhere_says_where_and_how(row):
    for changes in ({"channel_name": ""}, {"reference": ""}):
        with refused_by("paid_elsewhere_says_where_and_how"):
            _another(row, **changes)


def test_one_live_record_per_channel_reference(row):
    with refused_by("one_live_record_per_channel_reference"):
        _another(row, reference=row.reference)
    _another(row, reference=row.reference, live=False)


def test_a_dead_record_stays_dead(row, cast):
    deny(row, by=cast.treasurer)
    with refused_by("a_dead_record_stays_dead|Cannot update"):
        update(row, live=True)


def test_one_live_record_per_member_and_month(row):
    month = row.months.get()
    for status in ("waiting", "confirmed"):
        with refused_by("one_live_record_per_member_and_month"):
            insert(month, status=status)
    insert(month, status="denied")


def test_elsewhere_month_is_a_whole_month(row):
    with refused_by("elsewhere_month_is_a_whole_month"):
        insert(row.months.get(), contribution_month=NOVEMBER.replace(day=2))


def test_month_paid_here_too_is_recorded_as_such(cast):
    member = cast.member()
    cast.pay(member)
    month = record(member, by=cast.collector, paid_here=frozenset([NOVEMBER])).months.get()
    with refused_by("month_paid_here_too_is_recorded_as_such"):
        insert(month, status="denied", payment_line=None)


def test_month_said_paid_elsewhere_is_not_taken(cast):
    member = cast.member()
    line = cast.pay(member).lines.get()
    update(line, live=False)
    update(line.contribution, status="open")
    record(member, by=cast.collector)
    with refused_by("month_said_paid_elsewhere_is_not_taken"):
        insert(line, live=True)
    assert PaymentLine.objects.count() == 1


def test_elsewhere_is_answered_by_another_person(row, cast):
    fields = {"month": row.months.get(), "note": "x", "at": row.recorded_at}
    for outcome, by in (("denied", cast.collector), ("withdrawn", cast.treasurer)):
        day = None if outcome == "withdrawn" else row.paid_on
        with refused_by("elsewhere_is_answered_by_another_person"):
            ElsewhereAnswer.objects.create(outcome=outcome, by=by, answered_on=day, **fields)


def test_elsewhere_answer_has_the_date_of_bpjs(row, cast):
    fields = {"month": row.months.get(), "note": "x", "at": row.recorded_at}
    with refused_by("elsewhere_answer_has_the_date_of_bpjs"):
        ElsewhereAnswer.objects.create(outcome="denied", by=cast.treasurer, **fields)
    with refused_by("elsewhere_answer_has_the_date_of_bpjs"):
        ElsewhereAnswer.objects.create(
            outcome="withdrawn", by=cast.collector, answered_on=row.paid_on, **fields
        )


def test_elsewhere_is_denied_or_withdrawn_with_a_reason(row, cast):
    with refused_by("elsewhere_is_denied_or_withdrawn_with_a_reason"):
        ElsewhereAnswer.objects.create(
            month=row.months.get(),
            outcome="denied",
            answered_on=row.paid_on,
            by=cast.treasurer,
            at=row.recorded_at,
        )


def test_an_answered_month_does_not_move_again(row, cast):
    confirm(row, by=cast.treasurer)
    for status in ("waiting", "denied"):
        with refused_by("Invalid transition|status_moves"):
            update(row.months.get(), status=status)


def test_one_contribution_per_member_and_month_also_where_bpjs_has_it_from_elsewhere(row, cast):
    confirm(row, by=cast.treasurer)
    month = Contribution.objects.get(member=row.member)
    with refused_by("one_contribution_per_member_and_month"):
        insert(month, status="open", status_reason="")
