"""Handing a collector's cash to the treasurer, with exactly its receipts.

Listed is every valid cash receipt of the collector that was not handed over yet. A receipt under
an open void request is set aside, with its cash: it is listed next time, if the request is
refused, or gone, if it is granted. What the collector should hand over is what the ledger says
she holds without that: the receipts listed, plus what was short in earlier hand-overs. So she may
also bring a shortage alone.

The collector counts by denomination when she asks, and so does, without seeing that count, the
treasurer or any other treasurer of the partner, under her own login. Cash is taken also where no
receipt is listed: what her phone has not sent yet comes with the next hand-over, and till then the
cash lies as surplus of this one. Less than expected: what was counted moves,
the rest stays on the collector's account. More: the excess is booked as surplus. Either needs a
reason. Refused, the receipts are free for the next hand-over.
"""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from contributions import cash_counts, ledger, receipts, wording
from contributions.cash_counts import Pieces
from contributions.models import (
    CashCount,
    Contribution,
    Document,
    Handover,
    HandoverLine,
    Payment,
    PaymentLine,
    Place,
    Void,
)
from markets import guards
from markets.models import Role, User
from markets.refusals import Refusal

# The cash of receipts: what of them was her credit is not in anybody's hand.
CASH = Sum(F("amount_idr") - F("credit_idr"))


class UnableToHandOver(Refusal):
    """The cash cannot be handed over, or not by or to this person; `str()` says what to do.

    `code` is one of: not_a_collector, nothing_to_hand_over, already_waiting, not_yours,
    own_cash, decided, nothing_counted, not_counted, needs_reason.
    """


def unremitted_cash(**of_whom: Any) -> QuerySet[Payment]:
    """Valid cash receipts with a month that is not with BPJS yet, or of dues that are held.

    `of_whom` narrows the payments (`taken_by=`, `partner=`). It is asked of their lines as well, so
    that the database may read from the months on their way or from these payments, whichever are
    fewer, and never from the months of everybody else.
    """
    of_line = {
        f"payment__{name}": OuterRef(asked) if isinstance(asked, OuterRef) else asked
        for name, asked in of_whom.items()
    }
    lines = PaymentLine.objects.filter(live=True, **of_line).order_by()
    on_the_way = lines.filter(
        contribution__status=Contribution.Status.PAID, contribution__remitted_on=None
    )
    held = lines.filter(contribution=None)
    return Payment.objects.filter(
        method=Payment.Method.CASH,
        pk__in=on_the_way.values("payment").union(held.values("payment")),
        **of_whom,
    )


def receipts_in_hand(*, collector: User) -> QuerySet[Payment]:
    """The collector's valid cash receipts that are in no live hand-over, oldest first."""
    listed = HandoverLine.objects.filter(payment=OuterRef("pk"), live=True)
    return (
        unremitted_cash(taken_by=collector)
        .filter(~Exists(listed))
        .order_by("collected_at", "number")
    )


