"""Sponsors with a name: a city's budget in use, and a donor whose gift ends soon."""

import datetime as dt
import random

from config.demo.rounds import moment, new_id
from config.demo.territory import Territory
from contributions import (
    admissions,
    sponsor_money,
    sponsor_programmes,
    sponsor_statements,
    sponsor_sweep,
    sponsors,
)
from contributions.models import Sponsor, SponsorProgramme
from contributions.sponsor_programmes import Rule, Terms
from markets import months
from markets.models import Market, User
from members.models import PayerKind

CITY, GIVEN_TO = "penyapu", "asongan-senggigi"
MONTHS_OF_THE_CITY = 6
# About four months of the sweepers' dues: it does not last to the end, and pages say so.
BUDGET_MONTHS = 4
GIVEN_PEOPLE, GIFT_IDR = 12, 2_500_000


def city_month(*, territory: Territory, month: dt.date, on: dt.date, chance: random.Random) -> None:
    """The city's programme begins with that month, is billed for it, and pays too much."""
    partner = territory.partners[CITY]
    treasurer, reviewer = territory.treasurers(CITY)[0], territory.reviewer(CITY)
    city = sponsor_programmes.record_sponsor(
        partner=partner,
        name="Dinas Lingkungan Hidup (APBD)",
        kind=Sponsor.Kind.APBD,
        contact_name="Bagian Keuangan",
        contact="keuangan@example.org",
        by=treasurer,
        at=moment(on, 8),
    )
    monthly_idr = sponsors.expected(
        partner=partner, payer_kind=PayerKind.APBD, month=month
    ).amount_idr
    programme = sponsor_programmes.ask(
        id=new_id(chance),
        sponsor=city,
        wanted=Terms(
            name="Perlindungan penyapu jalan",
            first_month=month,
            last_month=months.add(month, MONTHS_OF_THE_CITY - 1),
            budget_idr=BUDGET_MONTHS * monthly_idr,
            jht=True,
        ),
        by=treasurer,
        at=moment(on, 8, 10),
    )
    _approve(programme, reviewer, moment(on, 9))
    statement = sponsor_statements.make(sponsor=city, month=month, by=treasurer, at=moment(on, 10))
    sponsor_statements.send(statement=statement, by=treasurer, at=moment(on, 10, 5))
    sponsor_money.book(
        sponsor=city,
        reference=f"SP2D-{month:%Y%m}-0417",
        amount_idr=statement.amount_idr + 100_000,
        received_on=on,
        by=treasurer,
        at=moment(on, 11),
    )


def gift(*, territory: Territory, today: dt.date, chance: random.Random) -> None:
    """A donor pays the next month for some hawkers, and then no more."""
    market = Market.objects.get(code=GIVEN_TO)
    code = market.partner.code
    treasurer, on = territory.treasurers(code)[0], today - dt.timedelta(days=2)
    donor = sponsor_programmes.record_sponsor(
        partner=market.partner,
        name="Yayasan Contoh Peduli",
        kind=Sponsor.Kind.DONOR,
        by=treasurer,
        at=moment(on, 9),
    )
    following = months.add(months.first_of(today), 1)
    programme = sponsor_programmes.ask(
        id=new_id(chance),
        sponsor=donor,
        wanted=Terms(
            name="Satu bulan untuk pedagang asongan",
            first_month=following,
            last_month=following,
            budget_idr=GIFT_IDR,
            most_people=GIVEN_PEOPLE,
            rule=Rule(markets=(market,), most_income_idr=3_000_000),
        ),
        by=treasurer,
        at=moment(on, 9, 30),
    )
    _approve(programme, territory.reviewer(code), moment(on, 14))
    sponsor_sweep.sweep(at=moment(today, 6))


def _approve(programme: SponsorProgramme, by: User, at: dt.datetime) -> None:
    sponsor_programmes.approve(programme=programme, by=by, at=at)
    admissions.admit(programme=programme, at=at)
