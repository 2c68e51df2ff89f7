"""Small pictures for tests, and documents made of them."""

import datetime as dt
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from config.bench.hostile import encoded, photo
from markets.models import Market, User
from members import documents, enrolment, review
from members.models import Consent, Document, EnrolmentDraft
from tests.factories import NOON, make_application, make_draft


def jpeg(size: tuple[int, int] = (160, 100)) -> bytes:
    """A small picture as a camera would send it."""
    return encoded(photo(size), "JPEG")


def make_document(
    *, draft: EnrolmentDraft, kind: Document.Kind = Document.Kind.KTP_PHOTO, at: dt.datetime = NOON
) -> Document:
    """A small picture that who began the draft keeps with it."""
    file = io.BytesIO(jpeg())
    return documents.keep(draft=draft.pk, kind=kind, file=file, by=draft.entered_by, at=at)


def enclosed(*, draft: EnrolmentDraft) -> dict[str, Any]:
    """What an application says of the pictures that were just kept with the draft."""
    return {
        "photo": make_document(draft=draft).pk,
        "consent_how": Consent.How.SHEET_PHOTO,
        "consent_evidence": make_document(draft=draft, kind=Document.Kind.SIGNED_SHEET).pk,
    }


def make_sent_document(*, market: Market, by: User, reviewer: User) -> Document:
    """The photo of a person whose enrolment was sent by that collector and returned."""
    draft = make_draft(by=by)
    application = make_application(market=market, **enclosed(draft=draft))
    sent = enrolment.submit(application=application, by=by, at=NOON, draft=draft.pk)
    review.return_(enrolment=sent, reason="Foto buram.", by=reviewer, at=NOON)
    return Document.objects.get(member=sent.member, kind=Document.Kind.KTP_PHOTO)


def sent_photo(data: bytes | None = None, *, name: str = "IMG_0001.jpg") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, jpeg() if data is None else data, content_type="image/jpeg")
