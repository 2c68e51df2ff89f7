"""A death is reported by one person, confirmed by the branch, and reversed where it is mistaken."""

import datetime as dt

import pytest

from members import deaths
from members.deaths import UnableToDecideDeath, UnableToReportDeath
from members.models import Death, Member
from tests import factories
from tests.contributions.bereaved import DIED_ON, told
from tests.factories import (
    NOON,
    TODAY,
    make_collector,
    make_market,
    make_member,
    make_reviewer,
    make_treasurer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return make_member(market=make_market(name="Pasar Cisarua"), name="Siti Contoh")


@pytest.fixture
def reviewer(member):
    return make_reviewer(branch=member.market.partner.branch)


def report(member, *, id=None, by=None, at=NOON, **changes) -> Death:
    by = by or make_collector(market=member.market)
    return deaths.report(
        id=id or factories.new_id(), member=member, told=told(**changes), by=by, at=at
    )


def refused(member, code: str, **changes) -> UnableToReportDeath:
    before = member.status
    with pytest.raises(UnableToReportDeath) as refusal:
        report(member, **changes)
    assert refusal.value.code == code
    member.refresh_from_db()
    assert (member.status, Death.objects.count()) == (before, 0)
    return refusal.value


def test_from_the_report_on_she_counts_as_deceased(member) -> None:
    death = report(member, note=" Di rumah ")
    member.refresh_from_db()
    assert member.status == Member.Status.DECEASED
    assert (death.status, death.status_before, death.market) == (
        "reported",
        "active",
        member.market,
    )
    assert (death.died_on, death.reported_on, death.note) == (DIED_ON, TODAY, "Di rumah")
    assert str(death.reporter_phone) == "+6281234567891"


def test_the_same_report_sent_twice_is_one(member) -> None:
    id, by = factories.new_id(), make_collector(market=member.market)
    first = report(member, id=id, by=by)
    assert report(member, id=id, by=by, at=NOON + dt.timedelta(minutes=1)) == first
    with pytest.raises(UnableToReportDeath) as refusal:
        report(member, id=id, by=by, died_on=dt.date(2026, 11, 1))
    assert refusal.value.code == "other_body"
    assert Death.objects.get().status_before == "active"


def test_who_reports_later_learns_who_did_before(member) -> None:
    first = report(member, by=make_collector(market=member.market, name="Asep"))
    with pytest.raises(UnableToReportDeath, match="Asep, 10 November 2026") as refusal:
        report(member)
    assert refusal.value.code == "already_reported"
    assert Death.objects.get() == first


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"died_on": dt.date(2026, 11, 11)}, "future", "died_on"),
        ({"died_on": dt.date(1975, 3, 16)}, "before_birth", "died_on"),
        ({"at_work": "perhaps"}, "missing", "at_work"),
        ({"reporter_name": " "}, "missing", "reporter_name"),
        ({"reporter_name": "x" * 121}, "too_long", "reporter_name"),
        ({"reporter_relation": ""}, "missing", "reporter_relation"),
        ({"reporter_phone": "12"}, "phone", "reporter_phone"),
        ({"note": "x" * 501}, "too_long", "note"),
    ],
)
def test_what_is_wrong_is_named(member, changes, code, field) -> None:
    assert refused(member, code, **changes).field == field


def test_only_who_answers_for_the_market_reports(member) -> None:
    for stranger in (
        make_collector(market=make_market()),
        make_treasurer(),
        make_reviewer(),
        factories.make_auditor(partner=member.market.partner),
    ):
        refused(member, "not_yours", by=stranger)
    report(member, by=make_treasurer(partner=member.market.partner))


def test_who_only_applies_is_not_insured() -> None:
    applying = make_member(status=Member.Status.APPLYING)
    assert "Batalkan pendaftarannya" in str(refused(applying, "not_insured"))


def test_the_branch_confirms_but_never_its_own_report(member, reviewer) -> None:
    own = report(member, by=reviewer)
    with pytest.raises(UnableToDecideDeath) as refusal:
        deaths.confirm(death=own, by=reviewer, at=NOON)
    assert refusal.value.code == "own_report"
    other = make_reviewer(branch=reviewer.branch)
    done = deaths.confirm(death=own, by=other, at=NOON)
    assert (done.status, done.confirmed_by, done.confirmed_at) == ("confirmed", other, NOON)
    again = deaths.confirm(death=own, by=other, at=NOON + dt.timedelta(hours=1))
    assert again.confirmed_at == NOON


@pytest.mark.parametrize("decide", ["confirm", "reverse"])
def test_only_the_branch_of_the_market_decides(member, decide) -> None:
    death = report(member)
    reason = {"reason": "Keliru."} if decide == "reverse" else {}
    for stranger in (
        make_collector(market=member.market),
        make_treasurer(partner=member.market.partner),
        make_reviewer(),
    ):
        with pytest.raises(UnableToDecideDeath) as refusal:
            getattr(deaths, decide)(death=death, by=stranger, at=NOON, **reason)
        assert refusal.value.code == "not_yours"


@pytest.mark.parametrize("before", [Member.Status.ACTIVE, Member.Status.LAPSED])
def test_a_mistaken_report_brings_her_back_to_what_she_was(reviewer, member, before) -> None:
    Member.objects.update(status=before)
    death = report(member)
    done = deaths.reverse(death=death, reason=" Orang lain. ", by=reviewer, at=NOON)
    assert (done.status, done.reversal_reason) == ("reversed", "Orang lain.")
    member.refresh_from_db()
    assert member.status == before
    report(member)  # and she may die later


def test_a_reversal_needs_a_reason_and_another_person(member, reviewer) -> None:
    death = report(member, by=reviewer)
    with pytest.raises(UnableToDecideDeath) as refusal:
        deaths.reverse(death=death, reason="Keliru.", by=reviewer, at=NOON)
    assert refusal.value.code == "own_report"
    other = make_reviewer(branch=reviewer.branch)
    for reason, code in ((" ", "no_reason"), ("x" * 501, "too_long")):
        with pytest.raises(UnableToDecideDeath) as refusal:
            deaths.reverse(death=death, reason=reason, by=other, at=NOON)
        assert refusal.value.code == code
    deaths.reverse(death=death, reason="Keliru.", by=other, at=NOON)
    for decide in (
        lambda: deaths.reverse(death=death, reason="Lagi.", by=other, at=NOON),
        lambda: deaths.confirm(death=death, by=other, at=NOON),
    ):
        with pytest.raises(UnableToDecideDeath) as refusal:
            decide()
        assert refusal.value.code == "reversed"
