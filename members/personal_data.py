"""Reading personal data that screens do not show: each time leaves a row."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from markets.models import Market, User
from members import document_vault, nik_vault
from members.models import Document, Member, PersonalDataView

NIK = "nik"
SENTENCES: dict[str, Any] = {
    NIK: _("NIK dibaca lengkap"),
    "remittance_list": _("NIK dibaca dalam daftar setoran"),
    Document.Kind.KTP_PHOTO: _("Foto KTP dilihat"),
    Document.Kind.SIGNATURE: _("Tanda tangan dilihat"),
    Document.Kind.SIGNED_SHEET: _("Lembar persetujuan dilihat"),
}


@dataclass(frozen=True)
class Reading:
    """What somebody read of a member, in words; the last time only."""

    sentence: str
    view: PersonalDataView


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
    """The picture as JPEG. Who looked, when and at which is kept, once it is somebody's.

    Until an enrolment is sent only who took the picture sees it.

    Raises document_vault.UnableToOpenDocument; then nothing was seen and nothing is kept.
    """
    jpeg = document_vault.open_(document)
    if document.member is not None and document.market is not None:
        PersonalDataView.objects.create(
            member=document.member,
            market=document.market,
            what=document.kind,
            document=document.pk,
            by=by,
            at=at,
        )
    return jpeg


def readings(*, member: Member, markets: QuerySet[Market]) -> list[Reading]:
    """Who read what of the member in these markets, the latest first: each person and kind once."""
    rows = member.data_views.filter(market__in=markets).select_related("by")
    last = rows.order_by("what", "by_id", "-at").distinct("what", "by_id")
    found = sorted(last, key=lambda view: view.at, reverse=True)
    return [Reading(str(SENTENCES.get(view.what, view.what)), view) for view in found]
