"""Money that is somebody's again: a counted receipt corrected, credit given back to a member."""

import datetime as dt
import random

from django.db import transaction

from config.demo import cards
from config.demo.rounds import moment
from config.demo.territory import Territory
from contributions import credit_left, credit_use, repayments, void_refusals, voids
from contributions.models import Credit, Handover, Payment, Repayment, Void
from markets.models import Partner, User
from members import pictures
from members.models import Member

PARTNER, REFERENCE = "tohaga", "TRF-260418"


def write(*, territory: Territory, today: dt.date, chance: random.Random) -> None:
    """One correction; of the credits that nothing needs, one is paid out and one waits."""
    first, second = territory.treasurers(PARTNER)[:2]
    partner, on = territory.partners[PARTNER], today - dt.timedelta(days=2)
    _correct(partner, first, second, today - dt.timedelta(days=1))
    free = _with_free_credit(partner)
    for member in free[:1]:
        prepared = _prepare(member, first, moment(on, 9), Repayment.How.TRANSFER)
        repayments.approve(repayment=prepared, by=second, at=moment(on, 10))
        signed = pictures.read(cards.signature(chance))
        at = moment(on, 13)
        repayments.pay(
            repayment=prepared,
            signed=signed,
            on_paper=False,
            reference=REFERENCE,
            by=first,
            at=at,
        )
    for member in free[1:2]:
        _prepare(member, first, moment(today - dt.timedelta(days=1), 10))


def _correct(partner: Partner, by: User, other: User, on: dt.date) -> None:
    """The last receipt that a treasurer counted and that can still be undone."""
    counted = Payment.objects.filter(
        partner=partner,
        handover_lines__live=True,
        handover_lines__handover__status=Handover.Status.ACCEPTED,
        lines__live=True,
        lines__contribution__remitted_on=None,
        voids=None,
    )
    for payment in counted.distinct().order_by("-collected_at", "pk")[:5]:
        try:
            with transaction.atomic():
                void = voids.ask(
                    payment=payment,
                    reason=Void.Reason.WRONG_MEMBER,
                    explanation="Uangnya dari tetangga lapaknya; kuitansinya tertukar",
                    by=by,
                    at=moment(on, 17),
                )
                voids.grant(void=void, by=other, at=moment(on, 17, 20))
        except void_refusals.UnableToVoid:  # its cash is short, or on its way
            continue
        credit_use.sweep(at=moment(on, 17, 30))
        return


def _with_free_credit(partner: Partner) -> list[Member]:
    ids = Credit.objects.filter(partner=partner).values("member")
    members = list(Member.objects.filter(pk__in=ids).order_by("pk"))
    left = credit_left.of_members(members=[one.pk for one in members], partner=partner.pk)
    return [one for one in members if left.get(one.pk)]


def _prepare(member: Member, by: User, at: dt.datetime, how: str = Repayment.How.CASH) -> Repayment:
    assert by.partner_id is not None
    return repayments.prepare(
        member=member,
        receiver=member.name,
        relation=Repayment.Relation.HERSELF,
        how=how,
        explanation="Minta uangnya kembali karena bulan itu sudah dibayar di tempat lain",
        shown_idr=repayments.amount(member=member, partner=by.partner_id),
        by=by,
        at=at,
    )
