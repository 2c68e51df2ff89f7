"""Builders of first dues that are taken before the branch has decided."""

import datetime as dt

from contributions import held_dues
from contributions.models import HeldDues
from markets.models import User
from members.models import Enrolment
from tests import factories
from tests.contributions.money import DUES_IDR, Cast
from tests.factories import NOON


def sent(cast: Cast, **fields) -> Enrolment:
    """An enrolment at Rp8.400 a month that waits for the branch."""
    wishes = {"declared_income_idr": 1_000_000, "jht": False}
    return factories.make_enrolment(by=cast.collector, market=cast.market, **wishes, **fields)


def held(
    cast: Cast,
    *,
    enrolment: Enrolment | None = None,
    by: User | None = None,
    at: dt.datetime = NOON,
) -> HeldDues:
    """The collector has taken her first dues."""
    payment = held_dues.take(
        id=factories.new_id(),
        enrolment=enrolment or sent(cast),
        shown_total_idr=DUES_IDR,
        by=by or cast.collector,
        at=at,
    )
    return HeldDues.objects.get(payment=payment)
