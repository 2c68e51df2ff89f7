"""Every address of the site, who declared what about it, and rows to fill it in with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from collectors import visits
from contributions import handovers, remittances
from contributions.models import Handover, Payment, Remittance, Void
from markets.models import Role, User
from members import review
from members.models import Enrolment, Member
from tests import factories
from tests.contributions.money import Cast, make_cast
from tests.factories import NOON


@dataclass(frozen=True)
class Address:
    """One entry of the URLconf outside the admin site."""

    name: str
    route: str
    access: frozenset[str] | None

    @property
    def is_public(self) -> bool:
        return self.access == frozenset({"public"})

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/")

    @property
    def has_arguments(self) -> bool:
        return "<" in self.route


def addresses() -> list[Address]:
    """All of them; the admin site is Django's own and guards itself."""
    return [
        Address(pattern.name or "", route, getattr(pattern.callback, "access", None))
        for route, pattern in _patterns(get_resolver().url_patterns, "")
    ]


def _patterns(
    found: list[URLPattern | URLResolver], before: str
) -> Iterator[tuple[str, URLPattern]]:
    for entry in found:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry
        elif entry.app_name != "admin":
            yield from _patterns(entry.url_patterns, route)


class Side:
    """A branch with a partner, its market, its people, and one row of everything."""

    def __init__(self) -> None:
        self.cast: Cast = make_cast()
        partner = self.cast.partner
        self.users: dict[str, User] = {
            Role.COLLECTOR: self.cast.collector,
            Role.TREASURER: self.cast.treasurer,
            Role.REVIEWER: factories.make_reviewer(branch=partner.branch),
            Role.AUDITOR: factories.make_auditor(partner=partner),
            Role.ADMIN: factories.make_admin(),
        }

    def url(self, address: Address) -> str:
        """The address, filled in with rows of this side."""
        return reverse(address.name, args=ARGUMENTS[address.name](self))

    @cached_property
    def member(self) -> Member:
        return self.cast.member(block=factories.make_block(market=self.cast.market))

    @cached_property
    def payment(self) -> Payment:
        return self.cast.pay(self.member)

    @cached_property
    def void(self) -> Void:
        return self.cast.void(self.cast.pay(self.cast.member()))

    @cached_property
    def handover(self) -> Handover:
        self.cast.pay(self.cast.member())
        return handovers.ask(by=self.cast.collector, at=NOON)

    @cached_property
    def remittance(self) -> Remittance:
        method = {"by": self.cast.treasurer, "method": Payment.Method.TRANSFER, "reference": "1"}
        self.cast.pay(self.cast.member(), **method)
        return remittances.finalise(partner=self.cast.partner, by=self.cast.treasurer, at=NOON)

    @cached_property
    def moved_member(self) -> Member:
        member = self.cast.member()
        by = self.cast.collector
        visits.record(id=factories.new_id(), member=member, outcome="moved", by=by, at=NOON)
        return member

    @cached_property
    def enrolment(self) -> Enrolment:
        return factories.make_enrolment(by=self.cast.collector, market=self.cast.market)

    @cached_property
    def returned(self) -> Enrolment:
        enrolment = factories.make_enrolment(by=self.cast.collector, market=self.cast.market)
        reviewer = self.users[Role.REVIEWER]
        return review.return_(enrolment=enrolment, reason="Foto", by=reviewer, at=NOON)


# What fills in the addresses that have arguments; an address missing here fails the test.
ARGUMENTS: dict[str, Callable[[Side], list[Any]]] = {
    "issue_password_code": lambda side: [factories.make_treasurer(partner=side.cast.partner).pk],
    "mend_enrolment": lambda side: [side.returned.pk],
    "withdraw_enrolment": lambda side: [side.returned.pk],
    "review_case": lambda side: [side.enrolment.pk],
    "reveal_nik": lambda side: [side.enrolment.pk],
    "handover": lambda side: [side.handover.pk],
    "remittance": lambda side: [side.remittance.pk],
    "decide_remittance": lambda side: [side.remittance.pk],
    "remittance_export": lambda side: [side.remittance.pk],
    "void": lambda side: [side.void.pk],
    "end_assignment": lambda side: [side.cast.collector.assignments.get().pk],
    "settle_moved": lambda side: [side.moved_member.pk],
    "receipt": lambda side: [side.payment.token],
    "member_page": lambda side: [side.member.pk],
    "record_visit": lambda side: [side.member.pk],
    "ask_void": lambda side: [side.payment.pk],
    "book_transfer": lambda side: ["apbd", "2026-11"],
}
