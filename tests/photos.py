"""Small pictures for tests, and documents made of them."""

import datetime as dt
import io

from config.bench.hostile import encoded, photo
from members import documents
from members.models import Document, EnrolmentDraft
from tests.factories import NOON


def jpeg(size: tuple[int, int] = (160, 100)) -> bytes:
    """A small picture as a camera would send it."""
    return encoded(photo(size), "JPEG")


def make_document(
    *, draft: EnrolmentDraft, kind: Document.Kind = Document.Kind.KTP_PHOTO, at: dt.datetime = NOON
) -> Document:
    """A small picture that who began the draft keeps with it."""
    file = io.BytesIO(jpeg())
    return documents.keep(draft=draft.pk, kind=kind, file=file, by=draft.entered_by, at=at)
