"""Whom of a member's family to reach, and where the law puts them."""

import datetime as dt

import pytest

from members import enrolment, family, heirs, review
from members.applications import UnableToEnrol
from members.family import Contact, UnableToKeepFamily
from members.models import FamilyContact
from tests.factories import (
    NOON,
    TODAY,
    make_application,
    make_collector,
    make_enrolment,
    make_member,
    make_reviewer,
)
from tests.members.relatives import make_family

pytestmark = pytest.mark.django_db
DEWI = Contact(
    name=" Dewi  Contoh ",
    relation="child",
    birth_date=dt.date(1999, 5, 2),
    phone="0812 3456 7891",
)
BUDI = Contact(name="Budi Contoh", relation="spouse")


def keep(member, *contacts, by=None, at=NOON):
    by = by or make_collector(market=member.market)
    return family.keep(member=member, contacts=contacts, by=by, at=at, on=TODAY)


def names(member) -> list[str]:
    return list(member.family.values_list("name", flat=True))


def test_contacts_are_kept_in_the_order_in_which_they_were_named() -> None:
    member = make_member()
    keep(member, DEWI, BUDI)
    first, second = member.family.all()
    assert (first.name, str(first.phone), first.birth_date) == (
        "Dewi Contoh",
        "+6281234567891",
        dt.date(1999, 5, 2),
    )
    assert (second.position, second.name, str(second.phone)) == (2, "Budi Contoh", "")


def test_new_ones_take_the_place_of_the_old_and_the_same_again_changes_nothing() -> None:
    member, by = make_member(), make_collector()
    [kept] = keep(member, DEWI, by=by)
    keep(member, DEWI, at=NOON + dt.timedelta(days=1))
    again = member.family.get()
    assert (again.pk, again.noted_by, again.noted_at) == (kept.pk, by, NOON)
    keep(member, BUDI)
    assert names(member) == ["Budi Contoh"]
    keep(member)
    assert names(member) == []


@pytest.mark.parametrize(
    ("contact", "code", "field"),
    [
        (Contact(name=" ", relation="child"), "missing", "family_name_2"),
        (Contact(name="x" * 121, relation="child"), "too_long", "family_name_2"),
        (Contact(name="Budi", relation=""), "missing", "family_relation_2"),
        (Contact(name="Budi", relation="neighbour"), "missing", "family_relation_2"),
        (Contact(name="Budi", relation="child", phone="123"), "phone", "family_phone_2"),
        (
            Contact(name="Budi", relation="child", birth_date=dt.date(2026, 11, 11)),
            "not_born",
            "family_birth_date_2",
        ),
    ],
)
def test_a_wrong_one_is_named_and_nothing_changes(contact, code, field) -> None:
    member = make_member()
    keep(member, BUDI)
    with pytest.raises(UnableToKeepFamily) as refusal:
        keep(member, DEWI, contact)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert names(member) == ["Budi Contoh"]


def test_no_more_than_six() -> None:
    with pytest.raises(UnableToKeepFamily, match="Paling banyak enam"):
        keep(make_member(), *[BUDI] * 7)


def test_an_application_brings_its_family_and_a_mended_one_replaces_it() -> None:
    sent = make_enrolment(family=(DEWI,))
    assert names(sent.member) == ["Dewi Contoh"]
    reviewer = make_reviewer(branch=sent.market.partner.branch)
    review.return_(enrolment=sent, reason="Keluarga?", by=reviewer, at=NOON)
    mended = make_application(market=sent.market, nik="", family=(BUDI,))
    later = NOON + dt.timedelta(hours=1)
    enrolment.resubmit(enrolment=sent, application=mended, by=sent.entered_by, at=later)
    assert names(sent.member) == ["Budi Contoh"]


def test_a_wrong_contact_stops_the_application() -> None:
    with pytest.raises(UnableToEnrol) as refusal:
        make_enrolment(family=(Contact(name="", relation="child"),))
    assert refusal.value.field == "family_name_1"
    assert not FamilyContact.objects.exists()


def test_an_application_sent_twice_is_one_and_other_contacts_are_not_lost_in_it() -> None:
    application = make_application(family=(DEWI,))
    by = make_collector(market=application.market)
    first = enrolment.submit(application=application, by=by, at=NOON)
    assert enrolment.submit(application=application, by=by, at=NOON) == first
    assert FamilyContact.objects.count() == 1


def test_a_new_enrolment_without_contacts_leaves_those_of_an_earlier_one() -> None:
    application = make_application(family=(DEWI,))
    by = make_collector(market=application.market)
    first = enrolment.submit(application=application, by=by, at=NOON)
    enrolment.withdraw(enrolment=first, by=by, at=NOON)
    again = make_application(market=application.market, nik=application.nik)
    enrolment.submit(application=again, by=by, at=NOON + dt.timedelta(days=1))
    assert names(first.member) == ["Dewi Contoh"]


def test_the_order_of_heirs_is_that_of_the_law_and_contacts_stand_beside_it() -> None:
    member = make_member()
    for relation in ("other", "sibling", "child", "grandparent", "spouse"):
        make_family(member=member, relation=relation)
    steps = heirs.in_order(member.family.all())
    assert [[contact.relation for contact in step.contacts] for step in steps] == [
        ["child", "spouse"],
        ["grandparent"],
        ["sibling"],
        [],
        [],
    ]
    assert "Suami atau istri" in str(steps[0].rank.label)
