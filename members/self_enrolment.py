"""Beginning one's own enrolment from a market's poster, without a login and without an answer
about anybody: it only becomes a draft that waits for a collector of the market.
"""

import datetime as dt
import hmac
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from markets import access
from markets.models import Assignment, Market, User
from markets.refusals import Refusal
from members import documents, drafts, poster_limits, sealing
from members.models import EnrolmentDraft, Poster

log = logging.getLogger("mitra.enrolment")

# More wait at no market: who wants to fill the list finds it full, and the people who are in it
# stay.
MOST_WAITING = 500


class UnableToBegin(Refusal):
    """Nothing was kept; `str()` says what to do. `code`: too_many, full, revoked."""


class UnableToTake(Exception):
    """Somebody else has taken it, or it is gone; `str()` says what to do."""


@dataclass(frozen=True, repr=False)
class Waiting:
    """A person who began her own enrolment and waits to be met.

    `code` is what she tells the collector; `is_near` says that the collector covers her block.
    """

    id: UUID
    name: str
    phone: str
    market: Market
    place: str
    code: str
    started_at: dt.datetime
    is_near: bool


def code(id: UUID) -> str:
    """Six digits for the person to tell the collector, such as `482-915`; it opens nothing."""
    key = sealing.derived(settings.NIK_INDEX_KEY, b"poster code")
    number = int.from_bytes(hmac.digest(key, id.bytes, "sha256")[:8], "big") % 1_000_000
    return f"{number // 1000:03}-{number % 1000:03}"


def begin(
    *, id: UUID, poster: Poster, typed: Mapping[str, str], address: str, at: dt.datetime
) -> UUID:
    """Keep what somebody typed about herself, for the collectors of the poster's market.

    Answers the id of the draft. The same text under the same `id`, that of the visit, keeps
    nothing new; another text, such as the next person's after going back, is kept beside it.
    `address` is the network address it came from. Raises UnableToBegin.
    """
    id = _id_of_draft(id, typed)
    if EnrolmentDraft.objects.filter(pk=id).exists():
        return id
    try:
        poster_limits.count(address=address, market=poster.market, at=at)
    except poster_limits.TooMany as error:
        log.warning("too many enrolments begun from a poster: market=%s", poster.market_id)
        raise UnableToBegin(str(error), "too_many") from None
    try:
        with transaction.atomic():
            _keep(id, poster, typed, at)
    except IntegrityError:  # the second tap came in the same moment
        if not EnrolmentDraft.objects.filter(pk=id).exists():
            raise
    return id


def _id_of_draft(visit: UUID, typed: Mapping[str, str]) -> UUID:
    """The same for the same text of that visit; without the key nothing can be guessed from it."""
    key = sealing.derived(settings.NIK_INDEX_KEY, b"poster draft")
    text = json.dumps(dict(typed), sort_keys=True).encode()
    return UUID(bytes=hmac.digest(key, visit.bytes + text, "sha256")[:16], version=4)


def from_posters(*, markets: QuerySet[Market]) -> QuerySet[EnrolmentDraft]:
    """What was begun from posters of these markets, whether somebody has taken it or not."""
    return EnrolmentDraft.objects.filter(poster__market__in=markets.order_by().values("pk"))


def taken(*, by: User) -> QuerySet[EnrolmentDraft]:
    """What the collector has taken from posters and neither sent nor thrown away."""
    return EnrolmentDraft.objects.filter(entered_by=by, poster__isnull=False)


def waiting(*, markets: QuerySet[Market]) -> QuerySet[EnrolmentDraft]:
    """What was begun from posters of these markets and nobody has taken yet, the oldest first."""
    return (
        from_posters(markets=markets)
        .filter(entered_by=None)
        .select_related("poster__market")
        .order_by("started_at", "pk")
    )


