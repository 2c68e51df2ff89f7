"""A market's poster: the code on it opens the pages on which people begin their own enrolment."""

import datetime as dt
import secrets

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from markets import access
from markets.models import Market, Role, User
from members.models import Poster

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
        .select_related("partner")
        .annotate(
            has_poster=Count("posters", filter=live_one, distinct=True),
            waiting=Count("posters__drafts", filter=waiting, distinct=True),
        )
        .order_by("partner__name", "name")
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


def _locked(market: Market, by: User) -> Market:
    """The market, so that it gets one poster at a time."""
    may = by.role in (Role.TREASURER, Role.ADMIN)
    reached = access.markets_of(by).filter(pk=market.pk).exists()
    if not may or not reached:
        raise UnableToRenew(_("Poster diatur oleh bendahara mitra ini atau admin."))
    return Market.objects.select_for_update(no_key=True, of=("self",)).get(pk=market.pk)


def _revoke(market: Market, by: User, at: dt.datetime) -> None:
    market.posters.filter(revoked_at=None).update(revoked_at=at, revoked_by=by)
