"""Phones that take cash without a signal: each has a receipt series and a key of its own.

Its numbers are given beforehand, so many that a round does not use them up: the trader's paper
carries the final number. Which of them it used, the phone says when it has a signal again; the
others are outstanding on that phone, and closed with it when it is declared lost.
"""

import datetime as dt
import uuid
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from contributions import receipts, slip_code
from contributions.models import Payment, Phone, ReceiptSeries
from contributions.receipts import ReceiptNumber
from markets.models import Role, User
from markets.refusals import Refusal

# Beyond the last number that came back. A round of 500 stalls has 200 payments or so.
NUMBERS_AHEAD = 600


class UnableToRegister(Refusal):
    """No phone was registered. `code` is not_a_collector."""


class PhoneIsLost(Refusal):
    """The phone was declared lost: it gets no numbers. `code` is phone_lost."""


class Numbers(NamedTuple):
    """What a phone may give: `first` to `last` of its series. What it gave itself, it knows."""

    series: str
    first: int
    last: int


@transaction.atomic
def register(*, by: User, device: UUID | None, session_key: str, at: dt.datetime) -> Phone:
    """A new phone of this collector, with its first numbers. Raises UnableToRegister.

    A browser whose storage was emptied comes as a new phone: the old one's key is gone.
    """
    if by.role != Role.COLLECTOR or by.partner is None:
        raise UnableToRegister(
            _("Ponsel didaftarkan oleh kolektor yang memakainya."), "not_a_collector"
        )
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    count = Phone.objects.filter(holder=by).count() + 1
    suffix = f"-P{count}"
    code = receipts.code_for(holder=by, longest=receipts.LONGEST_CODE - len(suffix)) + suffix
    series = ReceiptSeries.objects.create(
        code=code, holder=by, is_of_phone=True, last_number=NUMBERS_AHEAD
    )
    return Phone.objects.create(
        id=uuid.uuid4(),
        series=series,
        holder=by,
        partner=by.partner,
        device=device,
        session_key=session_key,
        registered_at=at,
        seen_at=at,
    )


@transaction.atomic
def numbers(*, phone: Phone, session_key: str, at: dt.datetime) -> Numbers:
    """The numbers the phone may give, filled up to NUMBERS_AHEAD. Raises PhoneIsLost.

    Notes that it was seen, and by which login, so that this can be ended.
    """
    standing = Phone.objects.select_for_update(no_key=True).get(pk=phone.pk)
    if standing.lost_at is not None:
        raise _lost()
    standing.session_key, standing.seen_at = session_key, at
    standing.save(update_fields=["session_key", "seen_at"])
    series = ReceiptSeries.objects.select_for_update(no_key=True).get(pk=standing.series_id)
    latest = Payment.objects.filter(series=series).aggregate(latest=Max("number"))["latest"] or 0
    if series.last_number < latest + NUMBERS_AHEAD:
        series.last_number = latest + NUMBERS_AHEAD
        series.save(update_fields=["last_number"])
    return Numbers(series.code, latest + 1, series.last_number)


def refuse_lost(*, phone_id: UUID) -> None:
    """Raises PhoneIsLost where that phone was declared so."""
    if Phone.objects.filter(pk=phone_id, lost_at__isnull=False).exists():
        raise _lost()


def _lost() -> PhoneIsLost:
    return PhoneIsLost(
        _("Ponsel ini dinyatakan hilang. Minta bendahara, lalu daftarkan lagi."), "phone_lost"
    )


def of_user(*, by: User) -> QuerySet[Phone]:
    """The phones with which this person takes cash, load-ready."""
    return Phone.objects.filter(holder=by).select_related("series")


def signing_key(*, phone: Phone) -> bytes:
    """The key that is given to the phone once, when it is registered."""
    return slip_code.signing_key(phone=phone.pk)


def promised(*, phone: Phone, number: int) -> ReceiptNumber | None:
    """That number of the phone, its series locked until the transaction ends.

    None where the phone was never given it.
    """
    series = ReceiptSeries.objects.select_for_update(no_key=True).get(pk=phone.series_id)
    if not 1 <= number <= series.last_number:
        return None
    return ReceiptNumber(series.pk, series.code, number)