def under_void_request(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    """Those whose void was asked for and is not decided."""
    return payments.filter(voids__status=Void.Status.ASKED)


def ask(*, by: User, at: dt.datetime, pieces: Pieces | None = None) -> Handover:
    """The collector hands over all cash she holds, counted as `pieces`. Raises UnableToHandOver."""
    if by.role != Role.COLLECTOR:
        raise UnableToHandOver(
            _("Serah terima dibuat oleh kolektor yang memegang uangnya."), "not_a_collector"
        )
    with transaction.atomic():
        # No payment of hers is under way now, and no void request: what counts is all there.
        receipts.lock(holder_id=by.pk)
        if by.handovers.filter(status=Handover.Status.ASKED).exists():
            raise _already_waiting()
        in_hand = receipts_in_hand(collector=by)
        listed = list(in_hand.exclude(voids__status=Void.Status.ASKED))
        aside_idr = under_void_request(in_hand).aggregate(sum=CASH)["sum"] or 0
        expected_idr = ledger.balance(Place.COLLECTOR, by.pk) - aside_idr
        if expected_idr <= 0 and not (pieces and cash_counts.total_idr(pieces)):
            raise UnableToHandOver(_("Tidak ada uang untuk diserahkan."), "nothing_to_hand_over")
        if pieces is not None and not cash_counts.total_idr(pieces):
            raise UnableToHandOver(
                _("Hitung dulu uang yang Anda bawa, lalu tulis berapa lembar dan keping."),
                "nothing_counted",
            )
        handover = Handover(
            partner=by.partner,
            collector=by,
            receipts_idr=sum(payment.cash_idr for payment in listed),
            expected_idr=max(expected_idr, 0),
            asked_at=at,
        )
        _store(handover)
        HandoverLine.objects.bulk_create(
            HandoverLine(handover=handover, payment=payment, amount_idr=payment.cash_idr)
            for payment in listed
        )
        if pieces is not None:
            side = CashCount.Side.COLLECTOR
            cash_counts.store(handover=handover, side=side, pieces=pieces, by=by, at=at)
    return handover


def count(*, handover: Handover, pieces: Pieces, by: User, at: dt.datetime) -> CashCount:
    """A treasurer counts the cash before her; again where she miscounted.

    Raises UnableToHandOver.
    """
    with transaction.atomic():
        handover = _locked(handover, by)
        if not cash_counts.total_idr(pieces):
            raise _nothing_counted()
        side = CashCount.Side.TREASURER
        return cash_counts.store(handover=handover, side=side, pieces=pieces, by=by, at=at)


def accept(
    *,
    handover: Handover,
    counted_idr: int,
    difference_reason: str = "",
    by: User,
    at: dt.datetime,
) -> Handover:
    """The treasurer takes over what she counted. Raises UnableToHandOver.

    Where the collector counted by denomination, the treasurer has done so too, to this amount.
    """
    difference_reason = difference_reason.strip()
    with transaction.atomic():
        handover = _locked(handover, by)
        if counted_idr <= 0:
            raise _nothing_counted()
        _check_count(handover, counted_idr, by)
        if counted_idr != handover.expected_idr and not difference_reason:
            raise UnableToHandOver(
                _(
                    "Seharusnya %(expected)s, dihitung %(counted)s. Hitung sekali lagi; kalau "
                    "tetap berbeda, tulis alasannya."
                )
                % {
                    "expected": wording.rupiah(handover.expected_idr),
                    "counted": wording.rupiah(counted_idr),
                },
                "needs_reason",
            )
        _move_cash(handover, counted_idr, by, at)
        handover.counted_idr = counted_idr
        handover.difference_reason = difference_reason
        return _decided(handover, Handover.Status.ACCEPTED, by, at)


def refuse(*, handover: Handover, reason: str, by: User, at: dt.datetime) -> Handover:
    """The treasurer does not take the cash: its receipts are free again.

    Raises UnableToHandOver.
    """
    reason = reason.strip()
    if not reason:
        raise UnableToHandOver(_("Tulis alasan penolakannya."), "needs_reason")
    with transaction.atomic():
        handover = _locked(handover, by)
        handover.lines.update(live=False)
        handover.difference_reason = reason
        return _decided(handover, Handover.Status.REFUSED, by, at)


def _locked(handover: Handover, by: User) -> Handover:
    """The hand-over as it is now, if this person may decide it."""
    # Not joined: after waiting for a lock, PostgreSQL reads the locked row again, but not others.
    handover = Handover.objects.select_for_update(no_key=True).get(pk=handover.pk)
    if not by.is_treasurer_of(handover.partner_id):
        raise UnableToHandOver(_("Serah terima diputuskan oleh bendahara mitra ini."), "not_yours")
    if by.pk == handover.collector_id:
        raise UnableToHandOver(
            _("Uang yang diserahkan sendiri dihitung oleh bendahara yang lain."), "own_cash"
        )
    if handover.status != Handover.Status.ASKED:
        raise UnableToHandOver(
            _("Serah terima ini sudah diputuskan oleh %(name)s: %(status)s.")
            % {"name": handover.decided_by, "status": handover.get_status_display()},
            "decided",
        )
    return handover


def _store(handover: Handover) -> None:
    """Who never took money has no series to lock: of two at once the key lets in one."""
    try:
        with transaction.atomic():
            handover.save(force_insert=True)
    except IntegrityError as error:
        if guards.broken(error) != "collector_has_one_waiting_handover":
            raise
        raise _already_waiting() from error


def _already_waiting() -> UnableToHandOver:
    return UnableToHandOver(
        _("Serah terima sebelumnya masih menunggu bendahara. Tunggu sampai diputuskan."),
        "already_waiting",
    )


def _nothing_counted() -> UnableToHandOver:
    return UnableToHandOver(
        _("Hitung uangnya lebih dahulu. Kalau tidak ada uang, tolak serah terima ini."),
        "nothing_counted",
    )


def _check_count(handover: Handover, counted_idr: int, by: User) -> None:
    """What is accepted is what this person counted last."""
    last = cash_counts.latest_of(handover=handover, by=by)
    if last is None and cash_counts.of_collector(handover=handover) is None:
        return
    if last is None or last.total_idr != counted_idr:
        raise UnableToHandOver(
            _("Hitung dulu uangnya menurut pecahan, lalu terima jumlah itu."), "not_counted"
        )


def _move_cash(handover: Handover, counted_idr: int, by: User, at: dt.datetime) -> None:
    founded = ledger.Founded(
        document=Document.HANDOVER,
        document_id=str(handover.pk),
        partner_id=handover.partner_id,
        by=by,
        at=at,
    )
    if handover.expected_idr:
        ledger.move(
            source=ledger.collector(handover.collector_id),
            target=ledger.treasurer(by.pk),
            amount_idr=min(counted_idr, handover.expected_idr),
            founded=founded,
        )
    if counted_idr > handover.expected_idr:
        ledger.move(
            source=ledger.surplus(handover.partner_id),
            target=ledger.treasurer(by.pk),
            amount_idr=counted_idr - handover.expected_idr,
            founded=founded,
        )


def _decided(handover: Handover, status: str, by: User, at: dt.datetime) -> Handover:
    handover.status = status
    handover.decided_by = by
    handover.decided_at = at
    handover.save(
        update_fields=[
            "status",
            "counted_idr",
            "difference_reason",
            "decided_by",
            "decided_at",
        ]
    )
    return handover
