"""This month's spot check of the largest partner: some were asked, and one tells of more."""

import datetime as dt
import random

from collectors.spot_checks import closed_stalls
from config.demo.territory import Territory
from contributions import spot_answers, spot_asking, spot_cases, spot_comparison, spot_draws
from contributions.models import SaidPayment, SpotAnswer, SpotPerson
from contributions.spot_answers import Told
from contributions.spot_comparison import Said
from markets.models import Role, User

PARTNER = "tohaga"
ASKED = 5
NOT_IN_THE_BOOKS_IDR = 16_800


def write(*, territory: Territory, now: dt.datetime, chance: random.Random) -> None:
    """The first ones by name were asked: one was not found, the last paid what nobody entered."""
    partner, treasurer = territory.partners[PARTNER], territory.treasurers(PARTNER)[0]
    draw = spot_draws.draw(
        partner=partner,
        closed_stalls=closed_stalls(partner=partner, at=now),
        at=now,
        seed=f"{chance.getrandbits(256):064x}",
    )
    if draw is None:
        return
    people = draw.people.filter(collector__isnull=False).order_by("member__name", "pk")
    for number, person in enumerate(people.select_related("draw", "member", "partner")[:ASKED]):
        asker = _asker(person)
        spot_asking.send(person=person, user=asker, by=treasurer, at=now)
        told = _told(person, now, number)
        answer = spot_answers.record(person=person, told=told, by=asker, at=now)
        for case in answer.cases.all():
            spot_cases.own(case=case, by=treasurer, at=now)
            words = "Kolektor diminta membawa kuitansi bulan itu."
            spot_cases.note(case=case, words=words, by=treasurer, at=now)


def _asker(person: SpotPerson) -> User:
    may = spot_asking.who_may_ask(person=person)
    return may.filter(role=Role.COLLECTOR).first() or may[0]


def _told(person: SpotPerson, now: dt.datetime, number: int) -> Told:
    """What the books say too, but for two."""
    if number == 1:
        return Told(SpotAnswer.Outcome.NOT_FOUND, note="Dua kali didatangi, kiosnya tutup")
    said = [
        Said(
            receipt_in_hand=SaidPayment.InHand.YES,
            amount_idr=payment.cash_idr,
            day=payment.business_day,
            receipt_number=payment.receipt,
        )
        for payment in spot_comparison.booked(person=person, at=now)
        if payment.business_day >= person.draw.since
    ]
    if number == ASKED - 1:
        day = person.draw.since + dt.timedelta(days=11)
        said.append(
            Said(
                receipt_in_hand=SaidPayment.InHand.NO,
                amount_idr=NOT_IN_THE_BOOKS_IDR,
                months=2,
                day=day,
                paid_to=person.collector,
            )
        )
    outcome = SpotAnswer.Outcome.PAID if said else SpotAnswer.Outcome.NOT_PAID
    return Told(outcome, tuple(said))
