"""Mending a returned application, and taking one back."""

import datetime as dt
from dataclasses import replace

import pytest

from members import enrolment, nik_vault, review
from members.applications import UnableToEnrol
from members.models import ConsentText, Member
from tests.factories import (
    NOON,
    TODAY,
    make_application,
    make_enrolment,
    make_nik,
)

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=3)


def submit(application, collector, at=NOON):
    return enrolment.submit(application=application, by=collector, at=at)


@pytest.fixture
def returned(market, collector, reviewer):
    sent = submit(make_application(market=market), collector)
    return review.return_(enrolment=sent, reason="Nama salah.", by=reviewer, at=NOON)


def mend(returned, collector, at=LATER, **changed):
    application = make_application(market=returned.market, **{"nik": "", **changed})
    application = replace(application, consent_how="", consent_version="")
    return enrolment.resubmit(enrolment=returned, application=application, by=collector, at=at)


def test_it_goes_back_to_the_branch_with_the_new_data(returned, collector) -> None:
    number = nik_vault.open_(returned.member)
    mended = mend(returned, collector, name="Siti Betul", jht=True)
    assert (mended.status, mended.submitted_at, mended.entered_at) == (
        "submitted",
        LATER,
        NOON,
    )
    member = Member.objects.get()
    assert (member.name, mended.jht) == ("Siti Betul", True)
    assert nik_vault.open_(member) == number
    steps = list(mended.decisions.values_list("from_status", "to_status"))
    assert steps == [
        ("", "submitted"),
        ("submitted", "returned"),
        ("returned", "submitted"),
    ]
    assert member.consents.count() == 1  # she agreed to this very text already


def test_what_was_asked_for_before_stays_in_the_history(returned, collector) -> None:
    mend(returned, collector, declared_income_idr=2_000_000, jht=True, phone="")
    versions = returned.events.order_by("pgh_id").values_list("declared_income_idr", "warnings")
    assert versions.first() == (1_000_000, [])
    assert versions.last() == (2_000_000, ["no_phone"])


def test_a_wrong_nik_is_replaced(returned, collector) -> None:
    number = make_nik()
    mended = mend(returned, collector, nik=number)
    assert nik_vault.open_(Member.objects.get(pk=mended.member_id)) == number


def test_a_nik_of_somebody_else_is_refused(returned, collector) -> None:
    number = make_nik()
    make_enrolment(nik=number)
    with pytest.raises(UnableToEnrol) as refusal:
        mend(returned, collector, nik=number)
    assert refusal.value.code == "already_known"


def test_a_new_consent_text_is_asked_for(returned, collector) -> None:
    ConsentText.objects.create(version="3", body="…", in_force_from=LATER.date())
    with pytest.raises(UnableToEnrol) as refusal:
        mend(returned, collector)
    assert refusal.value.code == "no_consent"


def test_warnings_are_worked_out_anew(returned, collector) -> None:
    born = dt.date(1975, 3, 18)
    mended = mend(returned, collector, birth_date=born)
    assert mended.warnings == ["birth_date_differs_from_nik"]


def test_who_was_in_time_may_turn_sixty_five_meanwhile(market, collector, reviewer):
    born = dt.date(1961, 11, 11)
    sent = submit(make_application(market=market, birth_date=born), collector)
    review.return_(enrolment=sent, reason="Alamat?", by=reviewer, at=NOON)
    assert mend(sent, collector, birth_date=born).status == "submitted"


def test_what_was_not_returned_cannot_be_mended(returned, collector) -> None:
    mend(returned, collector)
    with pytest.raises(UnableToEnrol) as refusal:
        mend(returned, collector)
    assert refusal.value.code == "not_returned"
    assert "Menunggu keputusan cabang" in str(refusal.value)


def test_the_nik_of_who_applied_before_stays(returned, market, collector, reviewer):
    number = nik_vault.open_(returned.member)
    enrolment.withdraw(enrolment=returned, by=collector, at=NOON)
    again = submit(make_application(market=market, nik=number), collector)
    review.return_(enrolment=again, reason="NIK salah.", by=reviewer, at=NOON)
    with pytest.raises(UnableToEnrol) as refusal:
        mend(again, collector, nik=make_nik())
    assert refusal.value.code == "nik_stays"


def test_the_person_may_apply_again(market, collector) -> None:
    number = make_nik()
    sent = submit(make_application(market=market, nik=number), collector)
    taken_back = enrolment.withdraw(enrolment=sent, by=collector, at=NOON, reason=" Batal ")
    assert taken_back.status == "withdrawn"
    member = Member.objects.get()
    assert member.status == "ended"
    assert member.placements.get().last_day == TODAY
    assert sent.decisions.last().reason == "Batal"
    assert submit(make_application(market=market, nik=number), collector, LATER)


def test_what_is_decided_stays_decided(market, collector, reviewer) -> None:
    sent = submit(make_application(market=market), collector)
    review.approve(enrolment=sent, by=reviewer, at=NOON)
    with pytest.raises(UnableToEnrol) as refusal:
        enrolment.withdraw(enrolment=sent, by=collector, at=NOON)
    assert refusal.value.code == "already_decided"
    assert "Disetujui" in str(refusal.value)
