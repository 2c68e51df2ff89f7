"""A QRIS charge that was paid with another amount than it asked for: the treasurer decides.

The money pays as many of the charge's months as it is enough for, oldest first; what is left is
the member's credit, from which her next months are paid. So too much pays the months and leaves
credit; what is not enough for a month is credit, and the month stays open. The decision stays as a
document with her name and reason. No part of it is undone: the money is there.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from contributions import (
    credit_left,
    dues,
    payment_refusals,
    qris_confirmations,
    statement_matching,
)
from contributions.models import (
    Credit,
    QrisCharge,
    QrisDifference,
    StatementLine,
    StatementMatch,
)
from contributions.payment_refusals import AskedPayment, UnableToRecordPayment
from contributions.statement_decisions import UnableToDecide, check_owner, write_match
from markets import months
from markets.models import User
from members.models import Member, PayerKind


@dataclass(frozen=True)
class Plan:
    """What the money of a line becomes: months that are paid, and what is left, in rupiah.

    `from_credit_idr` of the months is paid by her credit, as it was asked for.
    """

    charge: QrisCharge
    months: tuple[dt.date, ...]
    total_idr: int
    from_credit_idr: int
    left_idr: int

    @property
    def said(self) -> str:
        """It in short, so that a form can say what was shown."""
        return "_".join([*(f"{month:%Y-%m}" for month in self.months), str(self.left_idr)])


def plan(*, line: StatementLine, reference: str, on: dt.date) -> Plan | None:
    """What the line would become as that charge's payment; None where it cannot be that.

    Without a reference the charge is the one that the line names.
    """
    if line.direction != StatementLine.Direction.IN:
        return None
    codes = [reference.strip().upper()] if reference.strip() else statement_matching.codes_in(line)
    if len(codes) != 1:
        return None
    charge = (
        QrisCharge.objects.filter(reference=codes[0], code__account=line.account_id)
        .exclude(status=QrisCharge.Status.CONFIRMED)
        .exclude(amount_idr=line.amount_idr)
        .select_related("member")
        .first()
    )
    if charge is None or line.day < months.law_day(charge.asked_at):
        return None
    return _planned(charge, charge.member, line.amount_idr, on)


def accept(
    *, line: StatementLine, shown: Plan, reason: str, by: User, at: dt.datetime
) -> QrisDifference:
    """The line is the payment of that charge, as was `shown`. Raises UnableToDecide."""
    check_owner(line=line, by=by)
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise UnableToDecide(_("Tulis mengapa jumlahnya berbeda."), "needs_note")
    try:
        with transaction.atomic():
            return _accept(line, shown, reason, by, at)
    except qris_confirmations.UnableToConfirm as refusal:
        raise UnableToDecide(str(refusal), "no_candidate") from refusal
    except UnableToRecordPayment as refusal:
        raise UnableToDecide(str(refusal), "changed") from refusal


def _accept(
    line: StatementLine, shown: Plan, reason: str, by: User, at: dt.datetime
) -> QrisDifference:
    charge, member = qris_confirmations.lock(charge=shown.charge)
    found = _planned(charge, member, line.amount_idr, months.law_day(at))
    if found != shown:
        raise UnableToDecide(
            _("Bulan yang dapat dibayar baru saja berubah. Periksa lagi."), "changed"
        )
    # First of all: a line that is another charge's already goes no further.
    write_match(
        line=line,
        kind=StatementMatch.Kind.CHARGE,
        target={"charge": charge},
        by=by,
        at=at,
        note=reason,
    )
    credit = None
    if found.months:
        charge.payment = qris_confirmations.pay(
            charge=charge,
            asked=_asked(found, member),
            paid_at=months.noon(line.day),
            at=at,
        )
    if found.left_idr:
        credit = qris_confirmations.keep(
            charge=charge,
            member=member,
            reason=Credit.Reason.OTHER_AMOUNT,
            amount_idr=found.left_idr,
            why=reason,
            at=at,
        )
    charge.credit = None if found.months else credit
    qris_confirmations.close(charge=charge, at=at)
    return QrisDifference.objects.create(
        charge=charge,
        line=line,
        received_idr=line.amount_idr,
        credit=credit,
        reason=reason,
        by=by,
        at=at,
    )


def _asked(found: Plan, member: Member) -> AskedPayment:
    return AskedPayment(
        id=qris_confirmations.payment_id(found.charge),
        member=member,
        months=found.months,
        shown_total_idr=found.total_idr,
        credit_idr=found.from_credit_idr,
    )


def _planned(charge: QrisCharge, member: Member, received_idr: int, on: dt.date) -> Plan:
    nothing = Plan(charge, (), 0, 0, received_idr)
    asked = AskedPayment(
        id=qris_confirmations.payment_id(charge),
        member=member,
        months=tuple(charge.contribution_months),
        shown_total_idr=charge.amount_idr + charge.credit_idr,
    )
    try:
        found = payment_refusals.check_months(asked, dues.payable(member=member, on=on))
    except UnableToRecordPayment:
        return nothing
    if any(due.payer_kind != PayerKind.SELF for due in found):
        return nothing
    total_idr = sum(due.amount_idr for due in found)
    partner = charge.partner_id
    credit_idr = credit_left.of_members(members=[member.pk], partner=partner).get(member.pk, 0)
    is_whole = total_idr == asked.shown_total_idr and credit_idr >= charge.credit_idr
    if received_idr > charge.amount_idr and is_whole:
        left_idr = received_idr - charge.amount_idr
        return Plan(charge, asked.months, total_idr, charge.credit_idr, left_idr)
    paid: list[dt.date] = []
    left_idr = received_idr
    for due in found:
        if due.amount_idr > left_idr:
            break
        paid.append(due.month)
        left_idr -= due.amount_idr
    return Plan(charge, tuple(paid), received_idr - left_idr, 0, left_idr)
