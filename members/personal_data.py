"""Reading personal data that screens do not show: each time leaves a row."""

import datetime as dt

from django.db import transaction

from markets.models import Market, User
from members import document_vault, nik_vault
from members.models import Document, Member, PersonalDataView

NIK = "nik"


@transaction.atomic
def reveal_nik(*, member: Member, market: Market, by: User, at: dt.datetime) -> str:
    """The member's NIK in full, in its three parts; who read it and when is kept.

    `market` is that of the row from which it was asked for, not the one where she is now.

    Raises nik_vault.UnableToOpenNik; then nothing was read and nothing is kept.
    """
    digits = nik_vault.open_(member)
    PersonalDataView.objects.create(member=member, market=market, what=NIK, by=by, at=at)
    return f"{digits[:6]} {digits[6:12]} {digits[12:]}"


@transaction.atomic
def show_document(*, document: Document, by: User, at: dt.datetime) -> bytes:
    """The picture as JPEG. Who looked and when is kept, once it is somebody's: until an enrolment
    is sent only who took the picture sees it.

    Raises document_vault.UnableToOpenDocument; then nothing was seen and nothing is kept.
    """
    jpeg = document_vault.open_(document)
    if document.member is not None and document.market is not None:
        PersonalDataView.objects.create(
            member=document.member, market=document.market, what=document.kind, by=by, at=at
        )
    return jpeg
