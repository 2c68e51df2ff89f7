"""A market's poster: the code on it opens the pages on which people begin their own enrolment."""

import datetime as dt
import logging
import secrets
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from markets import access
from markets.models import Market, Role, User
from members.models import EnrolmentDraft, Poster

log = logging.getLogger("mitra.enrolment")

TOKEN_BYTES = 16


class UnableToRenew(Exception):
    """The poster stays as it is; `str()` says what to do."""


def of_token(token: str) -> Poster | None:
    """The live poster of that token."""
    live = Poster.objects.filter(revoked_at=None, token=token)
    return live.select_related("market__partner").first()


def live(*, market: Market) -> Poster | None:
    """The market's poster that may hang."""
    return market.posters.filter(revoked_at=None).first()


def with_their_markets(*, user: User) -> QuerySet[Market]:
    """The user's markets, each with `poster_made_at` of its live poster and how many `waiting`."""
    live_one = Q(posters__revoked_at=None)
    waiting = Q(posters__drafts__entered_by=None, posters__drafts__isnull=False)
    return (
        access.markets_of(user)
        .annotate(
            poster_made_at=Max("posters__made_at", filter=live_one),
            waiting=Count("posters__drafts", filter=waiting, distinct=True),
        )
        .order_by("name", "pk")
    )


@transaction.atomic
def renew(*, market: Market, by: User, at: dt.datetime) -> Poster:
    """A new poster with a new token; the one before stops working. Raises UnableToRenew."""
    market = _locked(market, by)
    _revoke(market, by, at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return Poster.objects.create(market=market, token=token, made_by=by, made_at=at)


@transaction.atomic
def revoke(*, market: Market, by: User, at: dt.datetime) -> None:
    """The market's poster stops working; what was begun from it stays. Raises UnableToRenew."""
    _revoke(_locked(market, by), by, at)


@transaction.atomic
def discard_waiting(*, market: Market, by: User) -> int:
    """Forget everybody who waits there, where somebody filled the list; answers how many.

    Who was taken by a collector stays. Raises UnableToRenew.
    """
    market = _locked(market, by)
    discarded, _kinds = EnrolmentDraft.objects.filter(pk__in=_locked_waiting(market)).delete()
    log.warning("waiting enrolments discarded: market=%s user=%s", market.pk, by.pk)
    return discarded


def _locked(market: Market, by: User) -> Market:
    """The market, so that it gets one poster at a time."""
    reached = access.markets_of(by).filter(pk=market.pk).exists()
    if by.role != Role.TREASURER or not reached:
        raise UnableToRenew(_("Poster diatur oleh bendahara mitra ini."))
    return Market.objects.select_for_update(no_key=True, of=("self",)).get(pk=market.pk)


def _locked_waiting(market: Market) -> list[UUID]:
    """Who waits there; who is being taken at this moment is waited for, and left out."""
    rows = EnrolmentDraft.objects.filter(entered_by=None, poster__market=market).order_by("pk")
    return [draft.pk for draft in rows.only("pk").select_for_update(of=("self",))]


def _revoke(market: Market, by: User, at: dt.datetime) -> None:
    market.posters.filter(revoked_at=None).update(revoked_at=at, revoked_by=by)
