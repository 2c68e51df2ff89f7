"""Two returned applications are mended to one and the same NIK in the same moment."""

from dataclasses import replace

import pytest

from members import enrolment, nik_vault, review
from members.applications import UnableToEnrol
from members.models import Member
from tests.factories import (
    NOON,
    make_application,
    make_collector,
    make_enrolment,
    make_market,
    make_nik,
    make_reviewer,
)


@pytest.fixture
def returned(scratch_database):
    market = make_market()
    reviewer = make_reviewer(branch=market.partner.branch)
    sent = [make_enrolment(market=market) for _ in range(2)]
    return [review.return_(enrolment=s, reason="NIK salah.", by=reviewer, at=NOON) for s in sent]


@pytest.fixture
def both_found_nobody(returned, meet):
    """Each waits, once it has seen that the NIK is free, until the other has seen it too."""
    meet((nik_vault, "seal"))


def mend_both(returned, at_once):
    market = returned[0].market
    collector, number = make_collector(market=market), make_nik()
    application = replace(make_application(market=market, nik=number), consent_how="")
    return at_once(
        *(
            lambda row=row: enrolment.resubmit(
                enrolment=row, application=application, by=collector, at=NOON
            )
            for row in returned
        )
    )


def test_one_keeps_the_nik_and_the_other_is_told_that_it_is_known(
    returned, at_once, both_found_nobody
) -> None:
    outcomes = mend_both(returned, at_once)
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert isinstance(refusal, UnableToEnrol) and refusal.code == "already_known"
    statuses = {Member.objects.get(pk=row.member_id).enrolments.get().status for row in returned}
    assert statuses == {"submitted", "returned"}


def test_without_the_unique_key_both_would_get_it(
    returned, at_once, both_found_nobody, scratch_database
) -> None:
    """The negative control: without it the test above could pass by luck."""
    [(constraint,)] = scratch_database.execute_as_owner(
        "SELECT conname FROM pg_constraint WHERE contype = 'u'"
        " AND conrelid = 'members_member'::regclass AND conname LIKE '%%nik_index%%'"
    )
    scratch_database.execute_as_owner(f"ALTER TABLE members_member DROP CONSTRAINT {constraint}")
    outcomes = mend_both(returned, at_once)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert Member.objects.values("nik_index").distinct().count() == 1
