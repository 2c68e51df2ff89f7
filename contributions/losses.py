"""A collector's shortage that the partner bears, because nobody will bring the money any more.

A treasurer asks with a reason, another person decides: another treasurer of the partner or, where
there is none, a reviewer of its branch. Then the collector owes it no longer: it lies as the
partner's loss. The members have paid, so their months wait until the partner has made up for it
with its own money, which goes into a treasurer's cash; from there it pays for them.

All that is short is borne at once. What the collector can bring is brought in a hand-over before.
So it takes a hand-over that she asked for and of which something was counted. Where she is gone
with all of it there is none: her receipts stay in her hands and grow late on the treasurer's page,
and their months wait.

Locks as in `contributions/payments.py`: partner, receipt series, then the row.
"""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from contributions import another_person, cash, handovers, ledger, receipts
from contributions.models import Document, Handover, Loss, Place
from markets import guards
from markets.models import Partner, User
from markets.refusals import Refusal

TOLD = dt.timedelta(days=31)


class UnableToBear(Refusal):
    """The shortage cannot be borne so, or not by this person; `str()` says what to do.

    `code` is one of: not_yours, own_request, no_shortage, needs_reason, waiting, moved, decided,
    not_granted, needs_proof.
    """


def ask(*, handover: Handover, reason: str, by: User, at: dt.datetime) -> Loss:
    """Ask that the partner bears what is short since that hand-over. Raises UnableToBear."""
    reason = reason.strip()
    _check_treasurer(handover.partner_id, by)
    if by.pk == handover.collector_id:
        raise UnableToBear(_("Kekurangan sendiri diusulkan oleh bendahara lain."), "not_yours")
    if not reason:
        raise UnableToBear(
            _("Tulis apa yang terjadi dan mengapa uangnya tidak dapat dibawa lagi."), "needs_reason"
        )
    try:
        with transaction.atomic():
            loss = Loss(
                handover=handover,
                partner_id=handover.partner_id,
                amount_idr=_locked_shortage(handover),
                reason=reason,
                asked_by=by,
                asked_at=at,
            )
            loss.save(force_insert=True)
    except IntegrityError as error:
        if guards.broken(error) != "shortage_is_borne_once":
            raise
        raise UnableToBear(_("Kekurangan ini sudah diusulkan."), "waiting") from error
    return loss


def grant(*, loss: Loss, note: str = "", by: User, at: dt.datetime) -> Loss:
    """The partner bears it: the collector owes it no longer. Raises UnableToBear."""
    with transaction.atomic():
        loss = _to_be_decided(loss, by)
        if _locked_shortage(loss.handover) != loss.amount_idr:
            raise UnableToBear(
                _("Kekurangannya sudah berubah. Tolak usul ini, lalu usulkan lagi."), "moved"
            )
        _move(
            loss, ledger.collector(loss.handover.collector_id), ledger.loss(loss.partner_id), by, at
        )
        return another_person.decide(row=loss, status=Loss.Status.GRANTED, note=note, by=by, at=at)


def refuse(*, loss: Loss, note: str = "", by: User, at: dt.datetime) -> Loss:
    """It stays with the collector. Raises UnableToBear."""
    with transaction.atomic():
        loss = _to_be_decided(loss, by)
        return another_person.decide(row=loss, status=Loss.Status.REFUSED, note=note, by=by, at=at)


