"""The monthly draw: repeatable, fair, and heavier where cash may be missing."""

import datetime as dt
import hashlib

import pytest

from collectors import spot_checks
from collectors.models import Visit
from contributions import handovers, spot_draws, spot_risk, spot_weights
from contributions.models import SpotDraw, SpotPerson
from members.models import Member
from tests import factories
from tests.contributions.spot import SEED, make_spot_cast
from tests.contributions.straight import a_number_without_receipt
from tests.factories import NOON, NOVEMBER
from tests.withdrawals import make_withdrawal

OCTOBER, SEPTEMBER = dt.date(2026, 10, 1), dt.date(2026, 9, 1)
DECEMBER_NOON = dt.datetime(2026, 12, 1, 12, tzinfo=factories.WIB)

pytestmark = pytest.mark.django_db


@pytest.fixture
def spot(db):
    return make_spot_cast()


def reasons_of(spot, member, **fields):
    fields = {"closed_stalls": (), "at": NOON, **fields}
    found = spot_risk.candidates(partner=spot.cast.partner, **fields)
    return next(row.reasons for row in found if row.member == member.pk)


def test_the_same_seed_draws_the_same_people_and_another_seed_others():
    lots = [(pk, 1) for pk in range(1, 101)]
    first = spot_draws.lowest(seed="a", lots=lots, wanted=10)
    assert first == spot_draws.lowest(seed="a", lots=list(reversed(lots)), wanted=10)
    assert set(first) != set(spot_draws.lowest(seed="b", lots=lots, wanted=10))


def test_a_lot_can_be_worked_out_by_hand():
    numbers = {pk: hashlib.sha256(f"seed/{pk}/1".encode()).hexdigest() for pk in (1, 2, 3)}
    expected = sorted(numbers, key=numbers.__getitem__)
    assert spot_draws.lowest(seed="seed", lots=[(1, 1), (2, 1), (3, 1)], wanted=3) == expected


def test_who_has_more_lots_is_drawn_more_often():
    """Of one with four lots among nine with one, the first drawn is she in 4 of 13 draws."""
    lots = [(1, 4), *((pk, 1) for pk in range(2, 11))]
    first = [spot_draws.lowest(seed=str(n), lots=lots, wanted=1)[0] for n in range(2_600)]
    assert 700 < first.count(1) < 900  # 800 expected
    assert all(150 < first.count(pk) < 250 for pk in range(2, 11))  # 200 each


def test_a_draw_can_be_repeated_from_what_is_kept(spot):
    for _number in range(12):
        spot.cast.member()
    made = spot.draw()
    assert [person.member_id for person in made.people.order_by("pk")] == spot_draws.repeated(made)
    assert made.people.count() == spot_weights.AT_LEAST
    assert (made.seed, made.since) == (SEED, OCTOBER)


def test_the_seed_is_chance(spot):
    spot.cast.member()
    seeds = {spot_draws.draw(partner=spot.cast.partner, at=at).seed for at in (NOON, DECEMBER_NOON)}
    assert len(seeds) == 2


def test_each_market_draws_its_own(spot):
    elsewhere = spot.colleague.assignments.get().market
    for _number in range(6):
        spot.cast.member()
        factories.make_member(market=elsewhere)
    made = spot.draw()
    drawn = list(made.people.values_list("market", flat=True))
    assert drawn.count(spot.cast.market.pk) == drawn.count(elsewhere.pk) == 5
    assert {row["market"] for row in made.lots} == {spot.cast.market.pk, elsewhere.pk}


def test_each_partner_draws_once_in_a_month(spot):
    spot.cast.member()
    assert spot_checks.draw_due(at=NOON) == 1
    assert spot_checks.draw_due(at=NOON) == 0
    assert spot_draws.draw(partner=spot.cast.partner, at=NOON) is None
    assert spot_checks.draw_due(at=DECEMBER_NOON) == 1
    assert SpotDraw.objects.count() == 2


def test_a_partner_without_people_draws_when_it_has_some(spot):
    assert spot_checks.draw_due(at=NOON) == 0
    spot.cast.member()
    assert spot_checks.draw_due(at=NOON) == 1


@pytest.mark.parametrize(
    ("people", "expected"), [(0, 0), (3, 3), (5, 5), (251, 6), (1_500, 30), (100_000, 30)]
)
def test_one_in_fifty_is_drawn_within_bounds(people, expected):
    assert spot_weights.wanted(people) == expected


def test_who_withdrew_died_or_left_is_not_asked(spot):
    withdrawn, ended = spot.cast.member(), spot.cast.member(status=Member.Status.ENDED)
    make_withdrawal(member=withdrawn, by=spot.cast.collector)
    asked = spot.cast.member()
    found = spot_risk.candidates(partner=spot.cast.partner, closed_stalls=(), at=NOON)
    assert [row.member for row in found] == [asked.pk]
    assert ended.pk != asked.pk


