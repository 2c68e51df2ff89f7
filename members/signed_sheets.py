"""Imported people who agreed on paper: a numbered sheet for each, sent in by the office.

A sheet carries the number of the person's row and the whole text. Its picture becomes her document
and shows her consent; she then goes to the branch as if a collector had met her.
"""

import datetime as dt
from dataclasses import replace
from typing import BinaryIO
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from markets.models import User
from members import documents, enrolment, imported_people, pictures
from members.applications import UnableToEnrol
from members.models import BulkImport, Consent, Document, Enrolment, ImportedPerson

Status = ImportedPerson.Status


class UnableToAttach(Exception):
    """She cannot be sent with this sheet; the text says what to do. `field`: of the form."""

    def __init__(self, sentence: str, field: str = "number") -> None:
        super().__init__(sentence)
        self.field = field


def waiting(*, bulk_import: BulkImport) -> QuerySet[ImportedPerson]:
    """The people of that list whose sheets are still to come, in the order of the file."""
    rows = ImportedPerson.objects.filter(bulk_import=bulk_import, status=Status.WAITING)
    return rows.select_related("bulk_import", "market", "block", "stall").order_by("number")


def attach(
    *,
    bulk_import: BulkImport,
    number: int,
    version: str,
    file: BinaryIO,
    by: User,
    at: dt.datetime,
) -> Enrolment:
    """Send the person of that row to the branch, with the picture of the sheet she signed.

    `version` is that of the text on the sheet. Raises UnableToAttach: nothing is stored then.
    """
    try:
        picture = pictures.read(file)  # before anything is locked: it takes long
    except pictures.UnableToReadPicture as refusal:
        raise UnableToAttach(str(refusal), "sheet") from None
    with transaction.atomic():
        person = _waiting(bulk_import, number)
        draft = uuid4()
        kind = Document.Kind.SIGNED_SHEET
        sheet = documents.store(picture=picture, draft=draft, kind=kind, by=by, at=at)
        application = replace(
            imported_people.application(person),
            consent_version=version,
            consent_how=Consent.How.SHEET_PHOTO,
            consent_evidence=sheet.pk,
            without_photo=True,
        )
        try:
            return enrolment.submit(
                application=application, by=by, at=at, draft=draft, imported=person
            )
        except UnableToEnrol as refusal:
            raise UnableToAttach(str(refusal)) from None


def _waiting(bulk_import: BulkImport, number: int) -> ImportedPerson:
    """Her row, which waits. Raises UnableToAttach.

    It is not locked: who sends her by another way in this moment has locked her first and takes
    the row after (import_links), so that a lock here would have both wait for each other.
    """
    rows = ImportedPerson.objects.filter(bulk_import=bulk_import, number=number)
    person = rows.select_related("bulk_import", "market", "block", "stall").first()
    if person is None:
        raise UnableToAttach(_("Nomor itu tidak ada di daftar ini. Periksa nomor di lembarnya."))
    if person.status == Status.SUBMITTED:
        raise UnableToAttach(_("Orang dengan nomor itu sudah dikirim ke cabang."))
    if person.status == Status.DROPPED:
        raise UnableToAttach(_("Orang dengan nomor itu tidak menunggu di daftar ini lagi."))
    return person
