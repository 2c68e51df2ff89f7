"""Spot checks on one side, and what fills in their addresses."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from contributions.models import SpotAnswer, SpotAsker, SpotCase, SpotDraw, SpotPerson
from tests import factories
from tests.contributions import spot
from tests.contributions.money import Cast


class SpotRows:
    """A draw with somebody whom nobody has asked, and somebody whose answer differs."""

    mark: str
    cast: Cast

    @cached_property
    def spot_draw(self) -> SpotDraw:
        month = factories.NOVEMBER
        return SpotDraw.objects.create(
            partner=self.cast.partner,
            month=month,
            since=month,
            seed="benih",
            drawn_at=factories.NOON,
            lots=[{"market": self.cast.market.pk, "wanted": 2, "lots": []}],
        )

    def _drawn(self) -> SpotPerson:
        return SpotPerson.objects.create(
            draw=self.spot_draw,
            member=self.cast.member(name=f"Siti {self.mark}"),
            market=self.cast.market,
            partner=self.cast.partner,
            weight=1,
        )

    @cached_property
    def spot_person(self) -> SpotPerson:
        return self._drawn()

    @cached_property
    def spot_case(self) -> SpotCase:
        person, asker = self._drawn(), factories.make_collector(partner=self.cast.partner)
        return spot.ask(person, asker, spot.told()).cases.get()


SPOT_ARGUMENTS: dict[str, Callable[[Any], list[Any]]] = {
    "spot_draw": lambda side: [side.spot_draw.pk],
    "spot_draw_export": lambda side: [side.spot_draw.pk],
    "ask_spot_person": lambda side: [side.spot_person.pk],
    "take_spot_person": lambda side: [side.spot_person.pk],
    "send_spot_asker": lambda side: [side.spot_person.pk],
    "spot_case": lambda side: [side.spot_case.pk],
    "settle_spot_case": lambda side: [side.spot_case.pk],
}


def _asker(_number: int) -> Any:
    """A drawn person, with somebody who is to ask her."""
    cast = spot.make_spot_cast()
    person = cast.drawn()
    spot.make_asker(person, cast.colleague)
    return person


def _said(_number: int) -> Any:
    return spot.make_said(SpotAnswer.objects.latest("pk"))


SPOT_PARTICULARS: dict[str, dict[str, Any]] = {
    "contributions.SpotPerson": {"member": lambda _number: factories.make_member()},
    "contributions.SpotAsker": {
        "user": lambda _number: factories.make_treasurer(),
        "live": False,
    },
    "contributions.SpotAnswer": {
        "person": _asker,
        "by": lambda _number: SpotAsker.objects.latest("pk").user,
    },
    "contributions.SaidPayment": {"amount_idr": 8_400},
    "contributions.SpotCase": {"said": _said, "said_idr": 8_400},
    "contributions.SpotFinding": {
        "finding": "not_proven",
        "status": "refused",
        "decided_at": factories.NOON,
        "proposed_by": lambda _number: factories.make_treasurer(),
    },
}
