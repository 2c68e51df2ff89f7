"""Where the partner's money is now, and what waits for the treasurer."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject

from contributions import cash, ledger, owed_refunds, partner_money, unremitted
from contributions.cash import CollectorCash
from contributions.models import (
    Document,
    LedgerEntry,
    Place,
    Remittance,
    Replenishment,
    Void,
)
from contributions.uncounted import to_be_counted_by
from contributions.unremitted import MoneyOnItsWay
from markets import months, zones
from markets.models import Partner, Role, User


@dataclass(frozen=True)
class Treasury:
    """The treasurer's first page. Amounts are whole rupiah.

    `collectors` come with the clock of their oldest cash; the cash of those in `uncounted` is not
    told to who looks before she has counted it. `own_idr` is what who looks holds (None:
    she is no treasurer of the partner), `others` what the other treasurers hold, `provider_idr`
    what payment providers confirmed and have not paid out, `credit_idr` members' credit,
    `unsent_idr` what is on posted remittances and no transfer has brought to BPJS,
    `on_its_way` all collected months BPJS has not got (amounts without those hand-overs).
    `surplus_idr` was counted beyond the receipts: it lies in the treasurers' cash, kept apart.
    `to_replace_idr` was short, `fees_idr` providers and banks took: the partner has not made up for
    it yet; `fees_told` times it says that it has, and nobody has confirmed it.
    `refunds_idr` goes back to families of who died.
    """

    partner: Partner
    collectors: list[CollectorCash]
    uncounted: frozenset[int]
    own_idr: int | None
    others: list[tuple[str, int]]
    provider_idr: int
    bank_idr: int
    credit_idr: int
    unsent_idr: int
    surplus_idr: int
    to_replace_idr: int
    fees_idr: int
    fees_told: int
    refunds: int
    refunds_idr: int
    on_its_way: MoneyOnItsWay | None
    handovers_waiting: int
    voids_waiting: int
    remittances_waiting: int

    @property
    def with_collectors_idr(self) -> int:
        """What all collectors hold together, but for the `uncounted`."""
        return sum(
            line.amount_idr for line in self.collectors if line.collector.pk not in self.uncounted
        )

    @property
    def shortage_idr(self) -> int:
        """What collectors were short of before; it is part of what they hold."""
        return sum(
            line.shortage_idr for line in self.collectors if line.collector.pk not in self.uncounted
        )

    @property
    def with_treasurers_idr(self) -> int:
        """What all treasurers hold together."""
        return (self.own_idr or 0) + sum(amount_idr for _name, amount_idr in self.others)

    @property
    def bars(self) -> list[tuple[str, int]]:
        """What is where, for a chart: the figures of this page."""
        held: dict[str, int] = {
            Place.COLLECTOR: self.with_collectors_idr,
            Place.TREASURER: self.with_treasurers_idr,
            Place.PROVIDER_CLEARING: self.provider_idr,
            Place.PARTNER_BANK: self.bank_idr,
            Place.MEMBER_CREDIT: self.credit_idr,
            Place.ON_ITS_WAY: self.unsent_idr,
        }
        answering = self.on_its_way and self.on_its_way.answering
        return partner_money.bars(held=held, answering_idr=answering.amount_idr if answering else 0)

    @property
    def besides_idr(self) -> int:
        """By how much all that money is more than the months BPJS has not got; below 0, less.

        Not told while a hand-over is to be counted.
        """
        if self.uncounted:
            return 0
        months_idr = self.on_its_way.all.amount_idr if self.on_its_way else 0
        return sum(amount_idr for _place, amount_idr in self.bars) - months_idr

    @property
    def lacking_idr(self) -> int:
        """How much of those months' money is in no place: a fee, or a loss the partner bears."""
        return max(-self.besides_idr, 0)

    @property
    def late(self) -> int:
        """How many collectors hold cash longer than the partner allows."""
        return sum(line.is_late for line in self.collectors)


