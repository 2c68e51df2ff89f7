"""Bringing a treasurer's cash to the partner's bank, by the bank's slip."""

import datetime as dt

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from contributions import ledger, wording
from contributions.models import Deposit, Document, PartnerAccount
from contributions.remittance_lines import PARTS
from markets import months
from markets.models import Partner, User
from markets.refusals import Refusal

RESERVED = f"""
    SELECT coalesce(sum(part.amount_idr), 0)
    FROM contributions_remittance remittance
    JOIN ({PARTS}) part ON part.remittance_id = remittance.id
    WHERE part.live AND remittance.status = 'final'
      AND part.held_place = %s AND part.held_id = %s
"""


class UnableToDeposit(Refusal):
    """The deposit cannot be booked; nothing was written. `str()` says what to do.

    `code` is one of: not_yours, not_a_bank, nothing, needs_slip, slip_used, wrong_day,
    not_that_much.
    """


def free(*, treasurer: User) -> int:
    """What a treasurer holds and no final remittance has reserved, in rupiah."""
    return free_of(ledger.treasurer(treasurer.pk))


def free_of(account: ledger.Account) -> int:
    """The same of any place that pays for months."""
    with connection.cursor() as cursor:
        cursor.execute(RESERVED, [account.place, account.id])
        reserved_idr = int(cursor.fetchone()[0])
    return ledger.balance(account.place, account.id) - reserved_idr


def book(
    *,
    account: PartnerAccount,
    amount_idr: int,
    slip_number: str,
    on: dt.date,
    by: User,
    at: dt.datetime,
) -> Deposit:
    """The treasurer brought that much of her cash to the bank. Raises UnableToDeposit."""
    slip_number = " ".join(slip_number.split()).upper()
    _check(account, amount_idr, slip_number, on, by, at)
    deposit = Deposit(
        partner_id=account.partner_id,
        account=account,
        treasurer=by,
        amount_idr=amount_idr,
        slip_number=slip_number,
        deposited_on=on,
        at=at,
    )
    try:
        with transaction.atomic():
            # As remittances do: what is free now stays free until this is booked.
            Partner.objects.select_for_update(no_key=True).get(pk=account.partner_id)
            free_idr = free(treasurer=by)
            if amount_idr > free_idr:
                raise UnableToDeposit(
                    _("Kas Anda yang belum disiapkan untuk setoran hanya %(amount)s.")
                    % {"amount": wording.rupiah(max(free_idr, 0))},
                    "not_that_much",
                )
            deposit.save(force_insert=True)
            ledger.move(
                source=ledger.treasurer(by.pk),
                target=ledger.partner_bank(account.partner_id),
                amount_idr=amount_idr,
                founded=ledger.Founded(
                    document=Document.DEPOSIT,
                    document_id=str(deposit.pk),
                    partner_id=account.partner_id,
                    by=by,
                    at=at,
                ),
            )
    except IntegrityError as error:
        raise UnableToDeposit(_("Slip dengan nomor itu sudah dicatat."), "slip_used") from error
    return deposit


def _check(
    account: PartnerAccount,
    amount_idr: int,
    slip_number: str,
    on: dt.date,
    by: User,
    at: dt.datetime,
) -> None:
    if not by.is_treasurer_of(account.partner_id):
        raise UnableToDeposit(_("Setor tunai dicatat oleh bendahara mitra ini."), "not_yours")
    if account.kind != PartnerAccount.Kind.BANK:
        raise UnableToDeposit(_("Uang tunai disetor ke rekening bank."), "not_a_bank")
    if amount_idr <= 0:
        raise UnableToDeposit(_("Isi jumlah yang disetor."), "nothing")
    if not slip_number:
        raise UnableToDeposit(_("Isi nomor slip setoran dari bank."), "needs_slip")
    if not months.law_day(at) - dt.timedelta(days=31) <= on <= months.law_day(at):
        raise UnableToDeposit(
            _("Tanggal setor paling lama sebulan yang lalu, dan tidak sesudah hari ini."),
            "wrong_day",
        )
