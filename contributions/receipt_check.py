"""Is this receipt genuine, asked by voice: its number and its check code, instead of a scan.

A wrong code and an unknown number are answered alike. Wrong codes are kept and counted: over a
receipt for visitors, over the asker for staff, so that no visitor can stop the staff.
"""

import datetime as dt
import logging
import re
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contributions import receipt_code, receipt_proof
from contributions.models import Payment, WrongCode
from contributions.models.receipt_link import LONGEST_NUMBER
from contributions.receipt_proof import Proof
from markets import months
from markets.models import Market, User

log = logging.getLogger("mitra.receipts")

AN_HOUR = dt.timedelta(hours=1)
# Wrong codes in an hour, then nobody is answered: for one receipt, for all visitors together, and
# for one of the staff. There are 16 ** 8 codes.
MOST_FOR_A_RECEIPT, MOST_OF_VISITORS, MOST_OF_STAFF = 5, 500, 20


class TooManyWrongCodes(Exception):
    """So many codes were wrong that nothing is answered for now; `str()` says for how long."""


@dataclass(frozen=True)
class Checked:
    """The receipt with that number and code; `payment` only for staff who reach it anyway."""

    proof: Proof
    payment: Payment | None


def with_code(
    *,
    number: str,
    code: str,
    by: User | None,
    markets: QuerySet[Market],
    at: dt.datetime,
) -> Checked | None:
    """The receipt, if there is one with this number and this code. Raises TooManyWrongCodes.

    `by` is None for a visitor; `markets` are those the asker reaches.
    """
    asked = _parsed(number)
    if asked is None:
        return None
    series, counted = asked
    written = f"{series}-{counted:06d}"[:LONGEST_NUMBER]
    with transaction.atomic():
        _queue_up(by, written)
        if _too_many(by, written, at):
            raise TooManyWrongCodes(
                _("Terlalu banyak kode yang salah. Coba lagi satu jam lagi, atau tanya kolektor.")
            )
        payment = _payments().filter(series__code=series, number=counted).first()
        if payment is None or not receipt_code.is_of(payment, typed=code):
            WrongCode.objects.create(receipt=written, by=by, at=at)
            log.warning("wrong check code: receipt=%s user=%s", written, by.pk if by else None)
            return None
    proof = receipt_proof.of_payment(payment=payment, on=months.law_day(at))
    reaches = by is not None and markets.filter(pk=payment.market_id).exists()
    return Checked(proof, payment if reaches else None)


def _payments() -> QuerySet[Payment]:
    return Payment.objects.select_related("series", "member", "market", "partner", "taken_by")


def _parsed(typed: str) -> tuple[str, int] | None:
    """`tohaga 1 76` is number 76 of the series TOHAGA-1."""
    parts = re.findall(r"[A-Z0-9]+", typed.upper())
    if len(parts) < 2 or not parts[-1].isascii() or not parts[-1].isdecimal():
        return None
    number = int(parts[-1]) if len(parts[-1]) < 10 else 0
    return ("-".join(parts[:-1])[:LONGEST_NUMBER], number) if number else None


def _queue_up(by: User | None, written: str) -> None:
    """One question after the other, so that no more are tried at once than may be."""
    with connection.cursor() as cursor:
        about = f"user {by.pk}" if by else f"receipt {written}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [about])


def _too_many(by: User | None, written: str, at: dt.datetime) -> bool:
    lately = WrongCode.objects.filter(at__gt=at - AN_HOUR)
    if by is not None:
        return lately.filter(by=by).count() >= MOST_OF_STAFF
    visitors = lately.filter(by=None)
    return (
        visitors.filter(receipt=written).count() >= MOST_FOR_A_RECEIPT
        or visitors.count() >= MOST_OF_VISITORS
    )
