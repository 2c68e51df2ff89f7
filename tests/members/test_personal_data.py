"""Reading a NIK in full."""

import pytest

from members import personal_data
from members.models import PersonalDataView
from members.nik_vault import UnableToOpenNik
from tests.factories import NOON, make_enrolment, make_market, make_nik, make_reviewer

pytestmark = pytest.mark.django_db


def test_each_reading_leaves_who_when_and_whose() -> None:
    market, number = make_market(), make_nik()
    member = make_enrolment(market=market, nik=number).member
    reviewer = make_reviewer(branch=market.partner.branch)
    shown = personal_data.reveal_nik(member=member, market=market, by=reviewer, at=NOON)
    assert shown == f"{number[:6]} {number[6:12]} {number[12:]}"
    view = PersonalDataView.objects.get()
    assert (view.member, view.market, view.what, view.by, view.at) == (
        member,
        market,
        "nik",
        reviewer,
        NOON,
    )


def test_a_reading_belongs_to_the_market_from_which_it_was_asked_for() -> None:
    member, asked_from = make_enrolment().member, make_market()
    personal_data.reveal_nik(member=member, market=asked_from, by=make_reviewer(), at=NOON)
    assert PersonalDataView.objects.get().market == asked_from


def test_a_number_that_does_not_open_was_not_read() -> None:
    member = make_enrolment().member
    member.nik_key_id = "unknown"
    with pytest.raises(UnableToOpenNik):
        personal_data.reveal_nik(member=member, market=member.market, by=make_reviewer(), at=NOON)
    assert not PersonalDataView.objects.exists()
