"""The list of the day: who is on it, in which order, and what it costs to ask."""

import datetime as dt
import uuid

import pytest

from collectors import visits
from collectors.worklist import Wanted, next_unpaid, worklist
from contributions.models import Contribution
from markets.models import ClosingDay
from members.models import Member, PayerKind
from tests import factories
from tests.contributions.money import make_cast
from tests.factories import NOON, NOVEMBER, TODAY

OCTOBER, SEPTEMBER, AUGUST = (dt.date(2026, month, 1) for month in (10, 9, 8))


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def block(cast):
    return factories.make_block(market=cast.market, name="Blok A", walking_order=1)


def owing(cast, *months, name="Siti", paid_until=None, **fields) -> Member:
    """A member with these months open, who paid until the month before the first of them."""
    member = factories.make_member(market=cast.market, name=name, **fields)
    before = min(months or (NOVEMBER,)) - dt.timedelta(days=1)
    factories.make_cover(member=member, paid_until=paid_until or before)
    for month in months:
        factories.make_contribution(member=member, month=month)
    return member


def seen(cast, *, at=NOON, user=None, **wanted) -> list[str]:
    """The names on the list."""
    found = worklist(user=user or cast.collector, wanted=Wanted(**wanted), at=at)
    return [person.name for person in found.people]


def visit(cast, member, outcome, *, at=NOON, next_on=None):
    return visits.record(
        id=uuid.uuid4(), member=member, outcome=outcome, next_on=next_on, by=cast.collector, at=at
    )


def test_everybody_who_owes_is_on_it_with_months_amount_and_days_left(cast, block) -> None:
    stall = factories.make_stall(block=block, kind="los", number="12")
    owing(cast, OCTOBER, NOVEMBER, stall=stall, phone="+628123456789")
    found = worklist(user=cast.collector, wanted=Wanted(), at=NOON)
    (person,) = found.people
    assert (person.months, person.amount_idr) == (2, 16_800)
    assert (person.stage_word, person.tone) == ("Bulan kedua", "wait")
    assert (person.lapses_after, person.days_left) == (dt.date(2026, 12, 31), 51)
    assert (person.place, person.phone) == ("Blok A · Los 12", "+628123456789")
    assert "2 bulan, jumlahnya Rp16.800" in person.chat
    assert (found.to_visit, found.to_collect_idr) == (1, 16_800)


@pytest.mark.parametrize("status", ["applying", "lapsed", "rejected", "ended"])
def test_only_active_members_are_visited(cast, status) -> None:
    owing(cast, NOVEMBER, status=status)
    assert seen(cast) == []


def test_who_has_paid_or_is_paid_for_is_not_visited(cast) -> None:
    paid = owing(cast, name="Paid")
    factories.make_contribution(member=paid, status=Contribution.Status.PAID)
    sponsored = owing(cast, name="Sponsored")
    factories.make_contribution(member=sponsored, payer_kind=PayerKind.APBD)
    ahead = owing(cast, name="Ahead")
    factories.make_contribution(member=ahead, month=dt.date(2026, 12, 1))
    assert seen(cast) == []


def test_amounts_are_those_of_the_moment_not_of_a_reminder(cast) -> None:
    member = owing(cast, OCTOBER, NOVEMBER)
    factories.make_contribution(member=member, month=SEPTEMBER, status="open")
    Contribution.objects.filter(member=member, contribution_month=OCTOBER).update(status="paid")
    (person,) = worklist(user=cast.collector, wanted=Wanted(), at=NOON).people
    assert (person.months, person.amount_idr) == (2, 16_800)


def test_the_list_follows_the_walk(cast, block) -> None:
    later = factories.make_block(market=cast.market, name="Aula", walking_order=2)
    for name, place in [
        ("Third", factories.make_stall(block=block, number="9", walking_order=3)),
        ("First", factories.make_stall(block=block, number="20", walking_order=1)),
        ("Fifth", factories.make_stall(block=later, number="1", walking_order=1)),
        ("Second", factories.make_stall(block=block, number="10", walking_order=2)),
    ]:
        owing(cast, NOVEMBER, name=name, stall=place)
    owing(cast, NOVEMBER, name="Fourth", block=block)
    owing(cast, NOVEMBER, name="Nowhere")
    assert seen(cast) == ["First", "Second", "Third", "Fourth", "Fifth", "Nowhere"]


