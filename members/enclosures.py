"""What is enclosed with an application: the photo of the card, and the picture of the consent.

Who is entered page by page brings a picture of how she agreed. An application without a draft (a
list whose sheets are kept on paper, or from before there were pictures) encloses nothing.
"""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from markets import months
from markets.models import User
from members import consents, documents
from members.applications import Application, Checked, UnableToEnrol
from members.models import Consent, ConsentText, Document, Enrolment


def held(
    *, draft: UUID | None, by: User, text: ConsentText, mended: Enrolment | None = None
) -> dict[str, Document]:
    """The pictures that would go along now, by their kind: those kept with the draft, and the
    photo of the enrolment that is `mended`. What shows consent to an earlier text shows nothing."""
    found: dict[str, Document] = {}
    if mended is not None:
        photos = mended.documents.filter(kind=Document.Kind.KTP_PHOTO)
        found = {photo.kind: photo for photo in photos.order_by("-entered_at")[:1]}
        draft = documents.id_for_mending(enrolment=mended, by=by)
    kept = documents.held(draft=draft, by=by)
    return found | {
        kind: document
        for kind, document in kept.items()
        if kind == Document.Kind.KTP_PHOTO
        or months.law_day(document.entered_at) >= text.in_force_from
    }


def enclose(
    *,
    application: Application,
    checked: Checked,
    enrolment: Enrolment,
    draft: UUID | None,
    by: User,
    at: dt.datetime,
) -> None:
    """Give the pictures named by the application to the person, and keep her consent.

    Only those that this user keeps with this draft; what else is kept there goes. Runs in the
    caller's transaction. Raises UnableToEnrol where one that must be there is not.
    """
    rows = Document.objects.filter(draft=draft, entered_by=by, draft__isnull=False)
    waiting = {row.pk: row for row in rows.select_for_update(of=["self"])}
    photo = _photo(application, enrolment, draft, waiting)
    evidence = _evidence(application, draft, waiting) if checked.consent_text else None
    for document in filter(None, (photo, evidence)):
        document.draft, document.enrolment = None, enrolment
        document.member, document.market = enrolment.member, enrolment.market
        document.save(update_fields=["draft", "enrolment", "member", "market"])
    documents.erase(documents=rows)
    if checked.consent_text is not None:
        consents.take(
            member=enrolment.member,
            market=enrolment.market,
            text=checked.consent_text,
            how=application.consent_how,
            by=by,
            at=at,
            evidence=evidence,
        )


def _photo(
    application: Application,
    enrolment: Enrolment,
    draft: UUID | None,
    waiting: dict[UUID, Document],
) -> Document | None:
    """The new photo; none where it stays as it was sent before, or could not be taken."""
    if application.photo is None:
        if draft is None or application.without_photo:
            return None
    elif application.photo in waiting:
        document = waiting[application.photo]
        if document.kind == Document.Kind.KTP_PHOTO:
            return document
    elif enrolment.documents.filter(pk=application.photo).exists():
        return None
    raise UnableToEnrol(
        _("Foto KTP belum ada. Ambil fotonya, atau tandai bahwa tidak bisa memotret sekarang."),
        "no_photo",
        "photo_camera",
    )


def _evidence(
    application: Application, draft: UUID | None, waiting: dict[UUID, Document]
) -> Document | None:
    """The picture that shows how she agreed; none where the sheet is kept on paper."""
    kind = Consent.SHOWN_BY.get(application.consent_how)  # type: ignore[call-overload]
    if kind is None and draft is None:
        return None
    evidence = application.consent_evidence
    document = waiting.get(evidence) if evidence else None
    if document is None or document.kind != kind:
        raise UnableToEnrol(
            _(
                "Bukti persetujuan belum ada. Mintalah ia menandatangani di layar, atau foto "
                "lembar yang sudah ia tandai."
            ),
            "no_evidence",
            "consent_how",
        )
    return document
