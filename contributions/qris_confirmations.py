"""Confirming a QRIS charge by what a provider's statement says: only then is it money.

The months of the charge are paid with it. Where they cannot be any more (paid in cash meanwhile,
dearer, sponsored, the member gone), the money becomes her credit, with the reason. The partner's
own account signs: no collector's receipt numbers are used for what nobody did by hand.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from contributions import credits, ledger, own_account, payments, refunds, tariff
from contributions.models import Credit, Payment, QrisCharge
from contributions.payment_refusals import AskedPayment, UnableToRecordPayment
from contributions.payment_rows import lock_members
from markets import indonesian
from markets.refusals import Refusal
from members.models import Member

MOST_EXPLAINED = 200


class UnableToConfirm(Refusal):
    """The charge cannot be confirmed by this; `str()` says what to do.

    `code` is one of: moved_partner, confirmed.
    """


def confirm(*, charge: QrisCharge, paid_at: dt.datetime, at: dt.datetime) -> QrisCharge:
    """The provider took exactly this charge's amount at that time. Raises UnableToConfirm.

    Expired and cancelled ones are confirmed, too: the money is there. Confirmed already, it is
    refused, so that no second line of a statement is taken for it.
    """
    with transaction.atomic():
        charge, member = lock(charge=charge)
        asked = AskedPayment(
            id=payment_id(charge),
            member=member,
            months=tuple(charge.contribution_months),
            shown_total_idr=charge.amount_idr + charge.credit_idr,
            credit_idr=charge.credit_idr,
        )
        try:
            with indonesian.spoken():  # a refusal is kept as the reason of the credit
                charge.payment = pay(charge=charge, asked=asked, paid_at=paid_at, at=at)
        except UnableToRecordPayment as refusal:
            charge.credit = keep(
                charge=charge,
                member=member,
                reason=Credit.Reason.PAID_TWICE,
                amount_idr=charge.amount_idr,
                why=str(refusal),
                at=at,
            )
        return close(charge=charge, at=at)


def lock(*, charge: QrisCharge) -> tuple[QrisCharge, Member]:
    """The charge that is not confirmed, and its member, for the caller's transaction.

    Raises UnableToConfirm.
    """
    # As payments do: tariff, then the member, then what is hers.
    tariff.hold()
    member = lock_members(pks=[charge.member_id])[charge.member_id]
    charge = QrisCharge.objects.select_for_update(no_key=True).get(pk=charge.pk)
    if charge.status == QrisCharge.Status.CONFIRMED:
        raise UnableToConfirm(
            _("QRIS %(reference)s sudah dikonfirmasi.") % {"reference": charge.reference},
            "confirmed",
        )
    if member.market.partner_id != charge.partner_id:
        raise UnableToConfirm(
            _("%(name)s sudah pindah ke mitra lain. Kembalikan uangnya kepada pembayar.")
            % {"name": member.name},
            "moved_partner",
        )
    return charge, member


def close(*, charge: QrisCharge, at: dt.datetime) -> QrisCharge:
    """It is confirmed, with the payment or the credit its money became."""
    charge.status, charge.confirmed_at = QrisCharge.Status.CONFIRMED, at
    charge.save(update_fields=["status", "confirmed_at", "payment", "credit"])
    return charge


def payment_id(charge: QrisCharge) -> uuid.UUID:
    """The id its payment has, for ever the same."""
    return uuid.uuid5(charge.pk, "payment")


def pay(
    *, charge: QrisCharge, asked: AskedPayment, paid_at: dt.datetime, at: dt.datetime
) -> Payment:
    """What its money pays. Raises UnableToRecordPayment."""
    return payments.record(
        asked=asked,
        method=Payment.Method.QRIS,
        by=own_account.of(partner=asked.member.market.partner),
        at=at,
        collected_at=max(paid_at, charge.asked_at),
        reference=charge.reference,
    )


def keep(
    *,
    charge: QrisCharge,
    member: Member,
    reason: str,
    amount_idr: int,
    why: str,
    at: dt.datetime,
) -> Credit:
    """Its money is kept for her. It never lies in clearing: a settlement leaves it out."""
    by = own_account.of(partner=member.market.partner)
    credit = credits.give(
        member=member,
        reason=reason,
        amount_idr=amount_idr,
        source=ledger.Account(ledger.Place.MEMBER, member.pk),
        explanation=f"QRIS {charge.reference}: {why}"[:MOST_EXPLAINED],
        by=by,
        at=at,
    )
    refunds.owe_credit(credit=credit, by=by, at=at)
    return credit