def test_the_most_urgent_come_first_when_asked(cast) -> None:
    owing(cast, NOVEMBER, name="One month")
    owing(cast, AUGUST, OCTOBER, NOVEMBER, name="Little", paid_until=dt.date(2026, 8, 31))
    owing(cast, SEPTEMBER, OCTOBER, NOVEMBER, name="Last chance, more")
    never = factories.make_member(market=cast.market, name="Never paid")
    factories.make_contribution(member=never)
    assert seen(cast, by_urgency=True) == ["Last chance, more", "Little", "One month", "Never paid"]


def test_a_collector_sees_her_own_places_unless_she_asks_for_all(cast, block) -> None:
    other = factories.make_block(market=cast.market, name="Blok B", walking_order=2)
    colleague = factories.make_collector(market=cast.market, block=other)
    owing(cast, NOVEMBER, name="Mine", block=block)
    owing(cast, NOVEMBER, name="Hers", block=other)
    owing(cast, NOVEMBER, name="No block")
    assert seen(cast) == ["Mine", "No block"]
    assert seen(cast, user=colleague) == ["Hers"]
    assert seen(cast, whole_market=True) == ["Mine", "Hers", "No block"]
    found = worklist(user=colleague, wanted=Wanted(), at=NOON)
    assert [row.name for row in found.blocks] == ["Blok B"]


def test_a_substitute_inherits_the_promises_of_the_places(cast, block) -> None:
    member = owing(cast, NOVEMBER, block=block)
    visit(cast, member, "promised", next_on=TODAY + dt.timedelta(days=3))
    substitute = factories.make_collector(partner=cast.partner)
    factories.make_assignment(
        collector=substitute, market=cast.market, block=block, first_day=TODAY
    )
    assert seen(cast, user=substitute) == []
    assert seen(cast, user=substitute, at=NOON + dt.timedelta(days=3)) == ["Siti"]


def test_other_markets_are_out_of_sight(cast) -> None:
    owing(make_cast(), NOVEMBER)
    assert seen(cast, whole_market=True) == []


def test_one_block_can_be_chosen(cast, block) -> None:
    owing(cast, NOVEMBER, name="Here", block=block)
    owing(cast, NOVEMBER, name="There")
    assert seen(cast, block=block.pk) == ["Here"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("sit", ["Siti Aminah"]),
        ("AMINAH", ["Siti Aminah"]),
        ("12", ["Siti Aminah"]),
        ("los 12", ["Siti Aminah"]),
        ("blok a", ["Dewi_%", "Siti Aminah"]),
        ("siti 7", []),
        ("%", ["Dewi_%"]),
        ("_", ["Dewi_%"]),
        ("\\", []),
    ],
)
def test_it_is_searched_by_name_and_place(cast, block, text, names) -> None:
    stall = factories.make_stall(block=block, kind="los", number="12", walking_order=2)
    owing(cast, NOVEMBER, name="Siti Aminah", stall=stall)
    stall = factories.make_stall(block=block, kind="kios", number="7", walking_order=1)
    owing(cast, NOVEMBER, name="Dewi_%", stall=stall)
    assert seen(cast, text=text) == names


@pytest.mark.parametrize(
    ("outcome", "next_on", "back_after_days"),
    [
        ("not_there", None, 1),
        ("closed", None, 1),
        ("refused", None, 7),
        ("promised", TODAY + dt.timedelta(days=5), 5),
        ("not_before", TODAY + dt.timedelta(days=20), 20),
    ],
)
def test_a_visit_takes_her_off_until_her_day(cast, outcome, next_on, back_after_days) -> None:
    member = owing(cast, NOVEMBER)
    visit(cast, member, outcome, next_on=next_on)
    found = worklist(user=cast.collector, wanted=Wanted(), at=NOON)
    assert (found.people, found.to_visit, found.postponed, found.done) == ([], 0, 1, 1)
    assert seen(cast, which="postponed") == seen(cast, which="done") == ["Siti"]
    assert seen(cast, at=NOON + dt.timedelta(days=back_after_days - 1)) == []
    assert seen(cast, at=NOON + dt.timedelta(days=back_after_days)) == ["Siti"]


def test_a_promise_for_today_leaves_her_on_the_list(cast) -> None:
    visit(cast, owing(cast, NOVEMBER), "promised", next_on=TODAY)
    (person,) = worklist(user=cast.collector, wanted=Wanted(), at=NOON).people
    assert (person.visit, person.visited_today) == ("Berjanji membayar", True)


def test_who_moved_stays_off_until_another_visit_settles_it(cast) -> None:
    member = owing(cast, NOVEMBER)
    visit(cast, member, "moved")
    later = NOON + dt.timedelta(days=12)
    assert seen(cast, at=later) == []
    visit(cast, member, "not_before", at=later, next_on=dt.date(2026, 11, 23))
    assert seen(cast, at=later + dt.timedelta(days=1)) == ["Siti"]


