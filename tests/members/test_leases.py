"""A case is before one reviewer's eyes at a time, for a while."""

import datetime as dt

import pytest

from markets.models import Role
from members import enrolment, leases, review, review_queue
from members.models import Enrolment, ReviewLease
from members.review import UnableToDecide
from tests.factories import (
    NOON,
    make_application,
    make_collector,
    make_enrolment,
    make_reviewer,
)

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def ratna(market):
    return make_reviewer(branch=market.partner.branch, name="Ratna")


@pytest.fixture
def yusuf(market):
    return make_reviewer(branch=market.partner.branch, name="Yusuf")


def next_for(by, market, at=NOON, after=None) -> Enrolment | None:
    chosen = review_queue.Chosen()
    markets = type(market).objects.filter(pk=market.pk)
    return review_queue.claim_next(markets=markets, chosen=chosen, by=by, at=at, after=after)


def become_reviewer(user, market) -> None:
    user.role, user.partner, user.branch = Role.REVIEWER, None, market.partner.branch
    user.save()


class TestTaking:
    def test_it_is_held_for_ten_minutes(self, market, ratna):
        lease = leases.take(enrolment=make_enrolment(market=market), by=ratna, at=NOON)
        assert (lease.by, lease.until) == (ratna, NOON + 10 * MINUTE)
        assert ReviewLease.objects.get() == lease

    def test_who_comes_second_is_told_who_holds_it(self, market, ratna, yusuf):
        waiting = make_enrolment(market=market)
        leases.take(enrolment=waiting, by=ratna, at=NOON)
        lease = leases.take(enrolment=waiting, by=yusuf, at=NOON + 9 * MINUTE)
        assert (lease.by, lease.until) == (ratna, NOON + 10 * MINUTE)

    def test_work_renews_it(self, market, ratna, yusuf):
        waiting = make_enrolment(market=market)
        leases.take(enrolment=waiting, by=ratna, at=NOON)
        leases.take(enrolment=waiting, by=ratna, at=NOON + 9 * MINUTE)
        assert leases.take(enrolment=waiting, by=yusuf, at=NOON + 18 * MINUTE).by == ratna

    def test_what_is_over_is_free_without_any_job(self, market, ratna, yusuf):
        waiting = make_enrolment(market=market)
        leases.take(enrolment=waiting, by=ratna, at=NOON)
        assert leases.take(enrolment=waiting, by=yusuf, at=NOON + 10 * MINUTE).by == yusuf

    def test_what_is_given_back_is_free_at_once(self, market, ratna, yusuf):
        waiting = make_enrolment(market=market)
        leases.take(enrolment=waiting, by=ratna, at=NOON)
        leases.give_back(enrolment=waiting, by=yusuf)  # not his to give
        assert leases.take(enrolment=waiting, by=yusuf, at=NOON).by == ratna
        leases.give_back(enrolment=waiting, by=ratna)
        assert leases.take(enrolment=waiting, by=yusuf, at=NOON).by == yusuf

    def test_what_is_decided_is_not_held(self, market, ratna):
        waiting = make_enrolment(market=market)
        review.approve(enrolment=waiting, by=ratna, at=NOON)
        assert leases.take(enrolment=waiting, by=ratna, at=NOON) is None
        assert not ReviewLease.objects.exists()

    def test_what_she_entered_or_mended_herself_is_not_hers_to_hold(self, market, ratna):
        entered = make_enrolment(market=market)
        become_reviewer(entered.entered_by, market)
        assert leases.take(enrolment=entered, by=entered.entered_by, at=NOON) is None
        mended = make_enrolment(market=market)
        review.return_(enrolment=mended, reason="Nama?", by=ratna, at=NOON)
        substitute = make_collector(market=market)
        application = make_application(market=market, nik="")
        enrolment.resubmit(enrolment=mended, application=application, by=substitute, at=NOON)
        become_reviewer(substitute, market)
        assert leases.take(enrolment=mended, by=substitute, at=NOON) is None


class TestNext:
    def test_what_another_holds_is_skipped(self, market, ratna, yusuf):
        first, second = (make_enrolment(market=market, at=NOON + n * MINUTE) for n in range(2))
        assert next_for(ratna, market) == first
        assert next_for(yusuf, market) == second
        assert next_for(make_reviewer(branch=market.partner.branch), market) is None
        assert next_for(yusuf, market, after=second, at=NOON + 10 * MINUTE) == first

    def test_her_own_are_never_handed_out(self, market, ratna):
        entered = make_enrolment(market=market)
        become_reviewer(entered.entered_by, market)
        assert next_for(entered.entered_by, market) is None
        mended = make_enrolment(market=market, at=NOON + MINUTE)
        review.return_(enrolment=mended, reason="Nama?", by=ratna, at=NOON + MINUTE)
        application = make_application(market=market, nik="")
        substitute = make_collector(market=market)
        enrolment.resubmit(enrolment=mended, application=application, by=substitute, at=NOON)
        become_reviewer(substitute, market)
        assert next_for(substitute, market) == entered
        assert next_for(ratna, market) == mended


class TestDeciding:
    def test_a_decision_is_refused_while_another_holds_it(self, market, ratna, yusuf):
        waiting = make_enrolment(market=market)
        leases.take(enrolment=waiting, by=ratna, at=NOON)
        with pytest.raises(
            UnableToDecide, match=r"sedang diperiksa Ratna, .* 12.10 WIB"
        ) as refusal:
            review.approve(enrolment=waiting, by=yusuf, at=NOON + 9 * MINUTE)
        assert refusal.value.code == "held"
        assert Enrolment.objects.get().status == "submitted"
        decided = review.approve(enrolment=waiting, by=yusuf, at=NOON + 10 * MINUTE)
        assert decided.status == "approved"

    def test_a_decision_gives_it_back(self, market, ratna):
        waiting = make_enrolment(market=market)
        leases.take(enrolment=waiting, by=ratna, at=NOON)
        review.return_(enrolment=waiting, reason="Nama?", by=ratna, at=NOON)
        assert not ReviewLease.objects.exists()

    def test_who_decides_about_an_old_version_is_told_what_happened_since(
        self, market, ratna, yusuf
    ):
        waiting = make_enrolment(market=market)
        review.return_(enrolment=waiting, reason="Nama?", by=yusuf, at=NOON + MINUTE)
        enrolment.resubmit(
            enrolment=waiting,
            application=make_application(market=market, nik=""),
            by=make_collector(market=market, name="Asep"),
            at=NOON + 2 * MINUTE,
        )
        with pytest.raises(UnableToDecide) as refusal:
            review.approve(enrolment=waiting, by=ratna, at=NOON, shown_submitted_at=NOON)
        assert refusal.value.code == "mended_meanwhile"
        assert (
            "Dikembalikan untuk diperbaiki oleh Yusuf, 10 November 2026 pukul 12.01 WIB; "
            "Menunggu keputusan cabang oleh Asep, 10 November 2026 pukul 12.02 WIB"
        ) in str(refusal.value)
