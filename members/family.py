"""Keeping whom of a member's family to reach: contact data, and no choice of heir."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from markets.models import User
from markets.refusals import Refusal
from members import consents, phones
from members.models import FamilyContact, Member

MOST_CONTACTS = 6
MOST_NAME = 120


class UnableToKeepFamily(Refusal):
    """A contact cannot stand; the text says what to do, `field` at what to look: it ends with the
    number of the contact, counted from 1."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Contact:
    """What was typed about one person of the family; the phone as it was typed."""

    name: str
    relation: str
    birth_date: dt.date | None = None
    phone: str = ""


def check(contacts: Sequence[Contact], *, on: dt.date) -> list[FamilyContact]:
    """The contacts as rows, not stored yet. Raises UnableToKeepFamily for the first that is
    wrong."""
    if len(contacts) > MOST_CONTACTS:
        raise UnableToKeepFamily(
            _("Paling banyak enam orang. Tulis yang paling mudah dihubungi."), "too_many", "family"
        )
    return [_checked(contact, number, on) for number, contact in enumerate(contacts, start=1)]


@transaction.atomic
def keep(
    *, member: Member, contacts: Sequence[Contact], by: User, at: dt.datetime, on: dt.date
) -> list[FamilyContact]:
    """Put these contacts in place of those that were kept. Raises UnableToKeepFamily, also where
    she withdrew her consent to it.

    The same contacts again change nothing, and stay noted by who noted them first.
    """
    rows = check(contacts, on=on)
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if rows and consents.withdrawal_of(member=member) is not None:
        raise UnableToKeepFamily(
            _("Ia menarik persetujuan untuk data ini. Catat dahulu bahwa ia setuju lagi."),
            "consent_withdrawn",
            "",
        )
    kept = list(member.family.all())
    if [_values(row) for row in rows] == [_values(row) for row in kept]:
        return kept
    member.family.all().delete()
    for row in rows:
        row.member, row.noted_by, row.noted_at = member, by, at
    return FamilyContact.objects.bulk_create(rows)


def stand_already(*, member: Member, contacts: Sequence[Contact], on: dt.date) -> bool:
    """Whether keeping these would change nothing."""
    kept = [_values(row) for row in member.family.all()]
    return [_values(row) for row in check(contacts, on=on)] == kept


def as_contacts(member: Member) -> list[Contact]:
    """What is kept, as if it had just been typed."""
    return [
        Contact(
            name=row.name, relation=row.relation, birth_date=row.birth_date, phone=str(row.phone)
        )
        for row in member.family.all()
    ]


def _checked(contact: Contact, number: int, on: dt.date) -> FamilyContact:
    name = " ".join(contact.name.split())
    if not name:
        raise UnableToKeepFamily(_("Tulis namanya."), "missing", f"family_name_{number}")
    if len(name) > MOST_NAME:
        raise UnableToKeepFamily(
            _("Nama paling banyak 120 huruf."), "too_long", f"family_name_{number}"
        )
    if contact.relation not in FamilyContact.Relation.values:
        raise UnableToKeepFamily(
            _("Pilih hubungannya dengan peserta."), "missing", f"family_relation_{number}"
        )
    if contact.birth_date is not None and contact.birth_date > on:
        raise UnableToKeepFamily(
            _("Tanggal lahir itu belum tiba. Periksa tahunnya."),
            "not_born",
            f"family_birth_date_{number}",
        )
    try:
        phone = phones.parse(contact.phone)
    except phones.InvalidPhone as error:
        raise UnableToKeepFamily(str(error), "phone", f"family_phone_{number}") from None
    return FamilyContact(
        position=number,
        name=name,
        relation=contact.relation,
        birth_date=contact.birth_date,
        phone=phone,
    )


def _values(row: FamilyContact) -> tuple[object, ...]:
    return (row.position, row.name, row.relation, row.birth_date, str(row.phone or ""))
