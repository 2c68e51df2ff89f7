"""A returned enrolment that nobody mends does not keep the person's data for ever."""

import datetime as dt

import pytest
from django.db import IntegrityError

from collectors import tasks
from contributions import held_dues
from members import enrolment, erasures, nik_vault, retention, review, unmended
from members.models import Decision, Enrolment, Member
from tests import factories
from tests.contributions.deposits import held
from tests.factories import NOON

pytestmark = pytest.mark.django_db
LATE = NOON + retention.RETURNED_KEPT + dt.timedelta(days=1)


@pytest.fixture
def returned(cast):
    sent = factories.make_enrolment(by=cast.collector, market=cast.market)
    return send_back(sent)


def send_back(sent: Enrolment) -> Enrolment:
    reviewer = factories.make_reviewer(branch=sent.market.partner.branch)
    review.return_(enrolment=sent, reason="Foto KTP buram", by=reviewer, at=NOON)
    return sent


def status(row: Enrolment) -> tuple[str, str]:
    row = Enrolment.objects.select_related("member").get(pk=row.pk)
    return row.status, row.member.status


def test_it_waits_half_a_year_and_is_then_taken_back_by_nobody(returned):
    assert unmended.sweep(at=NOON + retention.RETURNED_KEPT) == 0
    assert status(returned) == ("returned", "applying")
    assert unmended.sweep(at=LATE) == 1
    assert status(returned) == ("withdrawn", "ended")
    step = Decision.objects.get(to_status="withdrawn")
    assert (step.by, step.by_name) == (None, "otomatis")
    assert "tidak diperbaiki" in step.reason
    assert unmended.sweep(at=LATE) == 0


def test_then_her_data_go_within_a_year(returned):
    unmended.sweep(at=LATE)
    erasures.sweep(at=LATE)
    erasures.sweep(at=LATE + dt.timedelta(days=340))
    member = Member.objects.get()
    assert (member.name, bytes(member.nik_encrypted)) == ("—", b"")


def test_who_waits_for_the_branch_or_was_returned_lately_is_left_alone(cast, returned):
    waiting = factories.make_enrolment(by=cast.collector, market=cast.market)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    lately = factories.make_enrolment(by=cast.collector, market=cast.market)
    review.return_(enrolment=lately, reason="Nama?", by=reviewer, at=LATE)
    assert unmended.sweep(at=LATE) == 1
    assert status(waiting)[0] == "submitted" and status(lately)[0] == "returned"


def test_first_dues_held_for_it_are_hers_again(cast):
    dues = held(cast)
    send_back(dues.enrolment)
    assert unmended.sweep(at=LATE) == 1
    held_dues.sweep(at=LATE)
    dues.refresh_from_db()
    assert dues.status == "owed"


def test_she_may_be_enrolled_again(cast, returned):
    unmended.sweep(at=LATE)
    number = nik_vault.open_(returned.member)
    assert enrolment.check_nik(text=number, by=cast.collector, on=LATE.date())


def test_the_job_of_erasing_takes_it_back(returned, time_machine):
    time_machine.move_to(LATE, tick=False)
    tasks.erase_expired()
    assert status(returned) == ("withdrawn", "ended")


@pytest.mark.parametrize("to_status", ["approved", "withdrawn"])
def test_only_a_returned_one_is_withdrawn_by_nobody(cast, to_status):
    row = factories.make_enrolment(by=cast.collector, market=cast.market)
    step = {"from_status": "submitted", "to_status": to_status, "entered_by": row.entered_by}
    with pytest.raises(IntegrityError, match="only_a_returned_one_is_withdrawn_by_nobody"):
        Decision.objects.create(enrolment=row, market=row.market, by=None, at=NOON, **step)
