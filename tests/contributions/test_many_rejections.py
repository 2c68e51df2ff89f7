"""Thousands of months that BPJS rejected, as a file tells them: at once, each for its reason."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributions import answers, rejections
from contributions.models import Contribution, Credit, LineAnswer
from contributions.rejections import Rejected
from tests.contributions.money import no_differences
from tests.factories import NOON, NOVEMBER

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=2)
Reason = LineAnswer.Reason


def sent(cast, *members, payment_code="BPJS-1"):
    """A posted remittance of what these members paid."""
    for member in members:
        cast.pay(member)
    cast.hand_over()
    return cast.post(payment_code=payment_code)


def reject_many(cast, posted, told):
    fields = {"by": cast.treasurer, "at": LATER}
    return rejections.reject_many(remittance=posted, rejected=told, **fields)


def test_many_at_once_take_as_many_queries_as_one(cast):
    def queries(people):
        members = [cast.member() for _ in range(people)]
        cast.pay(members[0], count=2)
        posted = sent(cast, *members[1:], payment_code=f"B-{people}")
        told = {line.pk: Rejected(Reason.DEAD) for line in posted.lines.all()}
        with CaptureQueriesContext(connection) as captured:
            assert reject_many(cast, posted, told) == people + 1
        return len(captured)

    assert queries(2) == queries(12)
    no_differences()


def test_many_go_in_portions_and_stay_as_they_are_answered(cast, monkeypatch):
    monkeypatch.setattr(rejections, "AT_ONCE", 2)
    members = [cast.member() for _ in range(5)]
    posted = sent(cast, *members)
    lines = list(posted.lines.order_by("pk"))
    answers.accept(remittance=posted, lines=[lines[0].pk], by=cast.treasurer, at=LATER)
    told = {line.pk: Rejected(Reason.NIK_UNKNOWN) for line in lines}
    assert reject_many(cast, posted, told) == 4
    assert reject_many(cast, posted, told) == 0
    assert Credit.objects.count() == 4
    no_differences()


def test_each_of_many_is_rejected_for_its_own_reason(cast):
    members = [cast.member() for _ in range(3)]
    posted = sent(cast, *members)
    reasons = [Reason.PAID_ELSEWHERE, Reason.DEAD, Reason.OTHER]
    told = {
        line.pk: Rejected(reason, " Data  ganda ")
        for line, reason in zip(posted.lines.order_by("pk"), reasons, strict=True)
    }
    reject_many(cast, posted, told)
    found = LineAnswer.objects.order_by("line").values_list("reason", "note")
    assert list(found) == [(reason, "Data ganda") for reason in reasons]
    of_november = Contribution.objects.filter(contribution_month=NOVEMBER)
    statuses = of_november.values_list("status", flat=True)
    assert sorted(statuses) == ["cancelled", "open", "open"]
    no_differences()


def test_a_line_of_another_remittance_is_not_touched(cast):
    first = sent(cast, cast.member())
    second = sent(cast, cast.member(), payment_code="BPJS-2")
    told = {first.lines.get().pk: Rejected(Reason.DEAD)}
    assert reject_many(cast, second, told) == 0
    assert not LineAnswer.objects.exists()
