"""A person whom two partners want: reported, proposed by the branch, agreed by both."""

import datetime as dt

import pytest

from members import partner_changes
from members.models import Member, PartnerChange
from members.partner_changes import UnableToChangePartner
from tests import factories
from tests.factories import NOON, TODAY
from tests.members.wanted_twice import DECEMBER, make_parties

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties():
    return make_parties()


def refused(code: str, job, **said) -> None:
    before = list(PartnerChange.objects.values())
    with pytest.raises(UnableToChangePartner) as refusal:
        job(**said, at=NOON)
    assert refusal.value.code == code
    assert list(PartnerChange.objects.values()) == before


def test_a_reported_person_is_a_case_of_the_branch_she_belongs_to(parties) -> None:
    change = parties.report(explanation=" Pindah  berjualan ")
    assert (change.member, change.from_market) == (parties.member, parties.member.market)
    assert (change.market, change.partner) == (parties.market, parties.market.partner)
    assert (change.status, change.explanation) == ("reported", "Pindah berjualan")
    mine = partner_changes.reached(
        user=parties.reviewer, markets=type(parties.market).objects.filter(pk=change.from_market_id)
    )
    assert list(mine) == [change]


def test_reported_again_while_it_waits_it_is_the_same_case(parties) -> None:
    assert parties.report() == parties.report(name="Siti")
    assert PartnerChange.objects.count() == 1


def test_a_number_of_nobody_or_of_who_is_free_is_no_case(parties) -> None:
    said = {"name": "Siti", "market": parties.market, "by": parties.collector}
    refused("not_known", partner_changes.report, nik_text=factories.make_nik(), **said)
    refused("nik", partner_changes.report, nik_text="123", **said)
    Member.objects.update(status=Member.Status.ENDED)
    refused("not_known", partner_changes.report, nik_text=parties.nik, **said)


def test_only_a_collector_reports_and_for_a_market_of_her_partner(parties) -> None:
    said = {"nik_text": parties.nik, "name": "Siti"}
    elsewhere = factories.make_market()
    refused("not_yours", partner_changes.report, **said, market=elsewhere, by=parties.collector)
    refused(
        "not_yours", partner_changes.report, **said, market=parties.market, by=parties.new_treasurer
    )


def test_the_branch_and_then_both_partners_agree(parties) -> None:
    change = parties.proposed()
    assert (change.status, change.from_month) == ("proposed", DECEMBER)
    change = parties.agree(change, parties.new_treasurer)
    assert change.status == "proposed" and change.waits_for_old_partner
    refused("already_answered", partner_changes.agree, change=change, by=parties.new_treasurer)
    change = parties.agree(change, parties.old_treasurer)
    assert change.status == "agreed"
    parties.member.refresh_from_db()
    assert parties.member.market == change.from_market  # December has not come


def test_only_the_branch_of_the_partner_she_belongs_to_proposes(parties) -> None:
    change = parties.report()
    said = {"change": change, "from_month": DECEMBER}
    refused("other_branch", partner_changes.propose, **said, by=factories.make_reviewer())
    refused("other_branch", partner_changes.propose, **said, by=parties.old_treasurer)


@pytest.mark.parametrize("month", ["2026-11-01", "2027-03-01"])
def test_a_month_that_is_billed_already_or_far_away_is_not_offered(parties, month) -> None:
    change = parties.report()
    month = dt.date.fromisoformat(month)
    assert month not in partner_changes.months_offered(on=TODAY)
    refused("month", partner_changes.propose, change=change, from_month=month, by=parties.reviewer)


def test_who_is_not_approved_yet_is_decided_about_first(parties) -> None:
    change = parties.report()
    Member.objects.update(status=Member.Status.APPLYING)
    said = {"change": change, "from_month": DECEMBER, "by": parties.reviewer}
    refused("not_a_member", partner_changes.propose, **said)


def test_a_person_of_the_same_partner_is_moved_by_its_treasurer(parties) -> None:
    change = parties.report()
    parties.member.market = factories.make_market(partner=parties.market.partner)
    parties.member.save()
    said = {"change": change, "from_month": DECEMBER, "by": parties.reviewer}
    refused("same_partner", partner_changes.propose, **said)


def test_of_three_partners_one_at_a_time_is_asked(parties) -> None:
    parties.proposed()
    third = factories.make_market()
    other = parties.report(market=third, by=factories.make_collector(market=third))
    said = {"change": other, "from_month": DECEMBER, "by": parties.reviewer}
    refused("busy", partner_changes.propose, **said)


def test_a_partner_who_does_not_agree_ends_it_with_a_reason(parties) -> None:
    change = parties.proposed()
    refused("no_reason", partner_changes.close, change=change, note=" ", by=parties.old_treasurer)
    closed = partner_changes.close(
        change=change, note="Masih di sini.", by=parties.old_treasurer, at=NOON
    )
    assert (closed.status, closed.closing_note) == ("closed", "Masih di sini.")
    refused("already_decided", partner_changes.agree, change=change, by=parties.new_treasurer)


def test_a_treasurer_of_a_third_partner_has_no_say(parties) -> None:
    change, stranger = parties.proposed(), factories.make_treasurer()
    refused("other_partner", partner_changes.agree, change=change, by=stranger)
    refused("other_partner", partner_changes.close, change=change, note="x", by=stranger)


def test_the_branch_may_end_what_is_agreed_until_it_happens(parties) -> None:
    change = parties.agree(parties.proposed())
    partner_changes.close(change=change, note="Keliru.", by=parties.reviewer, at=NOON)
    assert PartnerChange.objects.get().status == "closed"
