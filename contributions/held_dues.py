"""First dues taken while a person is enrolled: held, applied when she is approved, or given back.

The money is in the books like any cash: it came from her and lies with the collector, then with the
treasurer. It pays no month yet, so it is neither remitted nor counted in her cover. Once she is
approved it pays her first month; where that is another month or amount than was taken, where the
enrolment came to nothing, or where the month was paid otherwise, it goes back to her [policy]
(`held_release.py`).

Locks as in `contributions/payments.py`.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contributions import cash_limits, cover, dues, ledger, payment_rows, tariff
from contributions.models import (
    Contribution,
    Document,
    HeldDues,
    Payment,
    PaymentLine,
)
from contributions.payment_rows import Taking
from contributions.tariff import Price
from markets import months
from markets.models import Role, User
from markets.refusals import Refusal
from members import earlier_memberships
from members.models import Enrolment, Member, PayerKind

AT_ONCE = 500
# A condition on rows named `member`: there is something `to_apply` for her.
MEMBER_HOLDS = """EXISTS (
    SELECT FROM contributions_helddues held
    JOIN members_enrolment enrolment ON enrolment.id = held.enrolment_id
    WHERE held.member_id = member.id AND held.status = 'held' AND enrolment.status = 'approved')"""
CAME_TO_NOTHING = (Enrolment.Status.REJECTED, Enrolment.Status.WITHDRAWN)


class UnableToHold(Refusal):
    """The money cannot be taken so; nothing is written. `str()` says what to do.

    `code` is one of: not_yours, decided, sponsored, no_tariff, tariff_moved, taken_already,
    other_body, cash_limit.
    """


def expected(*, enrolment: Enrolment, on: dt.date) -> Price:
    """The price of her first month, if she were approved that day. Raises UnableToHold."""
    if enrolment.payer_kind != PayerKind.SELF:
        raise UnableToHold(_("Iurannya dibayar sponsor, bukan oleh orangnya."), "sponsored")
    month = earlier_memberships.first_month(earlier_memberships.told(enrolment), on=on)
    try:
        return tariff.price(
            month=month,
            declared_income_idr=enrolment.declared_income_idr,
            jht=enrolment.jht,
            sector=enrolment.sector,
            payer=enrolment.payer_kind,
        )
    except tariff.UnableToPrice as error:
        raise UnableToHold(str(error), "no_tariff") from None


def take(
    *,
    id: UUID,
    enrolment: Enrolment,
    shown_total_idr: int,
    by: User,
    at: dt.datetime,
    device: UUID | None = None,
) -> Payment:
    """Take the dues of her first month in cash, with a receipt; hold them until she is approved.

    The same id from the same user is answered with the payment that stands. Raises UnableToHold.
    """
    fingerprint = _fingerprint(enrolment, shown_total_idr)
    taking = Taking(by, Payment.Method.CASH, at, at, device=device)
    try:
        with transaction.atomic():
            return _take(id, enrolment, shown_total_idr, fingerprint, taking)
    except IntegrityError:
        # The same or another one came in the same moment.
        standing = Payment.objects.filter(pk=id, taken_by=by, fingerprint=fingerprint).first()
        if standing is not None:
            return standing
        raise _taken_already() from None


def _take(
    id: UUID, enrolment: Enrolment, shown_idr: int, fingerprint: str, taking: Taking
) -> Payment:
    by, at = taking.by, taking.at
    tariff.hold()
    member = payment_rows.lock_members(pks=[enrolment.member_id])[enrolment.member_id]
    standing = Payment.objects.filter(pk=id).first()
    if standing is not None:
        if (standing.taken_by_id, standing.fingerprint) == (by.pk, fingerprint):
            return standing
        raise UnableToHold(_("Formulir ini sudah dipakai. Buka lagi halamannya."), "other_body")
    enrolment.refresh_from_db(fields=["status", "market"])
    _check_may_take(enrolment, member, by)
    price = expected(enrolment=enrolment, on=months.law_day(at))
    if price.total_idr != shown_idr:
        raise UnableToHold(_("Iurannya berubah. Periksa lagi jumlahnya."), "tariff_moved")
    payment = payment_rows.new_payment(
        id=id,
        member=member,
        amount_idr=price.total_idr,
        fingerprint=fingerprint,
        taking=taking,
    )
    _store(payment, enrolment, price)
    sentence = cash_limits.refusal_of_taken(
        holder=by, partner=payment.partner, taken_idr=payment.amount_idr
    )
    if sentence:
        raise UnableToHold(sentence, "cash_limit")
    return payment


def _store(payment: Payment, enrolment: Enrolment, price: Price) -> None:
    payment.save(force_insert=True)
    PaymentLine.objects.create(
        payment=payment,
        member=payment.member,
        market_id=payment.market_id,
        contribution_month=price.month,
        amount_idr=price.total_idr,
    )
    HeldDues.objects.create(
        payment=payment,
        enrolment=enrolment,
        member=payment.member,
        market_id=payment.market_id,
        partner_id=payment.partner_id,
        contribution_month=price.month,
        amount_idr=price.total_idr,
    )
    ledger.move(
        source=ledger.payer(member_id=payment.member_id, payer_kind=PayerKind.SELF),
        target=ledger.taker(payment=payment),
        amount_idr=payment.amount_idr,
        founded=founded(
            payment=payment,
            document=Document.PAYMENT,
            by=payment.taken_by,
            at=payment.collected_at,
        ),
    )


def to_apply() -> QuerySet[HeldDues]:
    """The held dues of those who are approved, which can pay their first month."""
    return HeldDues.objects.filter(
        status=HeldDues.Status.HELD, enrolment__status=Enrolment.Status.APPROVED
    )


def apply_to(*, members: Iterable[Member], at: dt.datetime) -> int:
    """Let the held dues of those who are approved pay their first month; answers how many.

    The tariff and the members are locked. What fits no longer is owed back.
    """
    by_pk = {member.pk: member for member in members}
    found = to_apply().select_for_update(of=("self",)).filter(member__in=by_pk)
    applied = [_apply(held, by_pk[held.member_id], at) for held in found.order_by("pk")]
    return sum(applied)


def _apply(held: HeldDues, member: Member, at: dt.datetime) -> bool:
    contribution = _first_month(held, member, at)
    if contribution is None:
        held.status = HeldDues.Status.OWED
        held.save(update_fields=["status"])
        return False
    PaymentLine.objects.filter(payment=held.payment_id).update(contribution=contribution)
    contribution.status, contribution.status_at = Contribution.Status.PAID, at
    contribution.save(update_fields=["status", "status_at"])
    held.status, held.applied_at = HeldDues.Status.APPLIED, at
    held.save(update_fields=["status", "applied_at"])
    cover.refresh(members=[member.pk], on=months.law_day(at))
    return True


def _first_month(held: HeldDues, member: Member, at: dt.datetime) -> Contribution | None:
    """The open contribution that these dues pay exactly; None where there is none."""
    payable = dues.payable(member=member, on=months.law_day(at)).first(1)
    wanted = (held.contribution_month, held.amount_idr, PayerKind.SELF)
    if [(due.month, due.amount_idr, due.payer_kind) for due in payable] != [wanted]:
        return None
    billed = dues.bill(member=member, wanted=[held.contribution_month], at=at)
    locked = payment_rows.lock_contributions(pks=[row.pk for row in billed])
    open_ones = [row for row in locked if row.status == Contribution.Status.OPEN]
    return open_ones[0] if open_ones and open_ones[0].total_idr == held.amount_idr else None


def sweep(*, at: dt.datetime) -> int:
    """Apply what is held for who was approved; owe back what is held for nothing.

    Answers how many were applied. Each member in a transaction of her own.
    """
    waiting = HeldDues.objects.filter(status=HeldDues.Status.HELD)
    waiting.filter(enrolment__status__in=CAME_TO_NOTHING).update(status=HeldDues.Status.OWED)
    pks = list(to_apply().order_by("pk").values_list("member_id", flat=True)[:AT_ONCE])
    return sum(_apply_to_one(pk, at) for pk in pks)


@transaction.atomic
def _apply_to_one(pk: int, at: dt.datetime) -> int:
    tariff.hold()
    return apply_to(members=payment_rows.lock_members(pks=[pk]).values(), at=at)


def _check_may_take(enrolment: Enrolment, member: Member, by: User) -> None:
    partner = enrolment.market.partner_id
    if (
        by.role != Role.COLLECTOR
        or by.partner_id != partner
        or member.market_id != enrolment.market_id
    ):
        raise UnableToHold(_("Uang diterima oleh kolektor mitra ini."), "not_yours")
    if enrolment.status not in Enrolment.OPEN:
        raise UnableToHold(
            _("Pendaftaran ini sudah selesai (%(status)s). Iurannya diterima seperti biasa.")
            % {"status": enrolment.get_status_display()},
            "decided",
        )
    if HeldDues.objects.filter(enrolment=enrolment).exists():
        raise _taken_already()


def _taken_already() -> UnableToHold:
    return UnableToHold(_("Iuran pertamanya sudah diterima."), "taken_already")


def _fingerprint(enrolment: Enrolment, shown_idr: int) -> str:
    return hashlib.sha256(f"held {enrolment.pk} {shown_idr}".encode()).hexdigest()


def founded(*, payment: Payment, document: str, by: User, at: dt.datetime) -> ledger.Founded:
    """What a move of that payment's money is founded on."""
    return ledger.Founded(
        document=document,
        document_id=str(payment.pk),
        partner_id=payment.partner_id,
        market_id=payment.market_id,
        by=by,
        at=at,
    )
