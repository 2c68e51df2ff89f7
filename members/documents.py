"""Pictures of an enrolment that is not sent yet: kept beside its draft, or while it is mended.

There is one of each kind: another one takes its place. They go with their draft; a picture whose
draft is gone is erased within a day.
"""

import datetime as dt
from typing import BinaryIO
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from markets.models import Market, Role, User
from members import document_vault, entered, pictures
from members.models import Document, Enrolment, EnrolmentDraft, Member
from members.pictures import Picture

ERASED_AFTER = dt.timedelta(days=1)
# Under an id of their own, what is taken while an enrolment is mended outlives the sitting.
MENDED = UUID("5d1f6a0e-6c1b-4f0e-9f39-0a2f9f6d7c11")


class UnableToKeepDocument(Exception):
    """There is nothing to which the picture could belong; the text says what to do."""


def id_for_mending(*, enrolment: Enrolment, by: User) -> UUID:
    """Takes the place of a draft's id for what that user adds to a returned enrolment."""
    return uuid5(MENDED, f"{enrolment.pk} {by.pk}")


def keep(
    *,
    draft: UUID | None,
    kind: Document.Kind,
    file: BinaryIO,
    by: User,
    at: dt.datetime,
    mends: Enrolment | None = None,
) -> Document:
    """Keep a picture with the user's draft, or with the returned enrolment that is mended.

    It takes the place of the one of that kind which was kept there before. Raises
    pictures.UnableToReadPicture and UnableToKeepDocument; nothing is stored then.
    """
    picture = pictures.read(file)  # before anything is locked: it takes long
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        belongs_to = _belongs_to(draft, by, mends)
        erase(documents=Document.objects.filter(draft=belongs_to, kind=kind, entered_by=by))
        return store(picture=picture, draft=belongs_to, kind=kind, by=by, at=at)


def store(
    *, picture: Picture, draft: UUID, kind: Document.Kind, by: User, at: dt.datetime
) -> Document:
    """Keep a picture under the id of what is going to be sent, in the caller's transaction."""
    return _store(picture, Document(kind=kind, entered_by=by, entered_at=at, draft=draft))


def store_of_member(
    *,
    picture: Picture,
    member: Member,
    market: Market,
    kind: Document.Kind,
    by: User,
    at: dt.datetime,
) -> Document:
    """Keep a picture that is hers from the beginning, in the caller's transaction."""
    document = Document(kind=kind, entered_by=by, entered_at=at, member=member, market=market)
    return _store(picture, document)


def _store(picture: Picture, document: Document) -> Document:
    document.size, document.width, document.height = (
        len(picture.jpeg),
        picture.width,
        picture.height,
    )
    document_vault.put(document, picture.jpeg)
    document.save(force_insert=True)
    return document


def _belongs_to(draft: UUID | None, by: User, mends: Enrolment | None) -> UUID:
    if mends is not None and mends.status == Enrolment.Status.RETURNED:
        return id_for_mending(enrolment=mends, by=by)
    if draft and EnrolmentDraft.objects.filter(pk=draft, entered_by=by).exists():
        return draft
    raise UnableToKeepDocument(_("Isi NIK dan nama dahulu, lalu ambil fotonya."))


def held(*, draft: UUID | None, by: User) -> dict[str, Document]:
    """What that user keeps there, by its kind."""
    if draft is None:
        return {}
    rows = Document.objects.filter(draft=draft, entered_by=by)
    return {document.kind: document for document in rows}


@transaction.atomic
def erase(*, documents: QuerySet[Document]) -> int:
    """Erase pictures that were not sent, rows and files; answers how many."""
    rows = list(documents.filter(member=None).select_for_update(of=["self"]))
    if rows:
        Document.objects.filter(pk__in=[document.pk for document in rows]).delete()
        document_vault.drop(document.stored_as for document in rows)
    return len(rows)


def erase_of_draft(*, draft: UUID, by: User) -> int:
    """Erase what that user keeps with a draft, which goes too."""
    return erase(documents=Document.objects.filter(draft=draft, entered_by=by))


@transaction.atomic
def erase_orphans(*, at: dt.datetime) -> int:
    """Erase pictures whose draft went without them; answers how many."""
    draft = EnrolmentDraft.objects.filter(pk=OuterRef("draft"))
    forgotten = Document.objects.filter(
        ~Exists(draft), member=None, entered_at__lt=at - ERASED_AFTER
    )
    return erase(documents=forgotten)


def shown_to(*, user: User, markets: QuerySet[Market]) -> QuerySet[Document]:
    """The documents a user may look at. `markets` are those she reaches.

    A reviewer: those of people who are in her branch. Who enrols: her own until they are sent, and
    all of a returned enrolment she may mend.
    """
    kept = Document.objects.exclude(key_id="")  # erased, only the row is left
    if user.role == Role.REVIEWER:
        return kept.filter(market__in=markets, member__market__in=markets)
    mendable = entered.enrolments(user=user, markets=markets).filter(
        status=Enrolment.Status.RETURNED
    )
    return kept.filter(
        Q(draft__isnull=False, entered_by=user) | Q(enrolment__in=mendable.values("pk"))
    )
