"""What a phone took down without a signal, entry by entry: each answered by itself."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from collectors import visits
from collectors.serializers import DRAFT, ENTRIES, PAYMENT, VISIT, EntrySerializer
from contributions import offline_payments, offline_times, receipt_code
from contributions.models import Phone
from contributions.offline_payments import AskedOffline, UnableToTakeOffline
from markets.models import User
from members import drafts
from members.models import Member

# Used before by something else, or by somebody else.
CONFLICTS = {"other_body", "other_number", "other_user"}
REFUSALS = (UnableToTakeOffline, visits.UnableToRecordVisit, drafts.UnableToKeepDraft)


@dataclass(frozen=True)
class Sender:
    """Who sends, from which phone and browser, and when by the phone's clock."""

    by: User
    phone: Phone | None
    device: UUID | None
    sent_at: dt.datetime


class Result(NamedTuple):
    """What became of an entry, as the API answers it."""

    id: str
    status: int
    state: str
    sentence: str = ""
    receipt: str = ""
    payment: UUID | None = None


def take(entry: Any, *, sender: Sender, at: dt.datetime) -> Result:
    """Store one entry, or say why not."""
    named = entry if isinstance(entry, dict) else {}
    id, kind = named_id(entry), named.get("kind")
    if not isinstance(kind, str) or kind not in ENTRIES:
        return _refused(id, 422, _("Jenis kiriman ini tidak dikenal."))
    asked = ENTRIES[kind](data=named)
    if not asked.is_valid():
        return _refused(id, 422, _unreadable(asked))
    try:
        return TAKEN[kind](id, asked.validated_data, sender, at)
    except REFUSALS as refusal:
        return _refused(id, 409 if refusal.code in CONFLICTS else 422, str(refusal))


def named_id(entry: Any) -> str:
    """The id as it was sent; empty where it is none."""
    id = entry.get("id") if isinstance(entry, dict) else None
    return id if isinstance(id, str) and re.fullmatch(r"[0-9A-Za-z-]{1,40}", id) else ""


def _payment(id: str, asked: dict[str, Any], sender: Sender, at: dt.datetime) -> Result:
    taken = offline_payments.take(
        asked=AskedOffline(
            id=asked["id"],
            member_id=asked["member"],
            months=tuple(asked["months"]),
            total_idr=asked["total_idr"],
            number=asked["number"],
            code=receipt_code.plain(asked["code"]),
            told_at=asked["told_at"],
            credit_idr=asked["credit_idr"],
        ),
        phone=sender.phone,
        sent_at=sender.sent_at,
        by=sender.by,
        device=sender.device,
        at=at,
    )
    return Result(
        id,
        201 if taken.is_new else 200,
        "flagged" if taken.flag else "stored",
        taken.flag,
        taken.payment.receipt,
        taken.payment.pk,
    )


def _visit(id: str, asked: dict[str, Any], sender: Sender, at: dt.datetime) -> Result:
    # Whoever moved to another collector's place meanwhile was visited all the same.
    members = Member.objects.filter(market__partner=sender.by.partner_id).select_related("market")
    member = members.filter(pk=asked["member"]).first()
    if member is None:
        return _refused(id, 422, _("Peserta tidak ditemukan."))
    told_at = asked["told_at"]
    believed = offline_times.believed(
        told_at=told_at,
        sent_at=sender.sent_at,
        since=sender.phone.registered_at if sender.phone else None,
        at=at,
    )
    recorded = visits.take(
        id=asked["id"],
        member=member,
        outcome=asked["outcome"],
        note=asked["note"],
        next_on=asked["next_on"],
        told=visits.Told(told_at, believed or at),
        by=sender.by,
        at=at,
    )
    return Result(id, 201 if recorded.is_new else 200, "stored")


def _draft(id: str, asked: dict[str, Any], sender: Sender, at: dt.datetime) -> Result:
    is_new = drafts.take(id=asked["id"], told=asked["typed"], by=sender.by, at=at)
    return Result(id, 201 if is_new else 200, "stored")


def _refused(id: str, status: int, sentence: str) -> Result:
    return Result(id, status, "refused", sentence)


def _unreadable(asked: EntrySerializer) -> str:
    named = [str(asked.fields[name].label) for name in asked.errors if name in asked.fields]
    return _("Kiriman ini tidak terbaca: %(fields)s. Tunjukkan ponsel ini kepada bendahara.") % {
        "fields": ", ".join(named) or "-"
    }


TAKEN: dict[str, Callable[[str, dict[str, Any], Sender, dt.datetime], Result]] = {
    PAYMENT: _payment,
    VISIT: _visit,
    DRAFT: _draft,
}
