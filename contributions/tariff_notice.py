"""The next amount, named before it comes: so that nobody meets a higher sum unprepared.

From 45 days before the dues of a member change, worklists and receipts say what they will be
[policy]. On 1 January 2027 they double for everybody outside transport, unless a new regulation
comes.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from contributions import tariff
from contributions.models import Contribution
from contributions.pricing import Price
from markets import months
from members.models import PayerKind, Sector

NOTICE_DAYS = 45


@dataclass(frozen=True)
class TariffNotice:
    """From `month` on, the dues are `amount_idr` a month instead of `before_idr`."""

    month: dt.date
    amount_idr: int
    before_idr: int


def coming(*, on: dt.date, month: dt.date, **profile: Any) -> tuple[dt.date, Price] | None:
    """The next dues of that profile that differ from those of `month`, once the day to name them
    has come; the profile is what `tariff.price` takes.
    """
    try:
        found = tariff.next_change(month=month, **profile)
    except tariff.UnableToPrice:
        return None  # what is not known is not named
    if found is None or on < found[0] - dt.timedelta(days=NOTICE_DAYS):
        return None
    return found


def after(*, contribution: Contribution, on: dt.date) -> TariffNotice | None:
    """The change of dues that follows this month, if the day to name it has come."""
    found = coming(
        on=on,
        month=contribution.contribution_month,
        declared_income_idr=contribution.declared_income_idr,
        jht=contribution.jht_idr > 0,
        sector=contribution.sector,
        payer=contribution.payer_kind,
    )
    if found is None:
        return None
    return TariffNotice(found[0], found[1].total_idr, contribution.total_idr)


def of_the_least_dues(*, on: dt.date) -> tuple[dt.date, Price] | None:
    """The coming change for most traders: lowest band, without JHT, paying themselves."""
    return coming(
        on=on,
        month=months.first_of(on),
        declared_income_idr=1,
        jht=False,
        sector=Sector.NON_TRANSPORT,
        payer=PayerKind.SELF,
    )
