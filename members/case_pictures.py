"""The pictures that belong to a case: the photo of the card, and what shows the consent."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from members.models import Consent, Document, Enrolment


@dataclass(frozen=True)
class Photo:
    """A photo of the card as it was sent; the size in pixels."""

    pk: UUID
    entered_at: dt.datetime
    width: int
    height: int


@dataclass(frozen=True)
class Pictures:
    """The latest photo first; a mended case has the earlier ones too."""

    photos: list[Photo]
    evidence: Document | None  # of the consent that is shown

    @property
    def photo(self) -> Photo | None:
        """The one to compare the data with."""
        return self.photos[0] if self.photos else None

    @property
    def earlier(self) -> list[Photo]:
        """Those sent before it."""
        return self.photos[1:]


def with_photos(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """The enrolments with what `of` needs to know of their photos, in the same query."""
    kept = Document.objects.exclude(key_id="")  # erased, only the row is left
    photos = kept.filter(enrolment=OuterRef("pk"), kind=Document.Kind.KTP_PHOTO)
    told = JSONObject(pk=F("pk"), entered_at=F("entered_at"), width=F("width"), height=F("height"))
    return rows.annotate(sent_photos=ArraySubquery(photos.order_by("-entered_at").values(at=told)))


def of(*, enrolment: Enrolment, consent: Consent | None) -> Pictures:
    """Those of an enrolment that `with_photos` found, and of the consent (`evidence` is joined)."""
    evidence = consent.evidence if consent else None
    return Pictures(
        photos=[
            Photo(
                pk=UUID(told["pk"]),
                entered_at=dt.datetime.fromisoformat(told["entered_at"]),
                width=told["width"],
                height=told["height"],
            )
            for told in cast(Any, enrolment).sent_photos
        ],
        evidence=evidence if evidence and evidence.key_id else None,
    )
