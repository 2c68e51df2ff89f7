"""What the database refuses about drives; each test is named after the constraint."""

import datetime as dt

import pytest
from django.db import DatabaseError

from members.models import Campaign, Drive, Enrolment, NotEnrolled
from tests.contributions.straight import refused_by
from tests.factories import NOON, TODAY, make_branch, make_market, make_member, make_partner
from tests.members.activations import make_drive, make_met, make_not_enrolled

pytestmark = pytest.mark.django_db


def test_drive_ends_after_it_begins() -> None:
    with refused_by("drive_ends_after_it_begins"):
        make_drive(last_day=TODAY - dt.timedelta(days=1))


def test_drive_has_a_target() -> None:
    with refused_by("drive_has_a_target"):
        make_drive(target=0)


def test_form_plans_one_drive() -> None:
    drive = make_drive()
    with refused_by("form_plans_one_drive"):
        make_drive(form_id=drive.form_id)


def test_drive_stays_with_its_partner() -> None:
    drive = make_drive()
    with pytest.raises(DatabaseError, match="drive_stays_with_its_partner"):
        Drive.objects.filter(pk=drive.pk).update(partner=make_partner())


def test_campaign_name_is_unique() -> None:
    branch = make_branch()
    Campaign.objects.create(name="Pekan aktivasi", branch=branch)
    with refused_by("campaign_name_is_unique"):
        Campaign.objects.create(name="Pekan aktivasi", branch=branch)


def test_drive_is_set_once() -> None:
    drive = make_drive()
    sent = make_met(drive=drive)
    assert sent.drive == drive
    with pytest.raises(DatabaseError, match="drive_is_set_once"):
        Enrolment.objects.filter(pk=sent.pk).update(drive=None)


def test_enrolment_and_its_drive_have_one_partner() -> None:
    drive, member = make_drive(), make_member(market=make_market())
    sent = make_met(drive=drive)
    sent.pk, sent.member, sent.market = None, member, member.market
    with refused_by("enrolment_and_its_drive_have_one_partner"):
        sent.save(force_insert=True)


def test_who_was_counted_is_neither_changed_nor_deleted() -> None:
    counted = make_not_enrolled(drive=make_drive())
    with pytest.raises(DatabaseError, match="permission denied"):
        NotEnrolled.objects.filter(pk=counted.pk).update(reason="other")


def test_who_was_counted_stays() -> None:
    counted = make_not_enrolled(drive=make_drive())
    with pytest.raises(DatabaseError, match="permission denied"):
        NotEnrolled.objects.filter(pk=counted.pk).delete()


def test_a_count_is_taken_back_once() -> None:
    counted = make_not_enrolled(drive=make_drive())
    rows = NotEnrolled.objects.filter(pk=counted.pk)
    rows.update(taken_back_at=NOON)
    with pytest.raises(DatabaseError, match="Cannot update"):
        rows.update(taken_back_at=None)