def test_the_last_visit_counts(cast) -> None:
    member = owing(cast, NOVEMBER)
    visit(cast, member, "refused", at=NOON - dt.timedelta(hours=2))
    visit(cast, member, "promised", next_on=TODAY)
    assert seen(cast) == ["Siti"]


def test_who_paid_today_is_done(cast) -> None:
    member = cast.member(name="Siti")
    factories.make_contribution(member=member)
    assert seen(cast) == ["Siti"]
    cast.pay(member)
    found = worklist(user=cast.collector, wanted=Wanted(which="done"), at=NOON)
    assert [(person.name, person.paid_today) for person in found.people] == [("Siti", True)]
    assert (found.to_visit, found.done) == (0, 1)


def test_pages_hold_two_hundred_and_one_too_far_is_the_first(cast) -> None:
    for number in range(203):
        owing(cast, NOVEMBER, name=f"Peserta {number:03}")
    assert len(seen(cast)) == 200
    assert seen(cast, page=2) == ["Peserta 200", "Peserta 201", "Peserta 202"]
    found = worklist(user=cast.collector, wanted=Wanted(page=9), at=NOON)
    assert (len(found.people), found.page.number, found.page.paginator.num_pages) == (200, 1, 2)


def test_the_next_unpaid_follows_the_walk_and_begins_anew(cast, block) -> None:
    first, paid, last = (
        owing(
            cast,
            *([] if name == "B" else [NOVEMBER]),
            name=name,
            stall=factories.make_stall(block=block, walking_order=step),
        )
        for step, name in enumerate("ABC")
    )

    def after(member):
        found = next_unpaid(user=cast.collector, after=member.pk, at=NOON)
        return found and found.name

    assert (after(first), after(paid), after(last)) == ("C", "C", "A")
    Contribution.objects.filter(member=last).update(status="paid")
    assert (after(first), after(last)) == (None, "A")


def test_nobody_is_postponed_in_the_last_week_before_she_lapses(cast) -> None:
    member = owing(cast, AUGUST, SEPTEMBER, OCTOBER, NOVEMBER, paid_until=dt.date(2026, 8, 31))
    visit(cast, member, "not_before", next_on=dt.date(2026, 12, 20))
    eight_days_left, seven_days_left = dt.date(2026, 11, 22), dt.date(2026, 11, 23)
    assert seen(cast, at=factories.at(eight_days_left)) == []
    assert seen(cast, at=factories.at(seven_days_left)) == ["Siti"]
    visit(cast, member, "not_there", at=factories.at(seven_days_left, 9))
    assert seen(cast, at=factories.at(seven_days_left)) == ["Siti"]


def test_who_moved_waits_for_the_treasurer_even_in_the_last_week(cast) -> None:
    member = owing(cast, SEPTEMBER, OCTOBER, NOVEMBER, paid_until=dt.date(2026, 8, 31))
    visit(cast, member, "moved")
    assert seen(cast, at=factories.at(dt.date(2026, 11, 28))) == []


def closed_today(cast, **fields):
    """A market of the partner that is closed on Tuesdays, which today is."""
    return factories.make_market(partner=cast.partner, closed_weekdays=[2], **fields)


def test_on_a_closing_day_nobody_is_to_be_visited_and_the_next_day_is_named(cast) -> None:
    owing(cast, NOVEMBER)
    cast.market.closed_weekdays = [2]
    cast.market.save()
    ClosingDay.objects.create(market=cast.market, on=TODAY + dt.timedelta(days=1), reason="Libur")
    found = worklist(user=cast.collector, wanted=Wanted(), at=NOON)
    assert (found.people, found.to_visit, found.to_collect_idr) == ([], 0, 0)
    assert found.next_open_on == TODAY + dt.timedelta(days=2)
    assert next_unpaid(user=cast.collector, after=0, at=NOON) is None
    assert seen(cast, whole_market=True) == ["Siti"]


def test_where_one_of_several_markets_is_closed_the_others_are_visited(cast) -> None:
    owing(cast, NOVEMBER)
    closed = closed_today(cast)
    factories.make_assignment(collector=cast.collector, market=closed)
    other = factories.make_member(market=closed, name="Yayah")
    factories.make_contribution(member=other)
    found = worklist(user=cast.collector, wanted=Wanted(), at=NOON)
    assert [person.name for person in found.people] == ["Siti"]
    assert (found.to_visit, found.closed, found.next_open_on) == (1, [closed], None)
