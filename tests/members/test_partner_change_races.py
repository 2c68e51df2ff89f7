"""Several act on one person whom two partners want, in the same moment."""

import pytest

from members import enrolment, partner_changes
from members.applications import UnableToEnrol
from members.models import Enrolment, Member, PartnerChange
from members.partner_changes import UnableToChangePartner
from tests.factories import NOON, make_application, make_collector, make_market
from tests.members.wanted_twice import make_parties


@pytest.fixture
def parties(scratch_database):
    return make_parties()


@pytest.fixture
def both_have_read(meet):
    """Each waits, after it has read the row, until the other has read it too, if it ever can."""
    meet((partner_changes, "_check_waits"))


def without_locks(monkeypatch) -> None:
    def read(change):
        found = PartnerChange.objects.select_related(
            "member__market__partner", "from_market__partner", "market"
        )
        return found.get(pk=change.pk)

    monkeypatch.setattr(partner_changes, "_locked", read)


def refusals(outcomes) -> list:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def send_twice(at_once):
    """Two collectors of two partners send the same NIK."""
    markets = [make_market(), make_market()]
    first = make_application(market=markets[0])
    second = make_application(market=markets[1], nik=first.nik)
    return at_once(
        *(
            lambda one=one, market=market: enrolment.submit(
                application=one, by=make_collector(market=market), at=NOON
            )
            for one, market in zip((first, second), markets, strict=True)
        )
    )


def test_of_two_collectors_who_send_the_same_nik_one_enrols_and_one_learns_nothing(
    scratch_database, at_once
) -> None:
    [refusal] = refusals(send_twice(at_once))
    assert isinstance(refusal, UnableToEnrol) and refusal.code == "already_known"
    [member] = Member.objects.all()
    for secret in (member.market.name, member.market.partner.name, member.name):
        assert secret not in str(refusal)
    assert Enrolment.objects.count() == 1


def test_without_the_unique_index_the_person_would_be_there_twice(
    scratch_database, at_once, meet
) -> None:
    """The negative control."""
    names = scratch_database.execute_as_owner(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'members_member'::regclass"
        " AND contype = 'u' AND pg_get_constraintdef(oid) LIKE '%%nik_index%%'"
    )
    for (name,) in names:
        scratch_database.execute_as_owner(f"ALTER TABLE members_member DROP CONSTRAINT {name}")
    meet((enrolment, "_new_member"))
    assert refusals(send_twice(at_once)) == []
    assert Member.objects.count() == 2


def test_one_person_reported_twice_at_once_is_one_case(parties, at_once) -> None:
    other = make_collector(market=parties.market)
    outcomes = at_once(parties.report, lambda: parties.report(by=other))
    assert refusals(outcomes) == [] and outcomes[0] == outcomes[1]
    assert PartnerChange.objects.count() == 1


def close_while_the_last_agrees(parties, at_once):
    change = parties.agree(parties.proposed(), parties.new_treasurer)
    return at_once(
        lambda: partner_changes.agree(change=change, by=parties.old_treasurer, at=NOON),
        lambda: partner_changes.close(
            change=change, note="Tidak jadi.", by=parties.new_treasurer, at=NOON
        ),
    )


def test_of_two_who_decide_at_once_one_learns_what_happened(
    parties, at_once, both_have_read
) -> None:
    [refusal] = refusals(close_while_the_last_agrees(parties, at_once))
    assert isinstance(refusal, UnableToChangePartner) and refusal.code == "already_decided"
    change = PartnerChange.objects.get()
    assert (change.released_at is None) == (change.status == "closed")


def test_without_the_lock_the_database_still_lets_only_one_decide(
    parties, at_once, both_have_read, monkeypatch
) -> None:
    change = parties.agree(parties.proposed(), parties.new_treasurer)
    without_locks(monkeypatch)
    outcomes = at_once(
        lambda: partner_changes.close(
            change=change, note="Satu.", by=parties.old_treasurer, at=NOON
        ),
        lambda: partner_changes.close(
            change=change, note="Dua.", by=parties.new_treasurer, at=NOON
        ),
    )
    assert len(refusals(outcomes)) == 1
    assert PartnerChange.objects.get().status == "closed"


def test_with_lock_and_guards_removed_both_decide(
    parties, at_once, both_have_read, monkeypatch, scratch_database
) -> None:
    """The negative control: without it the tests above could pass by luck."""
    change = parties.agree(parties.proposed(), parties.new_treasurer)
    without_locks(monkeypatch)
    triggers = scratch_database.execute_as_owner(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'members_partnerchange'::regclass"
        " AND NOT tgisinternal"
    )
    for (trigger,) in triggers:
        scratch_database.execute_as_owner(f"DROP TRIGGER {trigger} ON members_partnerchange")
    outcomes = at_once(
        lambda: partner_changes.close(
            change=change, note="Satu.", by=parties.old_treasurer, at=NOON
        ),
        lambda: partner_changes.close(
            change=change, note="Dua.", by=parties.new_treasurer, at=NOON
        ),
    )
    assert refusals(outcomes) == []
