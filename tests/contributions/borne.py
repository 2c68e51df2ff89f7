"""Shortages that the partner bears, made by the jobs; and the rows to corrupt."""

from dataclasses import replace
from typing import Any

from contributions import losses
from contributions.models import Handover, Loss
from markets.models import User
from tests import factories
from tests.contributions.money import DUES_IDR, Cast
from tests.factories import NOON

SHORT_IDR = 400

LOSS_CORRUPTIONS = [
    ("loss_is_its_shortage", "UPDATE {loss} SET amount_idr = amount_idr + 1"),
    (
        "loss_is_its_shortage",
        "UPDATE {loss} SET handover_id = (SELECT min(id) FROM {handover}"
        " WHERE counted_idr >= expected_idr)",
    ),
    ("ledger_is_the_documents", "UPDATE {loss} SET status = 'granted' WHERE status = 'asked'"),
    ("ledger_is_the_documents", "UPDATE {loss} SET status = 'granted' WHERE status = 'replaced'"),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'loss'"),
    ("no_place_below_zero", "DELETE FROM {ledgerentry} WHERE to_place = 'loss'"),
]


def left_short(cast: Cast, missing_idr: int = SHORT_IDR) -> Handover:
    """A hand-over of another collector of the partner, with that much missing from one month."""
    other = replace(cast, collector=factories.make_collector(market=cast.market))
    other.pay(other.member())
    return other.hand_over(counted_idr=DUES_IDR - missing_idr)


def asked(cast: Cast, handover: Handover | None = None, **fields: Any) -> Loss:
    """The treasurer asks that the partner bears it."""
    told = {"reason": "Uang hilang di jalan", "by": cast.treasurer, "at": NOON, **fields}
    return losses.ask(handover=handover or left_short(cast), **told)


def granted(cast: Cast, by: User, handover: Handover | None = None) -> Loss:
    """Another person has decided that the partner bears it."""
    return losses.grant(loss=asked(cast, handover), by=by, at=NOON)


def bear(cast: Cast) -> None:
    """One that waits, one refused, one to be made up for, and one that was."""
    deputy = factories.make_treasurer(partner=cast.partner)
    asked(cast)
    losses.refuse(loss=asked(cast), by=deputy, at=NOON)
    granted(cast, deputy)
    loss = granted(cast, deputy)
    losses.replace(loss=loss, proof="BKK-1", by=cast.treasurer, at=NOON)
