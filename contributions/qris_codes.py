"""The QRIS code of each market: recorded by its treasurer, ended when another takes its place."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from contributions import qris
from contributions.models import PartnerAccount, QrisCode
from markets.models import Market, Role, User
from markets.refusals import Refusal

# Only to see whether an amount and a reference find a place in the code.
SAMPLE_IDR, SAMPLE_REFERENCE = 8_400, "MP00000000"


class UnableToRecordCode(Refusal):
    """The code cannot be used for this market; `str()` says what to do.

    `code` is one of: not_yours, unreadable, dynamic, not_a_provider, no_code.
    """


def check(*, text: str) -> qris.Qris:
    """What a static code says, if it can be used for dues. Raises UnableToRecordCode."""
    try:
        code = qris.read(text)
        qris.with_amount(code, amount_idr=SAMPLE_IDR, reference=SAMPLE_REFERENCE)
    except qris.UnreadableQris as problem:
        raise UnableToRecordCode(str(problem), "unreadable") from problem
    if code.is_dynamic or code.amount_idr is not None:
        raise UnableToRecordCode(
            _("Ini kode sekali pakai dengan jumlah tetap. Pakai kode statis milik pasar."),
            "dynamic",
        )
    return code


def record(
    *, market: Market, account: PartnerAccount, text: str, by: User, at: dt.datetime
) -> QrisCode:
    """Use this code for the market from now on; the one before is ended and stays as history.

    The same code into the same account again changes nothing. Raises UnableToRecordCode.
    """
    _check_owner(market, by)
    code = check(text=text)
    if account.kind != PartnerAccount.Kind.PROVIDER or account.partner_id != market.partner_id:
        raise UnableToRecordCode(
            _("Pilih akun penyedia QRIS milik mitra ini, yang mutasinya mencatat pembayarannya."),
            "not_a_provider",
        )
    payload = qris.compose([field for field in code.fields if field[0] != "63"])
    with transaction.atomic():
        Market.objects.select_for_update(no_key=True).get(pk=market.pk)
        standing = of(markets=[market.pk]).get(market.pk)
        if standing and (standing.payload, standing.account_id) == (payload, account.pk):
            return standing
        if standing:
            _end(standing, by, at)
        return QrisCode.objects.create(
            market=market,
            account=account,
            payload=payload,
            nmid=code.nmid,
            merchant_name=code.merchant_name,
            merchant_city=code.merchant_city,
            recorded_by=by,
            recorded_at=at,
        )


def end(*, market: Market, by: User, at: dt.datetime) -> QrisCode:
    """Take QRIS at this market no more. Raises UnableToRecordCode."""
    _check_owner(market, by)
    with transaction.atomic():
        Market.objects.select_for_update(no_key=True).get(pk=market.pk)
        standing = of(markets=[market.pk]).get(market.pk)
        if standing is None:
            raise UnableToRecordCode(_("Pasar ini tidak memakai kode QRIS."), "no_code")
        return _end(standing, by, at)


def of(*, markets: Iterable[int]) -> dict[int, QrisCode]:
    """The code each of these markets uses now, by market; one without a code is missing."""
    found = QrisCode.objects.filter(market__in=markets, ended_at=None)
    return {code.market_id: code for code in found.select_related("account")}


def _end(code: QrisCode, by: User, at: dt.datetime) -> QrisCode:
    code.ended_by, code.ended_at = by, at
    code.save(update_fields=["ended_by", "ended_at"])
    return code


def _check_owner(market: Market, by: User) -> None:
    if by.role != Role.ADMIN and not by.is_treasurer_of(market.partner_id):
        raise UnableToRecordCode(
            _("Kode QRIS dicatat oleh bendahara mitra pasar ini atau admin."), "not_yours"
        )