def replace(*, loss: Loss, proof: str, by: User, at: dt.datetime) -> Loss:
    """The partner has paid that much of its own money into this treasurer's cash.

    `proof` says where it came from. Raises UnableToBear.
    """
    proof = " ".join(proof.split())
    with transaction.atomic():
        loss = _row(loss)
        _check_treasurer(loss.partner_id, by)
        if loss.status != Loss.Status.GRANTED:
            raise UnableToBear(
                _("Kerugian ini tidak menunggu penggantian (%(status)s).")
                % {"status": loss.get_status_display()},
                "not_granted",
            )
        if not proof:
            raise UnableToBear(_("Tulis dari mana uangnya, dengan nomor buktinya."), "needs_proof")
        _move(loss, ledger.loss(loss.partner_id), ledger.treasurer(by.pk), by, at)
        loss.status = Loss.Status.REPLACED
        loss.replaced_by, loss.replaced_at, loss.replaced_note = by, at, proof
        loss.save(update_fields=["status", "replaced_by", "replaced_at", "replaced_note"])
    return loss


def may_decide(*, loss: Loss, user: User) -> bool:
    """Whether that person may decide it, if it still waits."""
    return another_person.may_act(
        partner=loss.partner, user=user, involved={loss.asked_by_id, loss.handover.collector_id}
    )


def latest_of(*, collector: User, at: dt.datetime) -> Loss | None:
    """What was last asked about that collector's shortages, told for a month once it is decided."""
    found = Loss.objects.filter(
        Q(decided_at=None) | Q(decided_at__gte=at - TOLD), handover__collector=collector
    )
    return found.select_related("asked_by", "decided_by").order_by("-asked_at", "-pk").first()


def short_now(*, partners: QuerySet[Partner]) -> QuerySet[Handover]:
    """Of each collector of these partners the last hand-over, where it left something short."""
    accepted = Handover.objects.filter(
        collector=OuterRef("collector"), status=Handover.Status.ACCEPTED
    )
    later = accepted.filter(
        Q(decided_at__gt=OuterRef("decided_at"))
        | Q(decided_at=OuterRef("decided_at"), pk__gt=OuterRef("pk"))
    )
    return cash.short_handovers(partner__in=partners).filter(~Exists(later))


def _locked_shortage(handover: Handover) -> int:
    """What its collector is short of, in rupiah; no payment or hand-over of hers changes it now."""
    Partner.objects.select_for_update(no_key=True).get(pk=handover.partner_id)
    receipts.lock(holder_id=handover.collector_id)
    if Handover.objects.filter(
        collector=handover.collector_id, status=Handover.Status.ASKED
    ).exists():
        raise UnableToBear(
            _("Serah terima kolektor ini masih menunggu bendahara. Putuskan itu dahulu."), "waiting"
        )
    is_last = short_now(partners=Partner.objects.filter(pk=handover.partner_id)).filter(
        pk=handover.pk
    )
    listed = cash.unaccepted_receipts(taken_by=handover.collector_id)
    receipts_idr = listed.aggregate(sum=handovers.CASH)["sum"] or 0
    short_idr = ledger.balance(Place.COLLECTOR, handover.collector_id) - receipts_idr
    if not is_last.exists() or short_idr <= 0:
        raise UnableToBear(_("Serah terima ini tidak meninggalkan kekurangan lagi."), "no_shortage")
    return int(short_idr)


def _check_treasurer(partner_id: int, by: User) -> None:
    if not by.is_treasurer_of(partner_id):
        raise UnableToBear(_("Dikerjakan oleh bendahara mitra ini."), "not_yours")


def _row(loss: Loss) -> Loss:
    return (
        Loss.objects.select_for_update(of=("self",), no_key=True)
        .select_related("handover__collector", "partner")
        .get(pk=loss.pk)
    )


def _to_be_decided(loss: Loss, by: User) -> Loss:
    loss = _row(loss)
    another_person.check(row=loss, by=by, may=may_decide(loss=loss, user=by), unable=UnableToBear)
    return loss


def _move(loss: Loss, source: Any, target: Any, by: User, at: dt.datetime) -> None:
    ledger.move(
        source=source,
        target=target,
        amount_idr=loss.amount_idr,
        founded=ledger.Founded(
            document=Document.LOSS,
            document_id=str(loss.pk),
            partner_id=loss.partner_id,
            by=by,
            at=at,
        ),
    )
