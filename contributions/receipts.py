"""Receipt numbers: one series per person who takes money, every number used, none twice.

A phone that gives receipts without a signal has a series besides (`phones.py`).

The number is taken inside the payment's transaction by raising the counter, which locks its row
until the transaction ends: a payment that fails gives its number back, so there is no gap. The
same lock keeps voids and hand-overs of that person apart from payments on the way.
"""

import re
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, Count, F, Max, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from contributions.models import Payment, ReceiptSeries
from markets.models import Partner, User

LONGEST_CODE = 16
# The trigger `numbers_go_up_by_one` lets a counter rise in single steps only, and
# `every_number_is_a_receipt` lets none be left without its payment.
RAISE_COUNTER = """
    UPDATE contributions_receiptseries SET last_number = last_number + 1
    WHERE holder_id = %s AND NOT is_of_phone RETURNING id, code, last_number
"""
# Another first payment of the same person may be making the series: its holder and its code are
# both its own, so a conflict with either waits for that payment's end.
BEGIN_SERIES = """
    INSERT INTO contributions_receiptseries (holder_id, code, last_number) VALUES (%s, %s, 1)
    ON CONFLICT DO NOTHING RETURNING id, code, last_number
"""


class ReceiptNumber(NamedTuple):
    """A number taken from a series."""

    series_id: int
    code: str
    number: int

    @property
    def written(self) -> str:
        """As it stands on the receipt."""
        return f"{self.code}-{self.number:06d}"


def take(*, holder: User) -> ReceiptNumber:
    """The person's next receipt number; the series is made on first use.

    Call it last in the transaction of the payment: until that ends, nobody else gets a number of
    this series.
    """
    with connection.cursor() as cursor:
        cursor.execute(RAISE_COUNTER, [holder.pk])
        row = cursor.fetchone()
        if row is None:
            cursor.execute(BEGIN_SERIES, [holder.pk, code_for(holder=holder)])
            row = cursor.fetchone()
        if row is None:
            cursor.execute(RAISE_COUNTER, [holder.pk])
            row = cursor.fetchone()
    return ReceiptNumber(*row)


def lock(*, holder_id: int) -> None:
    """Wait until no payment of this person is on its way, and hold back new ones.

    Lasts until the transaction ends. Who has never taken money has no series and nothing to lock.
    """
    hers = ReceiptSeries.objects.select_for_update(no_key=True).filter(holder=holder_id)
    list(hers.order_by("pk"))


def unexplained_series(*, partner: Partner) -> QuerySet[ReceiptSeries]:
    """Series with numbers that no receipt explains; `used` is how many receipts there are.

    A phone sends in the order of its numbers: what lies before one that came is missing, unless the
    phone was declared lost. What lies after it is on the phone.
    """
    series = ReceiptSeries.objects.filter(holder__partner=partner)
    # Counted series by series, from the index alone: joined, every receipt ever given is read.
    of_series = Payment.objects.order_by().filter(series=OuterRef("pk")).values("series")
    used = Coalesce(Subquery(of_series.annotate(count=Count("*")).values("count")), 0)
    latest = Subquery(of_series.annotate(latest=Max("number")).values("latest"))
    passed = Case(When(is_of_phone=True, then=Coalesce(latest, 0)), default=F("last_number"))
    rows = series.filter(phone__lost_at=None).annotate(used=used, passed=passed)
    return rows.exclude(used=F("passed"))


def code_for(*, holder: User, longest: int = LONGEST_CODE) -> str:
    """The code of a person's series: of the partner's code what fits, and the person's number."""
    place = re.sub(r"[^A-Z0-9]", "", holder.partner.code.upper()) if holder.partner else ""
    number = f"-{holder.pk}"
    return (place[: min(8, longest - len(number))] or "K") + number
