"""Beginning one's own enrolment from a market's poster, without a login and without an answer
about anybody: it only becomes a draft that waits for a collector of the market.
"""

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from markets import access
from markets.models import Market, User
from members import drafts, poster_limits
from members.drafts import OFFERED
from members.models import EnrolmentDraft, Poster

log = logging.getLogger("mitra.enrolment")

# More wait at no market: who wants to fill the list finds it full, and the people who are in it
# stay.
MOST_WAITING = 500


class UnableToBegin(Exception):
    """Nothing was kept; `str()` says what to do. `code`: too_many, full, revoked."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code


class UnableToTake(Exception):
    """Somebody else has taken it, or it is gone; `str()` says what to do."""


@dataclass(frozen=True, repr=False)
class Waiting:
    """A person who began her own enrolment and waits to be met."""

    id: UUID
    name: str
    phone: str
    found_at: str
    market: Market
    started_at: dt.datetime


def begin(
    *, id: UUID, poster: Poster, typed: Mapping[str, str], address: str, at: dt.datetime
) -> None:
    """Keep what somebody typed about herself, for the collectors of the poster's market.

    The same id again keeps nothing new, and so does any id that is in use. `address` is the
    network address it came from. Raises UnableToBegin.
    """
    if EnrolmentDraft.objects.filter(pk=id).exists():
        return
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


def waiting(*, markets: QuerySet[Market]) -> QuerySet[EnrolmentDraft]:
    """What was begun from posters of these markets and nobody has taken yet, the oldest first."""
    return (
        EnrolmentDraft.objects.filter(entered_by=None, poster__market__in=markets)
        .select_related("poster__market")
        .order_by("started_at", "pk")
    )


def listed(*, markets: QuerySet[Market], most: int) -> list[Waiting]:
    """The first of those who wait, as the collectors' list shows them."""
    found = []
    for draft in waiting(markets=markets)[:most]:
        typed = drafts.typed(draft)
        assert draft.poster is not None
        found.append(
            Waiting(
                id=draft.pk,
                name=typed.get("name", ""),
                phone=typed.get(OFFERED + "phone", ""),
                found_at=typed.get(OFFERED + "found_at", ""),
                market=draft.poster.market,
                started_at=draft.started_at,
            )
        )
    return found


@transaction.atomic
def take(*, id: UUID, by: User, at: dt.datetime) -> EnrolmentDraft:
    """The draft becomes the collector's own: the first who takes it meets the person.

    Again by the same collector changes nothing. Raises UnableToTake.
    """
    mine = access.markets_of(by).order_by().values("pk")
    rows = EnrolmentDraft.objects.select_for_update(of=("self",))
    draft = rows.filter(pk=id, poster__market__in=mine).first()
    if draft is None:
        raise UnableToTake(_("Pendaftaran dari poster itu sudah tidak ada."))
    if draft.entered_by_id not in (None, by.pk):
        raise UnableToTake(_("Kolektor lain sudah mengambil pendaftaran ini."))
    if draft.entered_by_id is None:
        draft.entered_by, draft.changed_at = by, at
        draft.save(update_fields=["entered_by", "changed_at"])
    return draft


def _keep(id: UUID, poster: Poster, typed: Mapping[str, str], at: dt.datetime) -> None:
    # The lock on the poster lets it neither be revoked nor overfilled meanwhile.
    poster = Poster.objects.select_for_update(of=("self",)).get(pk=poster.pk)
    if poster.revoked_at is not None:
        raise UnableToBegin(
            _("Poster ini sudah diganti. Pindai poster yang baru di pasar."), "revoked"
        )
    if poster.drafts.filter(entered_by=None).count() >= MOST_WAITING:
        raise UnableToBegin(
            _("Daftar tunggu pasar ini sedang penuh. Datangi kolektor di pasar."), "full"
        )
    draft = EnrolmentDraft(pk=id, poster=poster, started_at=at, changed_at=at)
    draft.sealed, draft.key_id = drafts.sealed(draft=draft, typed=typed)
    draft.save(force_insert=True)
