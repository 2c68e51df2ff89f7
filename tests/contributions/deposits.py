"""Builders of first dues that are taken before the branch has decided."""

import datetime as dt

from django.db import transaction

from contributions import held_dues, held_release, ledger, payment_rows
from contributions.models import Document, HeldDues, PaymentLine
from contributions.payment_rows import Taking
from markets.models import User
from members import enrolment as enrolments
from members.models import Enrolment
from tests import factories
from tests.contributions.money import DUES_IDR, Cast
from tests.factories import NOON, NOVEMBER


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


@transaction.atomic
def given_back_alone(cast: Cast) -> HeldDues:
    """As one person did it before: no job makes such rows any more."""
    enrolment, by = sent(cast), cast.collector
    month = {"member": enrolment.member, "market": cast.market, "contribution_month": NOVEMBER}
    payment = payment_rows.new_payment(
        id=factories.new_id(),
        member=enrolment.member,
        amount_idr=DUES_IDR,
        fingerprint="",
        taking=Taking(by, "cash", NOON, NOON),
    )
    payment.save(force_insert=True)
    PaymentLine.objects.create(payment=payment, **month, amount_idr=DUES_IDR, live=False)
    carried, hers = ledger.collector(by.pk), ledger.Account("member", enrolment.member_id)
    for document, source, target in (
        (Document.PAYMENT, hers, carried),
        (Document.RETURN, carried, hers),
    ):
        founded = held_dues.founded(payment=payment, document=document, by=by, at=NOON)
        ledger.move(source=source, target=target, amount_idr=DUES_IDR, founded=founded)
    return HeldDues.objects.create(
        payment=payment,
        enrolment=enrolment,
        partner=cast.partner,
        **month,
        amount_idr=DUES_IDR,
        status=HeldDues.Status.RETURNED,
        returned_by=by,
        returned_at=NOON,
        from_treasury=False,
    )
