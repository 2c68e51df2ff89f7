"""A provider pays out what it took: from clearing into the bank, less its fee.

A settlement is founded on a line of the bank's statement and covers every charge of the provider
that its own statement confirmed up to a day and that was not paid out before. What is missing is
the fee; more than a provider may keep is no settlement.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from contributions import ledger, statement_matching, wording
from contributions.models import (
    Document,
    PartnerAccount,
    QrisCharge,
    SettledCharge,
    Settlement,
    StatementLine,
    StatementMatch,
)
from markets.models import Partner, User
from markets.refusals import Refusal

# The dearest class of merchants pays 0.7 %, and a transfer between banks a few thousand rupiah: a
# fee beyond both is a mistake. Our own policy.
MOST_PER_MILLE, MOST_BESIDES_IDR = 10, 6_500


class UnableToSettle(Refusal):
    """The line is no such settlement; nothing was written. `str()` says what to do.

    `code` is one of: not_yours, not_a_provider, not_money_in, matched, nothing, too_little,
    fee_too_high, only_credit.
    """


@dataclass(frozen=True)
class Offer:
    """What a provider has to pay out up to a day, and what a line would leave as its fee."""

    provider: PartnerAccount
    last_day: dt.date
    charges: int
    gross_idr: int
    fee_idr: int

    @property
    def is_likely(self) -> bool:
        """Whether the fee is one that a provider may keep."""
        return 0 <= self.fee_idr <= most_fee(self.gross_idr)


def most_fee(gross_idr: int) -> int:
    """The most a provider may keep of that much, in rupiah."""
    return gross_idr * MOST_PER_MILLE // 1000 + MOST_BESIDES_IDR


def offers(*, line: StatementLine) -> list[Offer]:
    """For each provider that pays into this account, what it owes day by day up to the line's."""
    found: list[Offer] = []
    for provider in PartnerAccount.objects.filter(settles_into=line.account_id):
        gross_idr = charges = 0
        for day, amount_idr in _unsettled(provider, line.day):
            gross_idr, charges = gross_idr + amount_idr, charges + 1
            if found and (found[-1].provider, found[-1].last_day) == (provider, day):
                found.pop()
            found.append(Offer(provider, day, charges, gross_idr, gross_idr - line.amount_idr))
    return [offer for offer in found if offer.is_likely]


def book(
    *, line: StatementLine, provider: PartnerAccount, last_day: dt.date, by: User, at: dt.datetime
) -> Settlement:
    """This line is the provider's payout up to that day. Raises UnableToSettle."""
    _check(line, provider, by)
    try:
        with transaction.atomic():
            # One payout at a time: two would both cover the same charges.
            Partner.objects.select_for_update(no_key=True).get(pk=provider.partner_id)
            charges = list(_charges(provider, last_day))
            settlement = _settlement(line, provider, last_day, charges, by, at)
            settlement.save(force_insert=True)
            SettledCharge.objects.bulk_create(
                SettledCharge(settlement=settlement, charge=charge) for charge in charges
            )
            _move(settlement)
            statement_matching.write(
                line=line, kind=StatementMatch.Kind.SETTLEMENT, target={}, by=by, at=at
            )
    except IntegrityError as error:
        raise UnableToSettle(_("Baris ini baru saja dicocokkan."), "matched") from error
    return settlement


def _settlement(
    line: StatementLine,
    provider: PartnerAccount,
    last_day: dt.date,
    charges: list[Any],
    by: User,
    at: dt.datetime,
) -> Settlement:
    if not charges:
        raise UnableToSettle(
            _("Tidak ada QRIS terkonfirmasi yang belum dicairkan sampai hari itu."), "nothing"
        )
    gross_idr = sum(charge.received_idr for charge in charges)
    credit_idr = sum(charge.kept_idr for charge in charges)
    fee_idr = gross_idr - line.amount_idr
    if fee_idr < 0:
        raise UnableToSettle(
            _("Dicairkan lebih dari yang terkonfirmasi (%(amount)s). Impor dahulu mutasi penyedia.")
            % {"amount": wording.rupiah(gross_idr)},
            "too_little",
        )
    if fee_idr > most_fee(gross_idr):
        raise UnableToSettle(
            _("Potongannya %(fee)s dari %(gross)s: terlalu besar. Pilih hari yang lebih awal.")
            % {"fee": wording.rupiah(fee_idr), "gross": wording.rupiah(gross_idr)},
            "fee_too_high",
        )
    if gross_idr - credit_idr < fee_idr:
        raise UnableToSettle(
            _("Pencairan ini hanya berisi kelebihan bayar. Gabungkan dengan hari sesudahnya."),
            "only_credit",
        )
    return Settlement(
        line=line,
        provider=provider,
        partner_id=provider.partner_id,
        last_day=last_day,
        gross_idr=gross_idr,
        fee_idr=fee_idr,
        credit_idr=credit_idr,
        by=by,
        at=at,
    )


def _move(settlement: Settlement) -> None:
    partner_id = settlement.partner_id
    founded = ledger.Founded(
        document=Document.SETTLEMENT,
        document_id=str(settlement.pk),
        partner_id=partner_id,
        by=settlement.by,
        at=settlement.at,
    )
    into_bank_idr = settlement.gross_idr - settlement.credit_idr - settlement.fee_idr
    parts = (
        (ledger.partner_bank(partner_id), into_bank_idr),
        (ledger.fee(partner_id), settlement.fee_idr),
    )
    for target, amount_idr in parts:
        if amount_idr:
            ledger.move(
                source=ledger.provider_clearing(partner_id),
                target=target,
                amount_idr=amount_idr,
                founded=founded,
            )


def _charges(provider: PartnerAccount, last_day: dt.date) -> list[Any]:
    """Confirmed by the provider's own lines up to that day, and not paid out.

    Each with `received_idr`, what the provider took, and what became credit of it, `kept_idr`.
    """
    matched = StatementMatch.objects.filter(
        undone_at=None, line__account=provider, line__day__lte=last_day, charge__isnull=False
    )
    return list(
        QrisCharge.objects.filter(
            pk__in=matched.values("charge"), settled=None, partner=provider.partner_id
        )
        .annotate(
            received_idr=Coalesce("difference__received_idr", "amount_idr"),
            kept_idr=Coalesce("difference__credit__amount_idr", "credit__amount_idr", 0),
        )
        .order_by("pk")
    )


def _unsettled(provider: PartnerAccount, until: dt.date) -> list[tuple[dt.date, int]]:
    """Day and amount of each charge that waits for its payout, in the order of days."""
    matched = StatementMatch.objects.filter(
        undone_at=None,
        line__account=provider,
        line__day__lte=until,
        charge__isnull=False,
        charge__settled=None,
    ).order_by("line__day")
    received = Coalesce("charge__difference__received_idr", "charge__amount_idr")
    return list(matched.values_list("line__day", received))


def _check(line: StatementLine, provider: PartnerAccount, by: User) -> None:
    if not by.is_treasurer_of(provider.partner_id):
        raise UnableToSettle(_("Pencairan dicatat oleh bendahara mitra ini."), "not_yours")
    if provider.settles_into_id != line.account_id:
        raise UnableToSettle(
            _("Penyedia itu tidak mencairkan uangnya ke rekening ini."), "not_a_provider"
        )
    if line.direction != StatementLine.Direction.IN:
        raise UnableToSettle(_("Pencairan adalah uang masuk."), "not_money_in")