def treasury(*, partner: int, user: User, at: dt.datetime) -> Treasury:
    """The figures of that partner as `user` sees them, in nine queries."""
    row = _with_what_waits(user).get(pk=partner)
    uncounted = frozenset(row.uncounted or ())
    treasurers = dict(
        User.objects.filter(partner=row, role=Role.TREASURER)
        .order_by("name")
        .values_list("pk", "name")
    )
    held = ledger.holdings(
        {
            Place.TREASURER: treasurers,
            Place.PROVIDER_CLEARING: [partner],
            Place.PARTNER_BANK: [partner],
        }
    )
    cash_of = {pk: held.get(ledger.treasurer(pk), 0) for pk in treasurers}
    collectors = cash.per_collector(partner=row, at=at)
    on_its_way = unremitted.by_partner(
        partners=[partner], on=months.law_day(at), uncounted=uncounted
    )
    refunds = row.owed_to_families or {"families": 0, "sum_idr": 0}
    return Treasury(
        partner=row,
        collectors=collectors,
        uncounted=uncounted,
        own_idr=cash_of.get(user.pk),
        others=[
            (name, cash_of[pk]) for pk, name in treasurers.items() if pk != user.pk and cash_of[pk]
        ],
        provider_idr=held.get(ledger.provider_clearing(partner), 0),
        bank_idr=held.get(ledger.partner_bank(partner), 0),
        credit_idr=row.credit_idr,
        unsent_idr=row.unsent_idr,
        surplus_idr=row.surplus_taken_idr - row.surplus_settled_idr,
        to_replace_idr=row.to_replace_idr,
        fees_idr=row.fees_idr,
        fees_told=row.fees_told,
        refunds=refunds["families"],
        refunds_idr=refunds["sum_idr"],
        on_its_way=on_its_way.get(partner),
        handovers_waiting=sum(line.waiting_handover is not None for line in collectors),
        voids_waiting=row.voids_waiting,
        remittances_waiting=row.remittances_waiting,
    )


def _with_what_waits(user: User) -> QuerySet[Any]:
    return Partner.objects.annotate(
        zone=zones.of_partner("pk"),
        uncounted=ArraySubquery(to_be_counted_by(user).values("collector")),
        voids_waiting=_count(Void.objects.filter(status=Void.Status.ASKED)),
        remittances_waiting=_count(Remittance.objects.filter(status=Remittance.Status.FINAL)),
        owed_to_families=_refunds(),
        to_replace_idr=_sum(to_place=Place.LOSS, to_id=OuterRef("pk"))
        - _sum(from_place=Place.LOSS, from_id=OuterRef("pk")),
        # As `own_money.owed`: what came from outside is paid already.
        fees_idr=_sum(~Q(from_place=Place.SURPLUS), to_place=Place.FEE, to_id=OuterRef("pk"))
        - _sum(~Q(to_place=Place.SURPLUS), from_place=Place.FEE, from_id=OuterRef("pk")),
        fees_told=_count(Replenishment.objects.filter(status=Replenishment.Status.ASKED)),
        credit_idr=_sum(to_place=Place.MEMBER_CREDIT, partner=OuterRef("pk"))
        - _sum(from_place=Place.MEMBER_CREDIT, partner=OuterRef("pk")),
        unsent_idr=_sum(to_place=Place.ON_ITS_WAY, partner=OuterRef("pk"))
        - _sum(from_place=Place.ON_ITS_WAY, partner=OuterRef("pk")),
        surplus_taken_idr=_sum(
            document=Document.HANDOVER, from_place=Place.SURPLUS, from_id=OuterRef("pk")
        ),
        surplus_settled_idr=_sum(
            document=Document.CORRECTION, to_place=Place.SURPLUS, to_id=OuterRef("pk")
        ),
    )


def _sum(*conditions: Q, **moves: Any) -> Coalesce:
    """How much money was moved so, as a column."""
    found = LedgerEntry.objects.filter(*conditions, **moves).order_by().values("partner")
    return Coalesce(Subquery(found.annotate(sum=Sum("amount_idr")).values("sum")), 0)


def _refunds() -> Subquery:
    """How many families are owed something and how much, worked out once, as a column."""
    owed = owed_refunds.due().filter(partner=OuterRef("pk")).order_by().values("partner")
    both = JSONObject(families=Count("death", distinct=True), sum_idr=Sum("due_idr"))
    return Subquery(owed.annotate(both=both).values("both"))


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many there are of a partner, as a column."""
    of_partner = rows.filter(partner=OuterRef("pk")).order_by().values("partner")
    counted = of_partner.annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)
