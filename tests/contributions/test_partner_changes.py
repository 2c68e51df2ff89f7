"""She goes to another partner when the month has come; bills and cash stay where they are."""

import datetime as dt

import pytest

from contributions import billing, books, partner_changes
from contributions.models import Contribution, Payment
from members import membership
from members.asked import UnableToChange, refuse
from members.models import Member, PartnerChange
from tests.asked import make_departure, make_nik_correction, make_term_change
from tests.contributions.money import ask, make_cast, refuse_payment
from tests.factories import NOVEMBER, TODAY, at
from tests.members.wanted_twice import DECEMBER, make_parties

pytestmark = pytest.mark.django_db
FIRST_DAY = dt.date(2026, 12, 1)


@pytest.fixture
def cast():
    return make_cast()


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


def test_who_has_left_meanwhile_is_not_moved(parties) -> None:
    parties.agree(parties.proposed())
    membership.end(member=parties.member, at=at(TODAY))
    assert sweep(FIRST_DAY) == 0
    change = PartnerChange.objects.get()
    assert (change.status, change.closed_by) == ("closed", None)
    assert change.closing_note
