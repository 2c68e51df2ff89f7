"""Enrolments that are not decided for good: waiting, returned, rejected, withdrawn."""

import dataclasses
import datetime as dt
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from config.demo import cards
from config.demo.diary import who_takes
from config.demo.people import People
from config.demo.places import MARKETS, MarketPlan
from config.demo.rounds import moment
from config.demo.territory import Territory
from markets.models import User
from members import documents, drafts, enrolment, review
from members.applications import Application
from members.models import Consent, Document, Enrolment, RejectionReason, ReturnReason

# Of a thousand members, so many more wait for the branch, and so many were sent back.
WAITING, RETURNED = 14, 6
RETURNS: tuple[dict[str, Any], ...] = (
    {"notes": {ReturnReason.NIK: "Bandingkan lagi angka ke-7 sampai ke-12 dengan KTP."}},
    {"notes": {ReturnReason.MOTHER_NAME: "Belum lengkap."}},
    {
        "codes": [ReturnReason.ADDRESS],
        "notes": {ReturnReason.PHONE: "Tidak dapat dihubungi."},
        "reason": "Tanyakan nomor yang dipakai sekarang dan alamat lengkapnya.",
    },
    {"notes": {ReturnReason.INCOME: "Belum masuk akal untuk pekerjaannya. Tanyakan lagi."}},
)
REJECTION = {
    "code": RejectionReason.INSURED_ELSEWHERE,
    "reason": "Sudah menjadi peserta penerima upah di perusahaan lain.",
}


@dataclass
class Applicants:
    """Writes the applications of the last days."""

    territory: Territory
    people: People
    today: dt.date
    chance: random.Random

    def apply(self, *, members: int) -> None:
        """Waiting ones everywhere, some of them longer than a day; returned ones with reasons."""
        oddities = [_written_otherwise, _without_phone, _employs, _as_is, _as_is]
        for number in range(max(5, members * WAITING // 1000)):
            # The second of each five waits longer than the day the branch has.
            days_ago = 2 if number % 5 == 1 else 1
            self._sent(self._plan(number), days_ago, oddities[number % 5])
        for number in range(max(2, members * RETURNED // 1000)):
            sent = self._sent(self._plan(number), 4 + number % 5, _as_is)
            self._decide(review.return_, sent, RETURNS[number % len(RETURNS)])
        self._decide(review.reject, self._sent(self._plan(1), 9, _as_is), REJECTION)
        sent = self._sent(self._plan(0), 6, _as_is)
        at = sent.submitted_at + dt.timedelta(hours=3)
        enrolment.withdraw(
            enrolment=sent, by=sent.entered_by, at=at, reason="Orangnya berubah niat"
        )

    def _plan(self, number: int) -> MarketPlan:
        return MARKETS[number % len(MARKETS)]

    def _sent(
        self, plan: MarketPlan, days_ago: int, oddity: Callable[[Application], Application]
    ) -> Enrolment:
        day = self.today - dt.timedelta(days=days_ago)
        place = self.chance.choice(self.territory.places[plan.code])
        on_the_card = self.people.application(
            plan=plan, market=place.market, block=place.block, stall=None, on=day
        )
        by = self.territory.users[who_takes(place, day, self.today)]
        at = moment(day, 9, self.chance.randrange(60))
        application, draft = oddity(on_the_card), None
        if application.phone:  # else it was a bad day: on paper, without a photo
            draft = uuid.UUID(int=self.chance.getrandbits(128), version=4)
            drafts.keep(id=draft, typed={"name": application.name}, by=by, at=at)
            application = dataclasses.replace(
                application,
                photo=_kept(draft, Document.Kind.KTP_PHOTO, cards.photo(on_the_card), by, at),
                consent_how=Consent.How.DRAWN_SIGNATURE,
                consent_evidence=_kept(
                    draft, Document.Kind.SIGNATURE, cards.signature(self.chance), by, at
                ),
            )
        return enrolment.submit(application=application, by=by, at=at, draft=draft)

    def _decide(
        self, decision: Callable[..., Enrolment], sent: Enrolment, said: dict[str, Any]
    ) -> None:
        decision(
            enrolment=sent,
            **said,
            by=self.territory.reviewer(sent.market.partner.code),
            at=sent.submitted_at + dt.timedelta(hours=5),
        )


def _kept(
    draft: uuid.UUID, kind: Document.Kind, file: BinaryIO, by: User, at: dt.datetime
) -> uuid.UUID:
    return documents.keep(draft=draft, kind=kind, file=file, by=by, at=at).pk


def _as_is(application: Application) -> Application:
    return application


def _written_otherwise(application: Application) -> Application:
    """Born two days later than the NIK says: a warning for the reviewer."""
    later = application.birth_date + dt.timedelta(days=2)
    return dataclasses.replace(application, birth_date=later)


def _without_phone(application: Application) -> Application:
    return dataclasses.replace(application, phone="")


def _employs(application: Application) -> Application:
    return dataclasses.replace(application, employs_others=True, jht=False)
