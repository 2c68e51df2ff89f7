"""Builders of first dues that are taken before the branch has decided."""

import datetime as dt

from contributions import held_dues, held_release
from contributions.models import HeldDues
from markets.models import User
from members import enrolment as enrolments
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


def withdrawn(dues: HeldDues) -> HeldDues:
    """The enrolment came to nothing, and the sweep came by."""
    enrolments.withdraw(enrolment=dues.enrolment, by=dues.payment.taken_by, at=NOON)
    return swept(dues)


def swept(dues: HeldDues, *, at: dt.datetime = NOON) -> HeldDues:
    """What the job of the dues makes of them."""
    held_dues.sweep(at=at)
    held_release.sweep(at=at)
    return HeldDues.objects.select_related("member", "payment").get(pk=dues.pk)
