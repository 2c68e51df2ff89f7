"""Persons whom two partners want: one reported to the branch, one that both partners are asked."""

import datetime as dt

from config.demo.rounds import moment
from config.demo.territory import Territory
from members import nik_vault, partner_changes
from members.models import Member, PartnerChange

# Who reports whom: a collector, the partner she belongs to now, and where she was met.
MET = (
    ("kolektor.mataram", "tohaga", "asongan-mataram", "Sekarang berjualan di pelabuhan"),
    ("kolektor.cisarua", "asongan-ntb", "cisarua", "Ikut suami pindah ke Cisarua"),
)


def write(*, territory: Territory, today: dt.date) -> None:
    """The branch has looked at the first of them and asks both partners; the second waits."""
    yesterday = today - dt.timedelta(days=1)
    for number, (collector, partner, market, why) in enumerate(MET):
        change = _report(territory, collector, partner, market, why, moment(yesterday, 10 + number))
        if change is not None and number == 0:
            partner_changes.propose(
                change=change,
                from_month=partner_changes.months_offered(on=yesterday)[0],
                by=territory.reviewer(partner),
                at=moment(yesterday, 14),
            )


def _report(
    territory: Territory, collector: str, partner: str, market: str, why: str, at: dt.datetime
) -> PartnerChange | None:
    """The last active member by name of that partner, seen elsewhere; None where there is none."""
    found = Member.objects.filter(market__partner__code=partner, status=Member.Status.ACTIVE)
    member = found.order_by("-name", "-pk").first()
    if member is None:
        return None
    return partner_changes.report(
        nik_text=nik_vault.open_(member),
        name=member.name,
        market=territory.markets[market],
        explanation=why,
        by=territory.users[collector],
        at=at,
    )
