"""Whose cash a treasurer has yet to count: until she has, she is not told how much it is.

A count that knows its result is none. So no page of hers names what such a hand-over should
bring, nor figures from which it follows: only how many receipts it has.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from contributions import cash
from contributions.models import CashCount, Document, Handover, LedgerEntry
from markets.models import Partner, Role, User


@dataclass(frozen=True)
class Waiting:
    """A hand-over to be counted, and the receipts whose cash its collector holds."""

    handover: int
    collector: int
    name: str
    receipts: tuple[UUID, ...]


@dataclass(frozen=True)
class Uncounted:
    """What is kept from who looks until she has counted it; false where that is nothing."""

    waiting: tuple[Waiting, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.waiting)

    @property
    def receipts(self) -> list[UUID]:
        """The receipts whose amounts are kept from her."""
        return [receipt for one in self.waiting for receipt in one.receipts]

    @property
    def collectors(self) -> frozenset[int]:
        """Who handed that cash over, or still holds it."""
        return frozenset(one.collector for one in self.waiting)

    def left_out(self, moves: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
        """The moves without that cash."""
        if not self:
            return moves
        documents = [str(receipt) for receipt in self.receipts]
        return moves.exclude(document=Document.PAYMENT, document_id__in=documents)


NOTHING = Uncounted()


def to_be_counted_by(user: User) -> QuerySet[Handover]:
    """The waiting hand-overs this treasurer counts and has not counted yet; nobody else counts."""
    if user.role != Role.TREASURER:
        return Handover.objects.none()
    own = CashCount.objects.filter(handover=OuterRef("pk"), by=user)
    waiting = Handover.objects.filter(status=Handover.Status.ASKED, partner=user.partner_id)
    return waiting.filter(~Exists(own)).exclude(collector=user).order_by()


def uncounted_by(*, user: User) -> frozenset[int]:
    """The collectors whose hand-over this treasurer has yet to count."""
    return frozenset(to_be_counted_by(user).values_list("collector", flat=True))


def kept_from(*, user: User, until: dt.date | None = None) -> Uncounted:
    """The cash this treasurer has yet to count, in one query; `until`: taken by that book day."""
    return _read(list(_told(user, until)))


def beside(partners: QuerySet[Partner], *, user: User, until: dt.date) -> QuerySet[Partner]:
    """The partners, each with `uncounted` for `kept_beside`: the same without a further query."""
    return partners.annotate(uncounted=ArraySubquery(_told(user, until)))


def kept_beside(partner: Partner) -> Uncounted:
    """What `beside` found."""
    return _read(partner.uncounted)  # type: ignore[attr-defined]


def _told(user: User, until: dt.date | None) -> QuerySet[Any]:
    """Of each waiting hand-over with receipts that many facts, by the collector's name."""
    held = cash.unaccepted_receipts(taken_by=OuterRef("collector"), partner=OuterRef("partner"))
    if until is not None:
        held = held.filter(business_day__lte=until)
    rows = to_be_counted_by(user).annotate(receipts=ArraySubquery(held.order_by().values("pk")))
    facts = JSONObject(
        handover="pk", collector="collector", name="collector__name", receipts="receipts"
    )
    found = rows.exclude(receipts=[]).order_by("collector__name", "pk")
    return found.annotate(facts=facts).values_list("facts", flat=True)


def _read(rows: list[dict[str, Any]] | None) -> Uncounted:
    return Uncounted(
        tuple(
            Waiting(**{**row, "receipts": tuple(UUID(receipt) for receipt in row["receipts"])})
            for row in rows or ()
        )
    )