def listed(*, user: User, on: dt.date, text: str = "") -> list[Waiting]:
    """Who waits at the collector's markets: those of her blocks first, then who waits longest.

    `text` is part of a name, or a code as it was told.
    """
    rows = waiting(markets=access.markets_of(user)).prefetch_related("poster__market__blocks")
    own = _own_places(user, on)
    found = [_waiting(draft, own) for draft in rows]
    digits = "".join(filter(str.isdecimal, text))
    if text:
        found = [
            each
            for each in found
            if text.casefold() in each.name.casefold()
            or (digits and digits == each.code.replace("-", ""))
        ]
    return sorted(found, key=lambda each: not each.is_near)


def _own_places(user: User, on: dt.date) -> set[str]:
    """Places of the collector that day, as the pages of an enrolment write them."""
    holds = Q(last_day=None) | Q(last_day__gte=on)
    rows = Assignment.objects.filter(holds, collector=user, first_day__lte=on)
    return {f"{market}-{block or ''}" for market, block in rows.values_list("market", "block")}


def _waiting(draft: EnrolmentDraft, own: set[str]) -> Waiting:
    told = drafts.typed(draft)
    assert draft.poster is not None
    market = draft.poster.market
    return Waiting(
        id=draft.pk,
        name=told.get("name", ""),
        phone=told.get("phone", ""),
        market=market,
        place=drafts.place(told, market),
        code=code(draft.pk),
        started_at=draft.started_at,
        is_near=bool(own & {f"{market.pk}-", told.get("place", "")}),
    )


@transaction.atomic
def take(*, id: UUID, by: User, at: dt.datetime) -> EnrolmentDraft:
    """The draft becomes the collector's own: the first who takes it meets the person.

    Again by the same collector changes nothing. Raises UnableToTake.
    """
    draft = _locked(id, access.markets_of(by))
    if draft is None:
        raise UnableToTake(_("Pendaftaran dari poster itu sudah tidak ada."))
    if draft.entered_by_id not in (None, by.pk):
        raise UnableToTake(_("Kolektor lain sudah mengambil pendaftaran ini."))
    if draft.entered_by_id is None:
        draft.entered_by, draft.changed_at = by, at
        draft.save(update_fields=["entered_by", "changed_at"])
        log.info("a person from a poster was taken: user=%s draft=%s", by.pk, draft.pk)
    return draft


def _locked(id: UUID, markets: QuerySet[Market]) -> EnrolmentDraft | None:
    """What was begun from a poster of these markets, for one collector at a time."""
    rows = from_posters(markets=markets).filter(pk=id)
    return rows.select_for_update(of=("self",)).first()


@transaction.atomic
def give_back(*, id: UUID, by: User) -> None:
    """The draft waits for any collector of its market again; only her own, only from a poster.

    The pictures she took are erased: they would stay in her sight.
    """
    # Locked as where a picture is kept: none comes in meanwhile.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if taken(by=by).filter(pk=id).update(entered_by=None):
        documents.erase_of_draft(draft=id, by=by)
        log.info("a person from a poster was given back: user=%s draft=%s", by.pk, id)


def _keep(id: UUID, poster: Poster, typed: Mapping[str, str], at: dt.datetime) -> None:
    # The lock on the poster lets it neither be revoked nor overfilled meanwhile.
    poster = Poster.objects.select_for_update(of=("self",)).get(pk=poster.pk)
    if poster.revoked_at is not None:
        raise UnableToBegin(
            _("Poster ini sudah diganti. Pindai poster yang baru di pasar."), "revoked"
        )
    waiting_there = EnrolmentDraft.objects.filter(entered_by=None, poster__market=poster.market_id)
    if waiting_there.count() >= MOST_WAITING:
        raise UnableToBegin(
            _("Daftar tunggu pasar ini sedang penuh. Datangi kolektor di pasar."), "full"
        )
    draft = EnrolmentDraft(pk=id, poster=poster, started_at=at, changed_at=at)
    draft.sealed, draft.key_id = drafts.sealed(draft=draft, typed=typed)
    draft.save(force_insert=True)
