"""Enrolments that were begun and not sent: kept page by page, taken up again on any device.

What was typed is personal and not agreed to yet: it rests sealed, only who typed it reads it, and
it is forgotten after FORGOTTEN_AFTER.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from markets.models import Market, User
from markets.refusals import Refusal
from members import document_vault, documents, poster_limits, retention, sealing
from members.models import EnrolmentDraft

FORGOTTEN_AFTER = retention.DRAFTS_KEPT
# A collector who keeps begun ones for ever loses the oldest; nobody meets that many in 30 days.
MOST_OF_ONE_USER = 200
KIND = b"draft"
# Values that the pages of the walk only offer: those of the person before, at a drive.
OFFERED = "offered_"


@dataclass(frozen=True, repr=False)
class Begun:
    """A draft as its list shows it."""

    id: UUID
    name: str
    changed_at: dt.datetime
    # What she told from a poster: then the collector still has to find her.
    is_from_poster: bool = False
    phone: str = ""
    place: str = ""


def keep(*, id: UUID, typed: Mapping[str, str], by: User, at: dt.datetime) -> None:
    """Keep what has been typed so far in place of what was kept under that id before.

    An id of another user's draft keeps nothing: it can only have been guessed.
    """
    seal, key_id = sealed(draft=EnrolmentDraft(pk=id), typed=typed)
    kept = EnrolmentDraft.objects.filter(pk=id, entered_by=by)
    # One statement, and nothing else for a draft that is there: this runs with every page.
    if not kept.update(sealed=seal, key_id=key_id, changed_at=at):
        _begin(EnrolmentDraft(pk=id, entered_by=by, sealed=seal, key_id=key_id), by, at)


@transaction.atomic
def _begin(draft: EnrolmentDraft, by: User, at: dt.datetime) -> None:
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    mine = EnrolmentDraft.objects.filter(entered_by=by)
    found = EnrolmentDraft.objects.filter(pk=draft.pk).first()
    if found is None:
        draft.started_at = draft.changed_at = at
        draft.save(force_insert=True)
    elif found.entered_by_id == by.pk:  # two pages at once: the later one counts
        mine.filter(pk=draft.pk).update(sealed=draft.sealed, key_id=draft.key_id, changed_at=at)
    too_many = mine.order_by("-changed_at", "pk")
    oldest = list(too_many.values_list("pk", flat=True)[MOST_OF_ONE_USER:])
    EnrolmentDraft.objects.filter(pk__in=oldest).delete()


class UnableToKeepDraft(Refusal):
    """It is not kept; nothing was written. `code` is other_user."""


@transaction.atomic
def take(*, id: UUID, told: Mapping[str, str], by: User, at: dt.datetime) -> bool:
    """Keep what a phone tells was typed without a signal, under an id it made; whether it is new.

    What the phone sends of it later counts, until the pages have taken it up: then that only fills
    in what they do not have. Raises UnableToKeepDraft.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    found = EnrolmentDraft.objects.select_for_update(no_key=True).filter(pk=id).first()
    if found is None:
        keep(id=id, typed=told, by=by, at=at)
        return True
    if found.entered_by_id != by.pk:
        raise UnableToKeepDraft(
            _("Pendaftaran ini sudah disimpan oleh orang lain. Catat lagi sebagai yang baru."),
            "other_user",
        )
    if found.changed_at > found.started_at:
        keep(id=id, typed={**told, **typed(found)}, by=by, at=found.changed_at)
    else:
        EnrolmentDraft.objects.filter(pk=id).update(started_at=at)
        keep(id=id, typed=told, by=by, at=at)
    return False


def typed(draft: EnrolmentDraft) -> dict[str, str]:
    """What was typed. Raises sealing.UnableToOpen."""
    opened = sealing.open_(bytes(draft.sealed), key_id=draft.key_id, kind=KIND, row=draft.pk.bytes)
    return dict(json.loads(opened))


def begun(*, by: User) -> list[Begun]:
    """The user's drafts, the latest first."""
    rows = EnrolmentDraft.objects.filter(entered_by=by).select_related("poster__market")
    return [_begun(row) for row in rows.prefetch_related("poster__market__blocks")]


def _begun(row: EnrolmentDraft) -> Begun:
    told = typed(row)
    return Begun(
        id=row.pk,
        name=told.get("name", ""),
        changed_at=row.changed_at,
        is_from_poster=row.poster is not None,
        phone=told.get("phone", ""),
        place=place(told, row.poster.market) if row.poster else "",
    )


def place(told: Mapping[str, str], market: Market) -> str:
    """Where the person is found at that market, as she told it: block and number of the stall."""
    blocks = {f"{market.pk}-{block.pk}": block.name for block in market.blocks.all()}
    block, stall = blocks.get(told.get("place", ""), ""), told.get("stall_number", "")
    return " · ".join(filter(None, (market.name, block, stall)))


def count(*, by: User) -> int:
    """How many the user has begun and not sent."""
    return EnrolmentDraft.objects.filter(entered_by=by).count()


@transaction.atomic
def throw_away(*, id: UUID, by: User) -> None:
    """Forget the user's draft of that id, where there is one, and its pictures."""
    documents.erase_of_draft(draft=id, by=by)
    EnrolmentDraft.objects.filter(pk=id, entered_by=by).delete()


def forget_old(*, at: dt.datetime) -> int:
    """Forget what nobody took up again in time; answers how many.

    Their pictures go too, and what else of pictures was left behind.
    """
    forgotten, _kinds = EnrolmentDraft.objects.filter(changed_at__lt=at - FORGOTTEN_AFTER).delete()
    poster_limits.forget_old(at=at)
    documents.erase_orphans(at=at)
    document_vault.drop_unknown_files(at=at)
    return forgotten


@transaction.atomic
def seal_some_anew(*, most: int = 500) -> int:
    """Seal some drafts anew, as `sealing.seal_anew` does. Answers how many."""
    return sealing.seal_anew(EnrolmentDraft.objects.all(), most=most, kind=KIND)


def sealed(*, draft: EnrolmentDraft, typed: Mapping[str, str]) -> tuple[bytes, str]:
    """What was typed, sealed for that draft, and the name of the key."""
    return sealing.seal(json.dumps(dict(typed)).encode(), kind=KIND, row=draft.pk.bytes)
