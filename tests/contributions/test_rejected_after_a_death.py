"""Money that BPJS gives back once a death is confirmed is owed to the family, like the rest."""

import datetime as dt

import pytest

from contributions import deaths, ledger, rejections, repayments
from contributions.models import LineAnswer, Place, Refund
from contributions.owed_refunds import owed
from markets.models import Partner
from tests import factories
from tests.contributions.bereaved import asked_reversal, confirmed, reported
from tests.contributions.credit import give
from tests.contributions.money import DUES_IDR, no_differences
from tests.contributions.repaid import pay, prepare
from tests.contributions.straight import insert, refused_by
from tests.factories import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=2)


@pytest.fixture
def member(cast):
    return cast.member()


@pytest.fixture
def posted(cast, member):
    """Her November and December are with BPJS, which has not answered."""
    cast.pay(member, count=2)
    cast.hand_over()
    return cast.post()


def reject_november(cast, posted):
    november = posted.lines.order_by("contribution_month").first()
    rejected = rejections.Rejected(LineAnswer.Reason.DEAD)
    rejections.reject(line=november, rejected=rejected, by=cast.treasurer, at=LATER)


def test_the_month_of_death_that_bpjs_rejects_later_is_owed_and_paid_with_the_rest(
    cast, member, posted, reviewer
):
    confirmed(reported(member), by=reviewer)
    reject_november(cast, posted)
    later = Refund.objects.get(credit__isnull=False)
    assert (later.amount_idr, later.months, later.status) == (DUES_IDR, 0, "owed")
    [family] = owed(partners=Partner.objects.all()).families
    assert (family.amount_idr, family.credit_idr) == (2 * DUES_IDR, DUES_IDR)
    no_differences()
    cast.accept(posted, at=LATER)
    row = prepare(member=member, by=cast.treasurer, relation="child")
    assert row.amount_idr == 2 * DUES_IDR
    assert set(Refund.objects.values_list("status", flat=True)) == {"released"}
    repayments.approve(repayment=row, by=reviewer, at=LATER)
    pay(repayment=row, by=cast.treasurer)
    assert ledger.balance(Place.MEMBER_CREDIT, member.pk) == 0
    assert owed(partners=Partner.objects.all()).families == []
    no_differences()


def test_a_month_that_goes_back_already_is_not_owed_a_second_time(cast, member, posted, reviewer):
    confirmed(reported(member), by=reviewer)
    cast.reject(posted, member, reason="dead", at=LATER)
    assert sum(Refund.objects.values_list("amount_idr", flat=True)) == 2 * DUES_IDR
    assert prepare(member=member, by=cast.treasurer).amount_idr == 2 * DUES_IDR
    no_differences()


def test_while_a_death_is_only_reported_nothing_is_owed(cast, member, posted):
    reported(member)
    reject_november(cast, posted)
    assert not Refund.objects.exists()
    no_differences()


def test_were_the_death_a_mistake_it_is_her_credit_again(cast, member, posted, reviewer):
    death = reported(member)
    confirmed(death, by=reviewer)
    reject_november(cast, posted)
    other = factories.make_reviewer(branch=cast.partner.branch)
    deaths.approve_reversal(reversal=asked_reversal(death), by=other, at=LATER)
    assert set(Refund.objects.values_list("status", flat=True)) == {"cancelled"}
    assert ledger.balance(Place.MEMBER_CREDIT, member.pk) == DUES_IDR
    no_differences()


def test_credit_is_owed_once_per_death(cast, member, posted, reviewer):
    confirmed(reported(member), by=reviewer)
    reject_november(cast, posted)
    with refused_by("credit_is_owed_once_per_death"):
        insert(Refund.objects.get(credit__isnull=False))


def test_refund_of_a_credit_has_no_months(cast, member, posted, reviewer):
    confirmed(reported(member), by=reviewer)
    refund = Refund.objects.get()
    with refused_by("refund_of_a_credit_has_no_months"):
        insert(refund, credit=give(cast, member, 1_000))
