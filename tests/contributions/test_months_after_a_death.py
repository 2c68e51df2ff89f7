"""What was paid for months after a death stays here from the report on; a mistake lets it go."""

import datetime as dt

import pytest

from contributions import deaths, remittances, sponsors, unremitted
from contributions.models import Contribution, LedgerEntry, Remittance
from contributions.remittances import UnableToRemit
from tests import factories
from tests.contributions.bereaved import confirmed, reported
from tests.contributions.money import DUES_IDR, no_differences
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(cast):
    return cast.member(name="Siti Contoh")


def test_prepaid_months_wait_from_the_report_on_and_go_once_it_was_mistaken(
    cast, member, reviewer
) -> None:
    cast.pay(member, count=2)
    cast.pay(cast.member())
    death = reported(member)
    cast.hand_over(counted_idr=2 * DUES_IDR)  # one month short
    preview = remittances.preview(partner=cast.partner)
    assert {(part.waits_for, part.months) for part in preview.waiting} == {
        ("death", 1),
        ("shortage", 1),
    }
    assert all(part.reason for part in preview.waiting)
    assert cast.remit().lines.get().contribution_month == NOVEMBER
    cast.hand_over()
    cast.remit(payment_code="BPJS-2")
    december = Contribution.objects.get(contribution_month=dt.date(2026, 12, 1))
    assert (december.status, december.remitted_on) == ("paid", None)
    deaths.reverse(death=death, reason="Orang lain.", by=reviewer, at=NOON)
    assert remittances.preview(partner=cast.partner).months == 1
    no_differences()


def test_what_a_sponsor_paid_after_the_month_of_death_never_goes_to_bpjs(
    cast, member, reviewer
) -> None:
    factories.make_contribution(member=member, month=NOVEMBER, payer_kind="apbd")
    sponsors.record_transfer(
        partner=cast.partner,
        payer_kind="apbd",
        month=NOVEMBER,
        reference="SP2D-1",
        by=cast.treasurer,
        at=NOON,
    )
    death = reported(member, died_on=dt.date(2026, 10, 28))
    assert remittances.preview(partner=cast.partner).months == 0
    confirmed(death, by=reviewer)
    preview = remittances.preview(partner=cast.partner)
    assert (preview.months, [part.waits_for for part in preview.waiting]) == (0, ["death"])
    assert unremitted.by_partner(partners=[cast.partner.pk], on=TODAY) == {}
    no_differences()


def test_a_list_made_before_the_report_is_not_posted_with_months_after_the_death(
    cast, member, reviewer
) -> None:
    cast.pay(member, count=3)
    cast.pay(cast.member(name="Ani Contoh"))
    cast.hand_over()
    listed = remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    death = reported(member)
    sentence = refused_posting(cast, listed)
    assert "Siti Contoh (Desember 2026 dan Januari 2027)." in sentence
    assert "Batalkan setoran ini, lalu susun yang baru." in sentence
    assert "Ani" not in sentence
    confirmed(death, by=reviewer)
    assert refused_posting(cast, listed) == sentence
    remittances.cancel(remittance=listed, by=cast.treasurer, at=NOON)
    assert cast.remit().months == 2  # hers of November, when she lived, and Ani's
    no_differences()


def test_a_list_is_posted_once_the_report_was_mistaken(cast, member, reviewer) -> None:
    cast.pay(member, count=2)
    cast.hand_over()
    listed = remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    death = reported(member)
    refused_posting(cast, listed)
    deaths.reverse(death=death, reason="Orang lain.", by=reviewer, at=NOON)
    posted = remittances.post(remittance=listed, payment_code="BPJS-1", by=cast.treasurer, at=NOON)
    assert posted.status == Remittance.Status.POSTED
    no_differences()


def test_a_list_with_no_month_after_the_death_is_posted(cast, member) -> None:
    cast.pay(member)
    cast.hand_over()
    listed = remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    reported(member)
    remittances.post(remittance=listed, payment_code="BPJS-1", by=cast.treasurer, at=NOON)
    listed.refresh_from_db()
    assert listed.status == "posted"


def test_of_many_who_died_the_first_are_named_and_the_others_counted(cast) -> None:
    people = [cast.member(name=f"{letter} Contoh") for letter in "GFEDCBA"]
    for each in people:
        cast.pay(each, count=2)
    cast.hand_over()
    listed = remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    for each in people:
        reported(each)
    sentence = refused_posting(cast, listed)
    assert "A Contoh (Desember 2026); B Contoh" in sentence
    assert "E Contoh (Desember 2026); 2 orang lagi." in sentence


def refused_posting(cast, listed: Remittance) -> str:
    """The sentence with which that list is not posted; nothing has moved."""
    moved = LedgerEntry.objects.count()
    with pytest.raises(UnableToRemit) as refusal:
        remittances.post(remittance=listed, payment_code="BPJS-1", by=cast.treasurer, at=NOON)
    assert refusal.value.code == "after_death"
    listed.refresh_from_db()
    assert listed.status == Remittance.Status.FINAL
    assert LedgerEntry.objects.count() == moved
    return str(refusal.value)
