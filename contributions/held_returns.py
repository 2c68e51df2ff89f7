"""Giving first dues back to a person who was not enrolled, or whose month they do not pay.

They come out of the cash of whoever holds them: the collector, until she has handed them over; then
a treasurer. The receipt says from then on that they were given back, by whom and when.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from contributions import held_dues, ledger, payment_rows, receipts
from contributions.held_dues import UnableToHold
from contributions.models import Document, Handover, HeldDues, Payment, PaymentLine, Place
from markets.models import Partner, Role, User
from members.models import PayerKind


def give_back(*, held: HeldDues, by: User, at: dt.datetime) -> HeldDues:
    """Give the money back to her, from the cash of whoever holds it. Raises UnableToHold."""
    with transaction.atomic():
        Partner.objects.select_for_update(no_key=True).get(pk=held.partner_id)
        payment_rows.lock_members(pks=[held.member_id])
        payment = Payment.objects.select_related("series").get(pk=held.payment_id)
        receipts.lock(holder_id=payment.taken_by_id)
        rows = HeldDues.objects.select_for_update(of=("self",)).select_related("enrolment")
        held = rows.get(pk=held.pk)
        if not may_go_back(held):
            raise UnableToHold(
                _("Titipan ini tidak untuk dikembalikan (%(status)s).")
                % {"status": held.get_status_display()},
                "not_owed",
            )
        place = _holder(held, payment, by)
        PaymentLine.objects.filter(payment=payment).update(live=False)
        ledger.move(
            source=place,
            target=ledger.payer(member_id=held.member_id, payer_kind=PayerKind.SELF),
            amount_idr=held.amount_idr,
            founded=held_dues.founded(payment=payment, document=Document.RETURN, by=by, at=at),
        )
        held.status, held.returned_by, held.returned_at = HeldDues.Status.RETURNED, by, at
        held.from_treasury = place.place == Place.TREASURER
        held.save(update_fields=["status", "returned_by", "returned_at", "from_treasury"])
        return held


def may_go_back(held: HeldDues) -> bool:
    """Whether the money is hers again: the sweep need not have come by."""
    if held.status == HeldDues.Status.HELD:
        return held.enrolment.status in held_dues.CAME_TO_NOTHING
    return held.status == HeldDues.Status.OWED


def goes_back() -> Q:
    """The same, as a condition on rows."""
    return Q(status=HeldDues.Status.OWED) | Q(
        status=HeldDues.Status.HELD, enrolment__status__in=held_dues.CAME_TO_NOTHING
    )


def _holder(held: HeldDues, payment: Payment, by: User) -> ledger.Account:
    """In whose cash the money lies; it is this person who gives it back."""
    line = payment.handover_lines.filter(live=True).select_related("handover").first()
    if line is None:
        if by.pk != payment.taken_by_id:
            raise UnableToHold(
                _("Uangnya masih pada %(name)s, yang mengembalikannya.")
                % {"name": payment.taken_by.name},
                "other_holder",
            )
        return ledger.collector(by.pk)
    if line.handover.status == Handover.Status.ASKED:
        raise UnableToHold(
            _("Uangnya ada dalam serah terima yang menunggu bendahara. Selesaikan itu dahulu."),
            "handing_over",
        )
    if by.role != Role.TREASURER or by.partner_id != held.partner_id:
        raise UnableToHold(
            _("Uangnya sudah diterima bendahara, yang mengembalikannya."), "other_holder"
        )
    if ledger.balance(Place.TREASURER, by.pk) < held.amount_idr:
        raise UnableToHold(
            _("Kas Anda kurang dari jumlah ini. Bendahara lain yang memegang uangnya."),
            "too_little_cash",
        )
    return ledger.treasurer(by.pk)
