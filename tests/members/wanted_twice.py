"""Builders of a person whom two partners want."""

import datetime as dt
from dataclasses import dataclass

from markets.models import Branch, Market, User
from members import partner_changes
from members.models import Member, PartnerChange
from tests import asked, factories
from tests.factories import NOON

DECEMBER = dt.date(2026, 12, 1)


@dataclass(frozen=True)
class Parties:
    """A member of one partner who has come to the market of another, and everybody's people."""

    member: Member
    nik: str
    market: Market
    collector: User
    old_treasurer: User
    new_treasurer: User
    reviewer: User

    def report(self, **fields) -> PartnerChange:
        """The collector of the other market reports whom she met."""
        said = {"name": "Siti Kartu", "market": self.market, "by": self.collector, "at": NOON}
        return partner_changes.report(nik_text=self.nik, **{**said, **fields})

    def proposed(self) -> PartnerChange:
        """The branch agrees that she goes from December 2026 on."""
        return partner_changes.propose(
            change=self.report(), from_month=DECEMBER, by=self.reviewer, at=NOON
        )

    def agree(self, change: PartnerChange, *treasurers: User) -> PartnerChange:
        """These treasurers agree; without any, both."""
        for by in treasurers or (self.old_treasurer, self.new_treasurer):
            change = partner_changes.agree(change=change, by=by, at=NOON)
        return change


def make_parties(*, member: Member | None = None, branch: Branch | None = None) -> Parties:
    """A member, and a market of another partner of the same branch where she was met."""
    member = member or factories.make_member()
    nik = factories.make_nik(birth_date=member.birth_date, sex=member.sex)
    asked.give_nik(member=member, digits=nik)
    home = member.market.partner
    market = factories.make_market(partner=factories.make_partner(branch=branch or home.branch))
    return Parties(
        member=member,
        nik=nik,
        market=market,
        collector=factories.make_collector(market=market),
        old_treasurer=factories.make_treasurer(partner=home),
        new_treasurer=factories.make_treasurer(partner=market.partner),
        reviewer=factories.make_reviewer(branch=home.branch),
    )
