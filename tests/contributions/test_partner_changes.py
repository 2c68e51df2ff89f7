"""She goes to another partner when the month has come; bills and cash stay where they are."""

import datetime as dt

import pytest
from django.urls import reverse

from contributions import billing, books, departures, lapses, partner_changes
from contributions.models import Contribution, Payment
from members import membership
from members import partner_changes as members_job
from members.asked import UnableToChange, refuse
from members.models import Departure, Member, PartnerChange
from tests.asked import make_departure, make_nik_correction, make_term_change
from tests.contributions.money import ask, refuse_payment
from tests.factories import NOVEMBER, TODAY, at
from tests.members.wanted_twice import DECEMBER, make_parties

pytestmark = pytest.mark.django_db
FIRST_DAY = dt.date(2026, 12, 1)
JANUARY = dt.date(2027, 1, 1)


@pytest.fixture
def parties(cast):
    return make_parties(member=cast.member())


def sweep(day: dt.date) -> int:
    moved = partner_changes.sweep(at=at(day))
    billing.open_due_runs(at=at(day))
    billing.work_all(at=at(day))
    return moved


def standing(member) -> list[tuple[str, str, str]]:
    rows = Contribution.objects.filter(member=member, status__in=Contribution.STANDING)
    return [
        (f"{row.contribution_month:%Y-%m}", row.market.name, row.status)
        for row in rows.order_by("contribution_month")
    ]


def test_before_the_month_has_come_nothing_happens(parties) -> None:
    parties.agree(parties.proposed())
    assert sweep(TODAY) == 0
    assert PartnerChange.objects.get().status == "agreed"


def test_she_goes_when_the_month_has_come_and_is_billed_there(cast, parties) -> None:
    paid = cast.pay(parties.member)
    parties.agree(parties.proposed())
    assert sweep(FIRST_DAY) == 1
    assert sweep(FIRST_DAY) == 0
    member = Member.objects.get(pk=parties.member.pk)
    assert member.market == parties.market
    assert member.placements.get(last_day=None).market == parties.market
    old, new = cast.market.name, parties.market.name
    assert standing(member) == [("2026-11", old, "paid"), ("2026-12", new, "open")]
    assert Payment.objects.get() == paid and paid.partner == cast.partner
    assert books.differences(on=FIRST_DAY) == []


def test_a_month_billed_too_early_follows_her_and_an_earlier_one_stays(cast, parties) -> None:
    parties.agree(parties.proposed())
    billing.open_runs(month=NOVEMBER, at=at(TODAY))
    billing.work_all(at=at(TODAY))
    billing.open_runs(month=DECEMBER, at=at(FIRST_DAY))
    billing.work_all(at=at(FIRST_DAY))
    sweep(FIRST_DAY)
    old, new = cast.market.name, parties.market.name
    assert standing(parties.member) == [("2026-11", old, "open"), ("2026-12", new, "open")]
    [fallen] = Contribution.objects.filter(status="cancelled")
    assert (fallen.market, fallen.status_reason) == (cast.market, "other_partner")
    assert books.differences(on=FIRST_DAY) == []


def test_months_paid_ahead_stay_with_the_partner_who_took_them(cast, parties) -> None:
    cast.pay(parties.member, count=3)
    parties.agree(parties.proposed())
    sweep(FIRST_DAY)
    assert {row[1] for row in standing(parties.member)} == {cast.market.name}
    cast.hand_over(at=at(FIRST_DAY))
    cast.remit(at=at(FIRST_DAY))
    assert books.differences(on=FIRST_DAY) == []


def test_after_she_has_gone_only_the_new_partner_takes_her_dues(cast, parties) -> None:
    parties.agree(parties.proposed())
    sweep(FIRST_DAY)
    member = Member.objects.get(pk=parties.member.pk)
    refuse_payment(ask(member, first=DECEMBER), code="wrong_partner", by=cast.collector)


@pytest.mark.parametrize("make", [make_departure, make_term_change, make_nik_correction])
def test_what_was_asked_at_the_old_partner_is_closed_and_the_new_one_may_ask(
    cast, parties, make
) -> None:
    old = make(member=parties.member, by=cast.collector)
    parties.agree(parties.proposed())
    sweep(FIRST_DAY)
    old.refresh_from_db()
    assert (old.status, old.decided_by, old.decided_at) == ("withdrawn", None, at(FIRST_DAY))
    assert old.decision_note.startswith("Ia pindah ke mitra lain.")
    with pytest.raises(UnableToChange, match="sudah selesai: Ia pindah ke mitra lain"):
        refuse(row=old, note="Terlambat.", by=parties.reviewer, at=at(FIRST_DAY))
    later = {} if make is make_nik_correction else {"from_month": dt.date(2027, 1, 1)}
    member = Member.objects.get(pk=parties.member.pk)
    assert make(member=member, by=parties.collector, at=at(FIRST_DAY), **later).waits


def whole_sweep(day: dt.date) -> int:
    """With those who leave first, as the job of that day does; how many have moved."""
    lapses.sweep(at=at(day))
    return sweep(day)


def leaves(parties, cast, month: dt.date, reason: str = "stopped_working") -> Departure:
    """Her old partner asked, and the branch agreed, that she leaves from that month on."""
    asked = make_departure(
        member=parties.member, by=cast.collector, from_month=month, reason=reason
    )
    return departures.approve(departure=asked, shown_month=month, by=parties.reviewer, at=at(TODAY))


