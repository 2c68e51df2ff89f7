"""Sponsors and what they pay, for tests: each builder names only what matters there."""

import datetime as dt
import itertools
from typing import Any

from contributions import admissions, billing, sponsor_money, sponsor_programmes, sponsor_statements
from contributions.models import Sponsor, SponsorProgramme, SponsorStatement, SponsorTransfer
from contributions.sponsor_programmes import Rule, Terms
from markets.models import User
from members.models import Member, PayerKind
from tests import factories
from tests.contributions.money import Cast
from tests.factories import NOON, NOVEMBER, TODAY

DECEMBER = dt.date(2026, 12, 1)
JANUARY = dt.date(2027, 1, 1)
FEBRUARY = dt.date(2027, 2, 1)
# Lowest band, JKK and JKM, without the relief, from which public budgets are excluded.
APBD_IDR = 16_800

_numbers = itertools.count(1)


def make_sponsor(cast: Cast, **fields: Any) -> Sponsor:
    """A city's budget."""
    fields.setdefault("name", f"Dinas {next(_numbers)}")
    fields.setdefault("kind", Sponsor.Kind.APBD)
    return sponsor_programmes.record_sponsor(
        partner=cast.partner, by=cast.treasurer, at=NOON, **fields
    )


def ask_programme(
    cast: Cast, *, sponsor: Sponsor | None = None, rule: Rule | None = None, **fields: Any
) -> SponsorProgramme:
    """Pays everybody from December 2026 to May 2027, with money enough."""
    fields.setdefault("name", "Perlindungan pedagang")
    fields.setdefault("first_month", DECEMBER)
    fields.setdefault("last_month", dt.date(2027, 5, 1))
    fields.setdefault("budget_idr", 100_000_000)
    return sponsor_programmes.ask(
        id=factories.new_id(),
        sponsor=sponsor or make_sponsor(cast),
        wanted=Terms(rule=rule or Rule(), **fields),
        by=cast.treasurer,
        at=NOON,
    )


def make_programme(cast: Cast, *, by: User | None = None, **fields: Any) -> SponsorProgramme:
    """The same, approved by another treasurer."""
    programme = ask_programme(cast, **fields)
    another = by or factories.make_treasurer(partner=cast.partner)
    return sponsor_programmes.approve(programme=programme, by=another, at=NOON)


def admit(programme: SponsorProgramme, *, at: dt.datetime = NOON) -> list[int]:
    """The members who are sponsored after another round of admission, in their order."""
    admissions.admit(programme=programme, at=at)
    running = programme.sponsorships.filter(ended_at=None).order_by("place")
    return list(running.values_list("member", flat=True))


def payers(member: Member) -> list[tuple[str, str, str]]:
    """Who pays her from which month until which month."""
    return [
        (
            f"{term.first_month:%Y-%m}",
            f"{term.last_month:%Y-%m}" if term.last_month else "",
            term.payer_kind,
        )
        for term in member.terms.order_by("first_month")
    ]


def bill(*, at: dt.datetime) -> None:
    """What the beat does: bill whoever is due."""
    billing.open_due_runs(at=at)
    billing.work_all(at=at)


def sponsored_since_november(cast: Cast, count: int, **fields: Any) -> SponsorProgramme:
    """So many people whose open November is a city budget's, taken in the order they are made."""
    people = []
    for number in range(count):
        member = factories.make_member(market=cast.market)
        factories.make_term(
            member=member, payer_kind=PayerKind.APBD, approved_on=dt.date(2026, 1, 1 + number)
        )
        owes_apbd(member, NOVEMBER)
        people.append(member)
    fields.setdefault("rule", Rule(listed=tuple(people)))
    fields.setdefault("first_month", NOVEMBER)
    programme = make_programme(cast, **fields)
    admit(programme)
    programme.refresh_from_db()
    return programme


def owes_apbd(member: Member, month: dt.date) -> None:
    """An open month of a public budget: no relief."""
    factories.make_contribution(
        member=member,
        month=month,
        payer_kind=PayerKind.APBD,
        jkk_idr=10_000,
        jkm_idr=6_800,
        relief_jkk_idr=0,
        relief_jkm_idr=0,
        relief_name="",
    )


def state(
    cast: Cast, programme: SponsorProgramme, *, month: dt.date = NOVEMBER, at: dt.datetime = NOON
) -> SponsorStatement:
    """The treasurer bills the sponsor for that month."""
    return sponsor_statements.make(sponsor=programme.sponsor, month=month, by=cast.treasurer, at=at)


def transfer(
    cast: Cast, sponsor: Sponsor, *, amount_idr: int, reference: str = "SP2D-77", **fields: Any
) -> SponsorTransfer:
    """The treasurer books what the bank's statement says."""
    fields.setdefault("received_on", TODAY)
    return sponsor_money.book(
        sponsor=sponsor,
        reference=reference,
        amount_idr=amount_idr,
        by=cast.treasurer,
        at=fields.pop("at", NOON),
        **fields,
    )
