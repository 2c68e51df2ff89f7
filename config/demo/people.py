"""Invented people: nobody of them exists, and neither do their NIKs and phone numbers."""

import datetime as dt
import random

from django.core.management.base import CommandError

from config.demo.places import MarketPlan, Trade
from markets.models import Block, Market, Stall
from members.applications import Application
from members.models import Consent
from members.models.member import Sex

CONSENT_VERSION = "2"
# The demo's past is on paper: a picture or a drawing would need a real file behind it.
PAPER_CONSENTS = (Consent.How.SIGNED_SHEET, Consent.How.THUMBPRINT)
STREETS = ("Melati", "Kenanga", "Mawar", "Cempaka", "Anggrek", "Flamboyan", "Dahlia", "Teratai")
# 0860 was never given to an operator: a tap on "call" or "WhatsApp" reaches nobody.
NOBODYS_PHONES = "08600"


class People:
    """Makes people up, always the same ones in the same order."""

    def __init__(self, seed: int) -> None:
        try:
            from faker import Faker  # noqa: PLC0415 - only the demo needs it
        except ImportError:
            raise CommandError(
                "The demo needs the package Faker, which production does not have: "
                "run it from a checkout with `uv run manage.py demo`."
            ) from None
        self.random = random.Random(seed)  # noqa: S311 - repeatable is what it must be
        self.names = Faker("id_ID")
        self.names.seed_instance(seed)
        self.given_niks: set[str] = set()

    def application(
        self,
        *,
        plan: MarketPlan,
        market: Market,
        block: Block | None,
        stall: Stall | None,
        on: dt.date,
    ) -> Application:
        """What a collector writes down about somebody of that market on that day."""
        sex = self.random.choices((Sex.FEMALE, Sex.MALE), (58, 42))[0]
        birth_date = self._birth_date(on)
        trade = self.random.choice(plan.trades)
        return Application(
            nik=self._nik(plan.area, birth_date, sex),
            name=self._name(sex),
            birth_place=plan.town,
            birth_date=birth_date,
            sex=sex,
            mother_name=self._name(Sex.FEMALE),
            address=self._address(plan.town),
            phone=f"{NOBODYS_PHONES}{self.random.randrange(10**7):07}",
            occupations=(trade.name,),
            sector=trade.sector,
            market=market,
            block=block,
            stall=stall,
            declared_income_idr=self._income_idr(trade),
            jht=self.random.random() < 0.14,
            payer_kind=plan.payer,
            consent_version=CONSENT_VERSION,
            consent_how=self.random.choices(PAPER_CONSENTS, (85, 15))[0],
        )

    def _birth_date(self, on: dt.date) -> dt.date:
        """Mostly elderly, as traders are, and never yet 65 on that day."""
        years = min(64, max(19, round(self.random.gauss(47, 11))))
        return on - dt.timedelta(days=years * 365 + self.random.randrange(300))

    def _nik(self, area: str, birth_date: dt.date, sex: str) -> str:
        """A number that cannot exist: no district hands out serials of 9900 and more."""
        day = birth_date.day + (40 if sex == Sex.FEMALE else 0)
        while True:
            district, serial = self.random.randint(1, 8), 9900 + self.random.randrange(100)
            nik = f"{area}{district:02}{day:02}{birth_date:%m%y}{serial}"
            if nik not in self.given_niks:
                self.given_niks.add(nik)
                return nik

    def _name(self, sex: str) -> str:
        if sex == Sex.FEMALE:
            return f"{self.names.first_name_female()} {self.names.last_name_female()}"
        return f"{self.names.first_name_male()} {self.names.last_name_male()}"

    def _address(self, town: str) -> str:
        street, number = self.random.choice(STREETS), self.random.randint(1, 120)
        rt, rw = self.random.randint(1, 9), self.random.randint(1, 12)
        return f"Kp. {street} No. {number} RT {rt:02}/RW {rw:02}, {town}"

    def _income_idr(self, trade: Trade) -> int:
        """What people say: hundred thousands, more often little than much."""
        share = self.random.random() ** 1.6
        hundreds = trade.least_idr + share * (trade.most_idr - trade.least_idr)
        return int(hundreds // 100_000) * 100_000