def test_who_lapsed_lately_is_asked_whether_she_did_pay(spot):
    lately = spot.cast.member(status=Member.Status.LAPSED)
    factories.make_contribution(member=lately, month=SEPTEMBER)
    spot.cast.member(status=Member.Status.LAPSED)  # long ago
    found = spot_risk.candidates(partner=spot.cast.partner, closed_stalls=(), at=NOON)
    assert [(row.member, row.reasons) for row in found] == [(lately.pk, ["not_paying"])]


def test_two_months_past_due_add_lots_unless_her_stall_was_found_closed(spot):
    member = spot.cast.member()
    for month in (SEPTEMBER, OCTOBER):
        factories.make_contribution(member=member, month=month)
    assert reasons_of(spot, member) == ["not_paying"]
    assert reasons_of(spot, member, closed_stalls={member.pk}) == []


def test_one_month_past_due_adds_nothing(spot):
    member = spot.cast.member()
    factories.make_contribution(member=member, month=OCTOBER)
    factories.make_contribution(member=member)  # not due yet
    assert reasons_of(spot, member) == []


def test_only_the_last_visit_says_whether_a_stall_is_closed(spot):
    closed, open_again = spot.cast.member(), spot.cast.member()
    for member, outcome, day in (
        (closed, Visit.Outcome.CLOSED, 9),
        (open_again, Visit.Outcome.CLOSED, 8),
        (open_again, Visit.Outcome.REFUSED, 9),
    ):
        Visit.objects.create(
            id=factories.new_id(),
            member=member,
            market=spot.cast.market,
            by=spot.cast.collector,
            outcome=outcome,
            at=factories.at(dt.date(2026, 11, day)),
        )
    assert spot_checks.closed_stalls(partner=spot.cast.partner, at=NOON) == {closed.pk}


def test_many_voids_of_her_collector_add_lots(spot):
    member = spot.cast.member()
    for _number in range(spot_weights.VOIDS_ARE_MANY):
        assert reasons_of(spot, member) == []
        spot.cast.void(spot.cast.pay(spot.cast.member()))
    assert reasons_of(spot, member) == ["many_voids"]


def test_receipt_numbers_nobody_explains_add_lots(spot):
    member = spot.cast.member()
    spot.cast.pay(member)
    assert reasons_of(spot, member) == []
    with a_number_without_receipt():
        assert reasons_of(spot, member) == ["numbers"]


def test_old_cash_of_her_collector_adds_lots(spot):
    member = spot.cast.member()
    spot.cast.pay(member)
    assert reasons_of(spot, member) == []
    assert reasons_of(spot, member, at=NOON + dt.timedelta(days=7)) == ["old_cash"]


def test_cash_missing_at_a_handover_adds_lots(spot):
    member = spot.cast.member()
    spot.cast.pay(member)
    spot.cast.hand_over(counted_idr=8_000)
    assert reasons_of(spot, member) == ["short"]
    assert handovers.receipts_in_hand(collector=spot.cast.collector).count() == 0


def test_what_speaks_against_a_collector_counts_for_her_people_only(spot):
    elsewhere = factories.make_member(market=spot.colleague.assignments.get().market)
    spot.cast.pay(spot.cast.member())
    spot.cast.hand_over(counted_idr=8_000)
    assert reasons_of(spot, elsewhere) == []


def test_the_drawn_keep_weight_reasons_and_collector(spot):
    member = spot.cast.member()
    spot.cast.pay(member)
    spot.cast.hand_over(counted_idr=8_000)
    person = spot.drawn(member)
    assert (person.weight, person.reasons) == (3, ["short"])
    assert person.collector == spot.cast.collector
    assert spot_weights.words(person.reasons) == ["Uang serah terima kolektornya kurang"]


def test_nobody_covers_her_and_she_may_be_drawn_all_the_same(spot):
    member = factories.make_member(market=factories.make_market(partner=spot.cast.partner))
    assert spot.drawn(member).collector is None


def test_many_people_are_drawn_with_as_many_queries_as_one(spot, django_assert_max_num_queries):
    spot.cast.member()
    with django_assert_max_num_queries(20) as few:
        spot.draw()
    for _number in range(30):
        spot.cast.member(block=factories.make_block(market=spot.cast.market))
    with django_assert_max_num_queries(20) as many:
        spot.draw(at=DECEMBER_NOON)
    assert len(few) == len(many)
    assert SpotPerson.objects.filter(draw__month=NOVEMBER).count() == 1
