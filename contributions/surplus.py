"""The way out for cash counted beyond the receipts: whose it is, or that nobody knows.

A treasurer proposes what was found out, another person decides: another treasurer of the partner
or, where there is none, a reviewer of its branch. What is given back leaves the cash of the
treasurer who took it over. Where receipts came late from a phone, the money goes back to the
collector, who hands it over again together with them. What nobody claims stays where it is, apart:
it is never remitted and covers no shortage.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from contributions import another_person, deposits, ledger, wording
from contributions.models import Document, Handover, SurplusDecision
from markets.models import Partner, User
from markets.refusals import Refusal
from members.models import Member


class UnableToDecide(Refusal):
    """The surplus cannot be settled so, or not by this person; `str()` says what to do.

    `code` is one of: not_yours, own_request, no_surplus, too_much, needs_explanation,
    needs_member, decided, no_cash.
    """


def with_open_surplus() -> QuerySet[Any]:
    """Accepted hand-overs with more cash than receipts; `open_idr` waits for a proposal."""
    standing = (
        SurplusDecision.objects.filter(handover=OuterRef("pk"), status__in=SurplusDecision.STANDING)
        .order_by()
        .values("handover")
        .annotate(sum=Sum("amount_idr"))
    )
    return Handover.objects.filter(
        status=Handover.Status.ACCEPTED, counted_idr__gt=F("expected_idr")
    ).annotate(
        open_idr=F("counted_idr")
        - F("expected_idr")
        - Coalesce(Subquery(standing.values("sum")), 0)
    )


def propose(
    *,
    handover: Handover,
    finding: str,
    amount_idr: int,
    explanation: str,
    member: Member | None = None,
    by: User,
    at: dt.datetime,
) -> SurplusDecision:
    """Say what was found out about surplus cash of a hand-over. Raises UnableToDecide."""
    explanation = explanation.strip()
    if not by.is_treasurer_of(handover.partner_id):
        raise UnableToDecide(_("Diusulkan oleh bendahara mitra ini."), "not_yours")
    if not explanation:
        raise UnableToDecide(_("Tulis apa yang ditemukan, dan dari siapa."), "needs_explanation")
    is_members = finding == SurplusDecision.Finding.MEMBERS
    if is_members and member is None:
        raise UnableToDecide(_("Pilih pesertanya."), "needs_member")
    with transaction.atomic():
        # Two proposals for one hand-over wait for each other.
        Handover.objects.select_for_update(no_key=True).get(pk=handover.pk)
        found = with_open_surplus().filter(pk=handover.pk).first()
        if found is None:
            raise UnableToDecide(_("Serah terima ini tidak mempunyai selisih lebih."), "no_surplus")
        if not 0 < amount_idr <= found.open_idr:
            raise UnableToDecide(
                _("Yang belum diputuskan tinggal %(amount)s. Tulis paling banyak sebesar itu.")
                % {"amount": wording.rupiah(found.open_idr)},
                "too_much",
            )
        return _store(
            handover=handover,
            partner_id=handover.partner_id,
            finding=finding,
            member=member if is_members else None,
            amount_idr=amount_idr,
            explanation=explanation,
            asked_by=by,
            asked_at=at,
        )


def _store(**fields: Any) -> SurplusDecision:
    decision = SurplusDecision(**fields)
    decision.save(force_insert=True)
    return decision


def may_decide(*, decision: SurplusDecision, user: User) -> bool:
    """Whether that person may decide it, if it still waits."""
    involved = {decision.asked_by_id, decision.handover.collector_id}
    return another_person.may_act(partner=decision.partner, user=user, involved=involved)


def grant(
    *, decision: SurplusDecision, note: str = "", by: User, at: dt.datetime
) -> SurplusDecision:
    """Let it be so: what is given back leaves the treasurer's cash. Raises UnableToDecide."""
    with transaction.atomic():
        # As remittances and deposits do: what is free now stays free until this is booked.
        Partner.objects.select_for_update(no_key=True).get(pk=decision.partner_id)
        decision = _locked(decision, by)
        if decision.finding in SurplusDecision.GIVEN_BACK:
            _give_back(decision, by, at)
        status = SurplusDecision.Status.GRANTED
        return another_person.decide(row=decision, status=status, note=note, by=by, at=at)


def refuse(
    *, decision: SurplusDecision, note: str = "", by: User, at: dt.datetime
) -> SurplusDecision:
    """Leave the surplus open. Raises UnableToDecide."""
    with transaction.atomic():
        decision, status = _locked(decision, by), SurplusDecision.Status.REFUSED
        return another_person.decide(row=decision, status=status, note=note, by=by, at=at)


def _give_back(decision: SurplusDecision, by: User, at: dt.datetime) -> None:
    holder = decision.handover.decided_by
    assert holder is not None
    free_idr = deposits.free(treasurer=holder)
    if free_idr < decision.amount_idr:
        raise UnableToDecide(
            _(
                "Kas %(name)s yang belum disiapkan untuk setoran tinggal %(amount)s, tidak cukup "
                "untuk dikembalikan."
            )
            % {"name": holder.name, "amount": wording.rupiah(max(free_idr, 0))},
            "no_cash",
        )
    ledger.move(
        source=ledger.treasurer(holder.pk),
        target=ledger.surplus(decision.partner_id),
        amount_idr=decision.amount_idr,
        founded=ledger.Founded(
            document=Document.CORRECTION,
            document_id=f"surplus-{decision.pk}",
            partner_id=decision.partner_id,
            by=by,
            at=at,
        ),
    )


def _locked(decision: SurplusDecision, by: User) -> SurplusDecision:
    decision = (
        SurplusDecision.objects.select_for_update(of=("self",), no_key=True)
        .select_related("handover__decided_by", "partner")
        .get(pk=decision.pk)
    )
    another_person.check(
        row=decision, by=by, may=may_decide(decision=decision, user=by), unable=UnableToDecide
    )
    return decision
