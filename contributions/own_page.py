"""What a trader sees of herself behind her card's QR: months, receipts, credit, who comes to her.

Nothing that names her: a finder of the card must not learn whose it is.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _

from contributions import (
    answered_months,
    cover,
    dues,
    elsewhere_waiting,
    overpaid,
    sponsored_months,
    tariff_notice,
    wording,
)
from contributions.cover import CoverDates
from contributions.models import Contribution, LineAnswer, Payment
from contributions.tariff_notice import TariffNotice
from contributions.void_receipts import is_void
from markets import coverage, months
from markets.models import User
from members.models import Member, PayerKind

MONTHS_BACK, RECEIPTS = 6, 6


@dataclass(frozen=True)
class OwnMonth:
    """One month with its dues in rupiah; `word` says whether it is paid and at BPJS."""

    month: dt.date
    amount: int
    word: str
    tone: str
    note: str


@dataclass(frozen=True)
class OwnReceipt:
    """One of her receipts, in rupiah; `id` opens it below her card."""

    id: UUID
    number: str
    amount_idr: int
    collected_at: dt.datetime
    is_void: bool


@dataclass(frozen=True)
class OwnPage:
    """How she stands. `owed_idr` is what she owes herself, `credit_idr` what she paid too much.

    `sponsor` names who pays for her, else it is empty; so does `collector` who comes to her.
    """

    dates: CoverDates
    months: list[OwnMonth]
    owed_months: int
    owed_idr: int
    credit_idr: int
    receipts: list[OwnReceipt]
    collector: str
    sponsor: str
    next_amount: TariffNotice | None


def of_member(*, member: Member, on: dt.date) -> OwnPage:
    """How the member stands that day; load `cover` and `market` with her."""
    current = months.first_of(on)
    billed = _billed(member, since=months.add(current, -MONTHS_BACK))
    dates = cover.of(member)
    owed = dues.owed_of(member=member, paid_until=dates.paid_until, billed=billed, on=on)
    latest = next((row for row in billed if row.contribution_month <= current), None)
    credit_idr, place = _credit_and_place(member)
    return OwnPage(
        dates=dates,
        months=[_month(row, on) for row in billed],
        owed_months=len(owed),
        owed_idr=sum(row.total_idr for row in owed),
        credit_idr=credit_idr,
        receipts=_receipts(member),
        collector=_collector(place, on),
        sponsor=_sponsor(latest),
        next_amount=_next_amount(latest, on),
    )


def _billed(member: Member, *, since: dt.date) -> list[Any]:
    """Her months from then on, the latest first, with what BPJS says of them."""
    found = Contribution.objects.filter(
        Q(status__in=Contribution.STANDING)
        | Q(status_reason=Contribution.StatusReason.PAID_AT_BPJS),
        member=member,
        contribution_month__gte=since,
    )
    rows = answered_months.with_answers(found).annotate(waits_elsewhere=elsewhere_waiting.waits())
    return list(rows.order_by("-contribution_month"))


def _month(row: Any, on: dt.date) -> OwnMonth:
    sponsored = "" if row.payer_kind == PayerKind.SELF else _("Dibayar sponsor")
    if row.waits_elsewhere:
        word, tone, note = _("Dibayar di tempat lain"), "wait", _("Menunggu jawaban BPJS")
    elif row.status_reason == Contribution.StatusReason.PAID_AT_BPJS:
        word, tone, note = _("Dibayar di tempat lain"), "good", _("BPJS membenarkannya")
    elif row.status == Contribution.Status.PAID and row.remitted_on:
        note = _("Disetor ke BPJS %(day)s") % {"day": wording.day(row.remitted_on)}
        word, tone = _("Sudah disetor"), "good"
    elif row.status == Contribution.Status.PAID and row.rejected:
        word, tone = _("Ditolak BPJS"), "bad"
        note = _("%(reason)s. Uangnya disimpan mitra; tanyakan kepada kolektor.") % {
            "reason": LineAnswer.Reason(row.rejected).label
        }
    elif row.status == Contribution.Status.PAID and row.is_sent:
        word, tone, note = _("Menunggu BPJS"), "wait", _("Sedang dibayarkan ke BPJS")
    elif row.status == Contribution.Status.PAID:
        word, tone, note = _("Dibayar, belum disetor"), "wait", sponsored
    elif row.status == Contribution.Status.OPEN:
        late = row.due_on < on
        word, tone = _("Belum dibayar"), "bad" if late else ""
        note = sponsored or _("Jatuh tempo %(day)s") % {"day": wording.day(row.due_on)}
    else:
        word, tone = str(row.get_status_display()), ""
        note = str(row.get_status_reason_display())
    return OwnMonth(row.contribution_month, row.total_idr, word, tone, note)


def _credit_and_place(member: Member) -> tuple[int, tuple[int, int | None]]:
    """Her credit in rupiah, and the market and block in which she is found."""
    here = Q(placements__find_here=True, placements__last_day=None)
    row = (
        Member.objects.filter(pk=member.pk)
        .annotate(here=FilteredRelation("placements", condition=here))
        .annotate(credit=overpaid.column(), block=F("here__block"))
        .values("credit", "block")
        .get()
    )
    return row["credit"], (member.market_id, row["block"])


def _receipts(member: Member) -> list[OwnReceipt]:
    rows = (
        Payment.objects.filter(member=member)
        .select_related("series")
        .annotate(is_void=is_void())
        .order_by("-collected_at", "-number")[:RECEIPTS]
    )
    return [
        OwnReceipt(row.pk, row.receipt, row.amount_idr, row.collected_at, row.is_void)
        for row in rows
    ]


def _collector(place: tuple[int, int | None], on: dt.date) -> str:
    covering = coverage.coverage(on=on, markets=[place[0]]).collectors.get(place)
    return User.objects.get(pk=covering).name if covering else ""


def _sponsor(latest: Contribution | None) -> str:
    """Who pays her latest month for her, by name where he has one."""
    if latest is None or latest.payer_kind == PayerKind.SELF:
        return ""
    names = sponsored_months.sponsor_names(
        member_id=latest.member_id, months=[latest.contribution_month]
    )
    return ", ".join(names) or str(PayerKind(latest.payer_kind).label)


def _next_amount(latest: Contribution | None, on: dt.date) -> TariffNotice | None:
    if latest is None or latest.payer_kind != PayerKind.SELF:
        return None
    return tariff_notice.after(contribution=latest, on=on)
