"""What was paid for months after a death stays here from the report on; a mistake lets it go."""

import datetime as dt

import pytest

from contributions import books, deaths, remittances, sponsors, unremitted
from contributions.models import Contribution
from tests import factories
from tests.contributions.bereaved import confirmed, reported
from tests.contributions.money import DUES_IDR, make_cast
from tests.factories import NOON, NOVEMBER, TODAY, make_reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def member(cast):
    return cast.member(name="Siti Contoh")


@pytest.fixture
def reviewer(cast):
    return make_reviewer(branch=cast.partner.branch)


def no_differences() -> None:
    assert [str(difference) for difference in books.differences(on=TODAY)] == []


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
