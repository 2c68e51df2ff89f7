"""Sending collected dues to BPJS: a list is made final, and paid.

Final: the lines and their money are reserved. Posted, with the payment code of BPJS: the money is
on its way, and with BPJS as far as its transfers say; the months BPJS accepts are remitted on that
day (WIB) and protect. A final remittance can be cancelled, which frees its lines; a posted one
never opens again. It has to be where a death was reported meanwhile and it holds months after it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from contributions import (
    cash,
    overtaken,
    own_money,
    remittance_reasons,
    remittance_transfers,
)
from contributions.models import Place, Remittance
from contributions.remittance_lines import FINALISE, GROUPED, SEND
from contributions.remittance_transfers import AskedTransfer
from markets import months
from markets.models import Partner, User
from markets.refusals import Refusal


class UnableToRemit(Refusal):
    """The remittance cannot be made, posted or cancelled; `str()` says what to do.

    `code` is one of: not_yours, nothing_to_remit, not_final, needs_code, code_used,
    after_death, practice.
    """


@dataclass(frozen=True)
class Part:
    """Months whose money is with one holder, and (where they cannot go yet) what they wait for.

    `holder` is a person's or the partner's name; `waits_for` is one of death, rejection, handover,
    acceptance, void_request, elsewhere, clearing, shortage, or empty. For a shortage, `short` names
    whose hand-overs were short, and `fees_idr` is what providers and banks took and the partner has
    not made up for; both are empty where the cash is missing for another reason.
    """

    place: str
    holder_id: int
    holder: str
    waits_for: str
    months: int
    amount_idr: int
    oldest_month: dt.date
    newest_month: dt.date
    short: tuple[str, ...] = ()
    fees_idr: int = 0

    @property
    def reason(self) -> str:
        """Why these months wait, as a sentence."""
        return remittance_reasons.sentence(
            waits_for=self.waits_for, short=self.short, fees_idr=self.fees_idr
        )


@dataclass(frozen=True)
class Preview:
    """What a remittance made now would hold, by holder, and what would stay behind and why.

    `fees_idr`: what fees took of members' money and the partner still must make up for.
    """

    holders: list[Part]
    waiting: list[Part]
    fees_idr: int = 0

    @property
    def months(self) -> int:
        """How many months would go to BPJS."""
        return sum(part.months for part in self.holders)

    @property
    def amount_idr(self) -> int:
        """How much would go to BPJS, in rupiah."""
        return sum(part.amount_idr for part in self.holders)

    @property
    def waiting_months(self) -> int:
        """How many collected months could not go yet."""
        return sum(part.months for part in self.waiting)

    @property
    def waiting_idr(self) -> int:
        """How much collected money could not go yet, in rupiah."""
        return sum(part.amount_idr for part in self.waiting)


def preview(*, partner: Partner) -> Preview:
    """What a remittance of this partner made now would hold, in four queries at most."""
    with connection.cursor() as cursor:
        cursor.execute(GROUPED, {"partner": partner.pk})
        rows = cursor.fetchall()
    people = [row[1] for row in rows if row[0] in (Place.COLLECTOR, Place.TREASURER)]
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}
    is_short = any(waits_for == "shortage" for _place, _pk, waits_for, *_ in rows)
    short = tuple(cash.short_people(partner=partner)) if is_short else ()
    fees_idr = own_money.owed(partner=partner.pk).fees_idr
    parts = [
        Part(
            place=place,
            holder_id=holder,
            holder=holder_words(place, partner) or names[holder],
            waits_for=waits_for,
            months=count,
            amount_idr=int(amount_idr),
            oldest_month=oldest,
            newest_month=newest,
            short=short if waits_for == "shortage" else (),
            fees_idr=fees_idr if waits_for == "shortage" else 0,
        )
        for place, holder, waits_for, count, amount_idr, oldest, newest in rows
    ]
    return Preview(
        holders=[part for part in parts if not part.waits_for],
        waiting=[part for part in parts if part.waits_for],
        fees_idr=fees_idr,
    )


def holder_words(place: str, partner: Partner) -> str:
    """Whose money it is where no person holds it; else empty."""
    if place in (Place.MEMBER_CREDIT, Place.PROVIDER_CLEARING):
        return str(Place(place).label)
    return partner.name if place == Place.PARTNER_BANK else ""


def finalise(*, partner: Partner, by: User, at: dt.datetime) -> Remittance:
    """Make a remittance of all that can go now, and reserve its money. Raises UnableToRemit."""
    _check_treasurer(partner.pk, by)
    if partner.is_practice:
        raise UnableToRemit(
            _("Latihan selesai sampai di sini: setoran latihan tidak dikirim ke BPJS."), "practice"
        )
    with transaction.atomic(), connection.cursor() as cursor:
        # Two at once would both list the same months: the second waits and lists what is left.
        Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
        cursor.execute(FINALISE, {"partner": partner.pk, "by": by.pk, "at": at})
        made = cursor.fetchone()
        if made is None:
            raise UnableToRemit(
                _("Belum ada iuran yang dapat disetor. Terima dahulu serah terima kolektor."),
                "nothing_to_remit",
            )
        return _made(made[0])


def record_code(
    *, remittance: Remittance, payment_code: str, by: User, at: dt.datetime
) -> Remittance:
    """Write down the billing code that BPJS gave for a final remittance. Raises UnableToRemit.

    It may be written anew until the remittance is posted.
    """
    payment_code = payment_code.strip()
    if not payment_code:
        raise UnableToRemit(_("Isi kode bayar dari BPJS."), "needs_code")
    with transaction.atomic():
        remittance = _locked(remittance, by)
        _check_code(remittance, payment_code)
        remittance.payment_code = payment_code
        try:
            with transaction.atomic():
                remittance.save(update_fields=["payment_code"])
        except IntegrityError as error:
            raise _code_used(payment_code) from error
    return remittance


def post(
    *,
    remittance: Remittance,
    payment_code: str,
    first: AskedTransfer | None = None,
    by: User,
    at: dt.datetime,
) -> Remittance:
    """Book that BPJS was paid: the money moves. Cover waits for BPJS's answer (`answers.py`).

    Raises UnableToRemit, and UnableToRecordTransfer; then nothing was written.

    `payment_code` is what BPJS gave for the payment; it is used for one remittance only. `first` is
    the transfer it was paid with, or the first of several; what is not recorded is missed openly.
    """
    payment_code = payment_code.strip()
    if not payment_code:
        raise UnableToRemit(_("Isi kode bayar dari BPJS."), "needs_code")
    today = months.law_day(at)
    with transaction.atomic():
        remittance = _locked(remittance, by)
        _check_code(remittance, payment_code)
        after_death = overtaken.by_death(remittance=remittance)
        if after_death:
            raise UnableToRemit(after_death, "after_death")
        remittance.status = Remittance.Status.POSTED
        remittance.payment_code = payment_code
        remittance.posted_by = by
        remittance.posted_at = at
        try:
            with transaction.atomic():
                remittance.save(update_fields=["status", "payment_code", "posted_by", "posted_at"])
        except IntegrityError as error:
            raise _code_used(payment_code) from error
        _send(remittance, by, at, today)
        if first is not None:
            remittance_transfers.record(remittance=remittance, asked=first, by=by, at=at)
    return remittance


def cancel(*, remittance: Remittance, by: User, at: dt.datetime) -> Remittance:
    """Give up a remittance that was not paid: its lines and money are free again.

    Raises UnableToRemit.
    """
    with transaction.atomic():
        remittance = _locked(remittance, by)
        remittance.status = Remittance.Status.CANCELLED
        remittance.cancelled_by = by
        remittance.cancelled_at = at
        remittance.save(update_fields=["status", "cancelled_by", "cancelled_at"])
        remittance.lines.update(live=False)
    return remittance


def _made(pk: int) -> Remittance:
    return Remittance.objects.select_related("partner", "made_by").get(pk=pk)


def _check_treasurer(partner_id: int, by: User) -> None:
    if not by.is_treasurer_of(partner_id):
        raise UnableToRemit(_("Setoran dikerjakan oleh bendahara mitra ini."), "not_yours")


def _locked(remittance: Remittance, by: User) -> Remittance:
    """The remittance as it is now, still final; nobody makes or undoes another one meanwhile."""
    _check_treasurer(remittance.partner_id, by)
    Partner.objects.select_for_update(no_key=True).get(pk=remittance.partner_id)
    remittance = (
        Remittance.objects.select_for_update(of=("self",), no_key=True)
        .select_related("partner")
        .get(pk=remittance.pk)
    )
    if remittance.status != Remittance.Status.FINAL:
        raise UnableToRemit(
            _("Setoran nomor %(number)s tidak menunggu lagi: %(status)s.")
            % {"number": remittance.pk, "status": remittance.get_status_display()},
            "not_final",
        )
    return remittance


def _check_code(remittance: Remittance, payment_code: str) -> None:
    used = Remittance.objects.filter(payment_code=payment_code).exclude(
        Q(status=Remittance.Status.CANCELLED) | Q(pk=remittance.pk)
    )
    if used.exists():
        raise _code_used(payment_code)


def _code_used(payment_code: str) -> UnableToRemit:
    return UnableToRemit(
        _(
            "Kode bayar %(code)s sudah dipakai untuk setoran lain. Periksa kode pada bukti "
            "bayar BPJS."
        )
        % {"code": payment_code},
        "code_used",
    )


def _send(remittance: Remittance, by: User, at: dt.datetime, today: dt.date) -> None:
    """Move the money of each holder: it is on its way to BPJS until its transfers are recorded."""
    parameters: dict[str, Any] = {
        "remittance": remittance.pk,
        "partner": remittance.partner_id,
        "by": by.pk,
        "at": at,
        "day": today,
    }
    with connection.cursor() as cursor:
        cursor.execute(SEND, parameters)