@pytest.mark.parametrize("month", [DECEMBER, JANUARY])
def test_that_she_was_to_leave_the_old_partner_does_not_end_her_at_the_new_one(
    cast, parties, month
) -> None:
    cast.pay(parties.member)
    departure = leaves(parties, cast, month)
    change = parties.agree(parties.proposed())
    assert whole_sweep(FIRST_DAY) == 1
    whole_sweep(JANUARY)
    member = Member.objects.get(pk=parties.member.pk)
    departure.refresh_from_db()
    assert (member.status, member.market) == ("active", parties.market)
    assert (departure.status, departure.ended_at) == ("approved", None)
    assert departure.overtaken_by == change
    new = parties.market.name
    assert [row for row in standing(member) if row[1] == new] == [
        ("2026-12", new, "open"),
        ("2027-01", new, "open"),
    ]
    assert books.differences(on=JANUARY) == []
    again = make_departure(
        member=member, by=parties.collector, from_month=dt.date(2027, 2, 1), at=at(JANUARY)
    )
    assert again.waits


@pytest.mark.parametrize("reason", Departure.ALTOGETHER)
def test_who_was_to_leave_altogether_leaves_the_new_partner_too(cast, parties, reason) -> None:
    cast.pay(parties.member)
    departure = leaves(parties, cast, JANUARY, reason)
    parties.agree(parties.proposed())
    assert whole_sweep(FIRST_DAY) == 1
    assert Member.objects.get(pk=parties.member.pk).status == "active"
    whole_sweep(JANUARY)
    departure.refresh_from_db()
    assert Member.objects.get(pk=parties.member.pk).status == "ended"
    assert (departure.ended_at, departure.overtaken_by) == (at(JANUARY), None)


def test_who_leaves_altogether_when_she_was_to_move_is_not_moved(cast, parties) -> None:
    cast.pay(parties.member)
    leaves(parties, cast, DECEMBER, "own_wish")
    parties.agree(parties.proposed())
    assert partner_changes.sweep(at=at(FIRST_DAY)) == 0  # in whatever order the jobs come
    change = PartnerChange.objects.get()
    assert (change.status, change.closing_note) == (
        "closed",
        "Ia berhenti menjadi peserta mulai Desember 2026, sebelum pindah.",
    )
    whole_sweep(FIRST_DAY)
    member = Member.objects.get(pk=parties.member.pk)
    assert (member.status, member.market) == ("ended", cast.market)


def test_a_departure_before_the_month_of_the_move_ends_her_where_she_is(cast, parties) -> None:
    change = parties.report()
    leaves(parties, cast, DECEMBER)
    change = members_job.propose(
        change=change, from_month=JANUARY, by=parties.reviewer, at=at(TODAY)
    )
    parties.agree(change)
    whole_sweep(FIRST_DAY)
    whole_sweep(JANUARY)
    member = Member.objects.get(pk=parties.member.pk)
    assert (member.status, member.market) == ("ended", cast.market)
    assert PartnerChange.objects.get().status == "closed"


def test_who_has_left_meanwhile_is_not_moved(parties) -> None:
    parties.agree(parties.proposed())
    membership.end(member=parties.member, at=at(TODAY))
    assert sweep(FIRST_DAY) == 0
    change = PartnerChange.objects.get()
    assert (change.status, change.closed_by) == ("closed", None)
    assert change.closing_note


def told(client, user, change) -> str:
    client.force_login(user)
    return client.get(reverse("partner_change", args=[change.pk])).text


@pytest.mark.parametrize(
    ("month", "reason", "before", "after"),
    [
        (JANUARY, "moved_away", "Itu gugur bila ia pindah", "Itu gugur karena ia pindah"),
        (JANUARY, "own_wish", "berhenti juga di mitra", "berhenti juga di mitra"),
        (DECEMBER, "own_wish", "Karena itu ia tidak akan dipindahkan.", "sebelum pindah."),
    ],
)
def test_both_partners_and_the_branch_read_what_becomes_of_the_departure(
    client, cast, parties, month, reason, before, after
) -> None:
    cast.pay(parties.member)
    departure = leaves(parties, cast, month, reason)
    change = parties.agree(parties.proposed())
    people = (parties.reviewer, parties.old_treasurer, parties.new_treasurer)
    for user in people:
        assert before in told(client, user, change)
    partner_changes.sweep(at=at(FIRST_DAY))
    for user in people:
        assert after in told(client, user, change)
    client.force_login(parties.reviewer)
    shown = client.get(reverse("departure", args=[departure.pk])).text
    assert ("Gugur: ia pindah ke" in shown) is (reason == "moved_away")
    listed = client.get(reverse("asked_changes")).text
    assert ("Gugur karena pindah ke mitra lain" in listed) is (reason == "moved_away")


def test_the_old_partner_reads_nothing_of_what_is_asked_at_the_new_one(
    client, cast, parties
) -> None:
    change = parties.agree(parties.proposed())
    sweep(FIRST_DAY)
    member = Member.objects.get(pk=parties.member.pk)
    asked = make_departure(
        member=member, by=parties.collector, from_month=JANUARY, at=at(FIRST_DAY)
    )
    departures.approve(departure=asked, shown_month=JANUARY, by=parties.reviewer, at=at(FIRST_DAY))
    assert "berhenti" not in told(client, parties.old_treasurer, change)
