"""The cast of a spot check: two collectors of one partner, each with a market, and draws."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from contributions import spot_answers, spot_asking, spot_draws
from contributions.models import (
    SaidPayment,
    SpotAnswer,
    SpotAsker,
    SpotCase,
    SpotDraw,
    SpotFinding,
    SpotPerson,
)
from contributions.spot_answers import Told
from contributions.spot_comparison import Said
from markets.models import User
from members.models import Member
from tests import factories
from tests.contributions.money import DUES_IDR, Cast, make_cast
from tests.factories import NOON

SEED = "a seed for tests"


@dataclass(frozen=True)
class SpotCast:
    """`cast` whose takings are checked, and a colleague of another market who asks."""

    cast: Cast
    colleague: User

    def draw(self, *, at: dt.datetime = NOON, **fields: Any) -> SpotDraw:
        """This month's draw."""
        made = spot_draws.draw(partner=self.cast.partner, at=at, seed=SEED, **fields)
        assert made is not None
        return made

    def drawn(self, member: Member | None = None, *, at: dt.datetime = NOON) -> SpotPerson:
        """A member of the market who was drawn: with five people or fewer, all are."""
        member = member or self.cast.member()
        return SpotPerson.objects.get(draw=self.draw(at=at), member=member)


def make_spot_cast(**partner_fields: Any) -> SpotCast:
    cast = make_cast(**partner_fields)
    elsewhere = factories.make_market(partner=cast.partner)
    return SpotCast(cast=cast, colleague=factories.make_collector(market=elsewhere))


def make_asker(person: SpotPerson, user: User, **fields: Any) -> SpotAsker:
    """A bare row."""
    fields = {"given_by": user, "at": NOON, **fields}
    return SpotAsker.objects.create(person=person, user=user, **fields)


def make_answer(person: SpotPerson, user: User, **fields: Any) -> SpotAnswer:
    """A bare row: she says she paid nothing."""
    fields = {"outcome": SpotAnswer.Outcome.NOT_PAID, "at": NOON, **fields}
    return SpotAnswer.objects.create(person=person, by=user, **fields)


def make_said(answer: SpotAnswer, **fields: Any) -> SaidPayment:
    """A bare row: Rp8.400, without a receipt."""
    fields = {"amount_idr": 8_400, "receipt_in_hand": "no", **fields}
    return SaidPayment.objects.create(answer=answer, **fields)


def make_case(answer: SpotAnswer, **fields: Any) -> SpotCase:
    """A bare row: Rp8.400 of which the books have nothing."""
    person = answer.person
    fields = {"kind": "unrecorded", "said_idr": 8_400, "collector": person.collector, **fields}
    if fields["kind"] != "denied":
        fields.setdefault("said", make_said(answer))
    places = {"market": person.market, "partner": person.partner}
    return SpotCase.objects.create(answer=answer, opened_at=NOON, **places, **fields)


def make_finding(case: SpotCase, by: User, **fields: Any) -> SpotFinding:
    """A bare row: nothing could be proven."""
    fields = {"finding": "not_proven", "explanation": "x", "proposed_at": NOON, **fields}
    return SpotFinding.objects.create(case=case, proposed_by=by, **fields)


def ask(person: SpotPerson, by: User, *said: Said, at: dt.datetime = NOON) -> SpotAnswer:
    """She is asked: she tells of these payments, or that she paid nothing."""
    spot_asking.take(person=person, by=by, at=at)
    outcome = SpotAnswer.Outcome.PAID if said else SpotAnswer.Outcome.NOT_PAID
    return spot_answers.record(person=person, told=Told(outcome, said), by=by, at=at)


def check_on_the_spot() -> SpotCast:
    """Of a month's people one tells what the books say, one of more, one denies, one differs."""
    spot = make_spot_cast()
    for _number in range(12):
        spot.cast.member()
    right, more, denies, differs, _not_asked = spot.draw().people.order_by("pk")
    for person in (right, denies, differs):
        spot.cast.pay(person.member)
    ask(right, spot.colleague, told())
    ask(more, spot.colleague, told())
    ask(denies, spot.colleague)
    ask(differs, spot.colleague, told(amount_idr=20_000))
    return spot


def told(**fields: Any) -> Said:
    """She tells of a payment of Rp8.400, without a receipt."""
    return Said(**{"receipt_in_hand": "no", "amount_idr": DUES_IDR, **fields})
