"""The accounts of a partner whose statements are read: at banks and at payment providers."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contributions.models import PartnerAccount
from markets.models import Partner, Role, User
from markets.refusals import Refusal

Kind = PartnerAccount.Kind


class UnableToRecordAccount(Refusal):
    """The account cannot be recorded so; `str()` says what to do.

    `code` is one of: not_yours, incomplete, known_already, needs_a_bank, no_bank.
    """


def record(
    *,
    partner: Partner,
    kind: str,
    institution: str,
    number: str,
    holder: str,
    settles_into: PartnerAccount | None = None,
    by: User,
    at: dt.datetime,
) -> PartnerAccount:
    """Record an account; a provider's names the bank account it pays out into.

    Raises UnableToRecordAccount.
    """
    institution, number, holder = (_tidy(text) for text in (institution, number, holder))
    _check_owner(partner, by)
    if not institution or not number or not holder:
        raise UnableToRecordAccount(
            _("Isi bank atau penyedia, nomor, dan atas nama siapa."), "incomplete"
        )
    if kind == Kind.BANK and settles_into is not None:
        raise UnableToRecordAccount(
            _("Hanya uang dari penyedia pembayaran yang dicairkan ke rekening lain."), "no_bank"
        )
    if kind == Kind.PROVIDER:
        _check_bank(partner, settles_into)
    account = PartnerAccount(
        partner=partner,
        kind=kind,
        institution=institution,
        number=number,
        holder=holder,
        settles_into=settles_into,
        recorded_by=by,
        recorded_at=at,
    )
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise UnableToRecordAccount(
            _("Rekening itu sudah dicatat. Lihat daftarnya."), "known_already"
        ) from None
    return account


def _check_owner(partner: Partner, by: User) -> None:
    if by.role != Role.ADMIN and not by.is_treasurer_of(partner.pk):
        raise UnableToRecordAccount(
            _("Rekening dicatat oleh bendahara mitra ini atau admin."), "not_yours"
        )


def _check_bank(partner: Partner, bank: PartnerAccount | None) -> None:
    if bank is None or bank.kind != Kind.BANK or bank.partner_id != partner.pk:
        raise UnableToRecordAccount(
            _("Pilih rekening bank mitra tempat penyedia mencairkan uangnya."), "needs_a_bank"
        )


def _tidy(text: str) -> str:
    return " ".join(text.split())
