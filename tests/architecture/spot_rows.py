"""Spot checks on one side, and what fills in their addresses."""

from typing import Any

from contributions.models import SpotAnswer, SpotAsker
from tests import factories
from tests.contributions import spot


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
