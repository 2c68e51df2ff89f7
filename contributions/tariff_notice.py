"""The next amount, named before it comes: so that nobody meets a higher sum unprepared.

From 45 days before the dues of a member change, worklists and receipts say what they will be
[policy]. On 1 January 2027 they double for everybody outside transport, unless a new regulation
comes.
"""

import datetime as dt
from dataclasses import dataclass

from contributions import tariff
from contributions.models import Contribution

NOTICE_DAYS = 45


@dataclass(frozen=True)
class TariffNotice:
    """From `month` on, the dues are `amount_idr` a month instead of `before_idr`."""

    month: dt.date
    amount_idr: int
    before_idr: int


def after(*, contribution: Contribution, on: dt.date) -> TariffNotice | None:
    """The change of dues that follows this month, if the day to name it has come."""
    try:
        found = tariff.next_change(
            month=contribution.contribution_month,
            declared_income_idr=contribution.declared_income_idr,
            jht=contribution.jht_idr > 0,
            sector=contribution.sector,
            payer=contribution.payer_kind,
        )
    except tariff.UnableToPrice:
        return None  # what is not known is not named
    if found is None:
        return None
    month, price = found
    if on < month - dt.timedelta(days=NOTICE_DAYS):
        return None
    return TariffNotice(month, price.total_idr, contribution.total_idr)
