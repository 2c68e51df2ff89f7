"""How a member stands: her months in words, her cover, why her dues are what they are."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from collectors import chats
from collectors.models import Visit
from contributions import (
    answered_months,
    cover,
    dues,
    elsewhere_list,
    elsewhere_waiting,
    ending_sponsorships,
    overpaid,
    tariff_notice,
    wording,
)
from contributions.ending_sponsorships import Paid
from contributions.models import (
    Contribution,
    LineAnswer,
    Payment,
    Void,
)
from contributions.pricing import Price
from contributions.void_receipts import is_void
from contributions.wording import place_words
from markets import months
from members import doubtful_nik
from members.models import (
    ConsentWithdrawal,
    CoverageTerm,
    Death,
    Member,
    NikCorrection,
    PayerKind,
)

MONTHS_SHOWN_FIRST = 4
MONTHS_BACK = 12
VISITS, RECEIPTS = 5, 6


@dataclass(frozen=True)
class MonthLine:
    """One month, with its status in words."""

    month: dt.date
    word: str
    tone: str
    amount: int
    note: str


@dataclass(frozen=True)
class TariffChange:
    """The next dues that differ from those of the current month."""

    month: dt.date
    price: Price


@dataclass(frozen=True)
class Standing:
    """Everything a member's page says. `owed_idr` is what she owes herself by today,
    `overpaid_idr` what she has paid too much."""

    member: Member
    place: str
    dates: cover.CoverDates
    recent: list[MonthLine]
    earlier: list[MonthLine]
    owed_months: int
    owed_idr: int
    overpaid_idr: int
    latest: Contribution | None
    payer: str
    sponsored: bool
    change: TariffChange | None
    visits: list[Visit]
    receipts: QuerySet[Payment]
    # Months that went to BPJS under a NIK that was corrected since, and are not confirmed.
    doubtful_nik: list[NikCorrection]
    death: UUID | None
    # She withdrew her consent: nobody reminds or visits her.
    is_withdrawn: bool
    # The sponsor who pays for her now, by name, and until when.
    sponsor: Paid | None
    # What she is said to have paid elsewhere, until BPJS has answered.
    elsewhere: list[elsewhere_list.Line]

    @property
    def chat(self) -> str:
        """What a WhatsApp message to her would say."""
        member = self.member
        if self.owed_months:
            return chats.reminder(
                name=member.name,
                market=member.market.name,
                months=self.owed_months,
                amount_idr=self.owed_idr,
            )
        return chats.greeting(name=member.name, market=member.market.name)


def standing(*, member: Member, on: dt.date) -> Standing:
    """How the member stands that day; load `market` and `cover` with her."""
    current = months.first_of(on)
    contributions = _contributions(member, since=months.add(current, -MONTHS_BACK))
    lines = [_line(row, on) for row in contributions]
    dates = cover.of(member)
    owed = dues.owed_of(member=member, paid_until=dates.paid_until, billed=contributions, on=on)
    # Months paid ahead stand first; what is due now must be seen at once.
    shown = max(MONTHS_SHOWN_FIRST, *(contributions.index(row) + 1 for row in owed), 0)
    term = _term(member, current)
    sponsored = term is not None and term.payer_kind != PayerKind.SELF
    facts = _facts(member, on)
    return Standing(
        member=member,
        place=place_words(
            block=facts["here__block__name"],
            stall_kind=facts["here__stall__kind"],
            stall_number=facts["here__stall__number"],
        ),
        dates=dates,
        recent=lines[:shown],
        earlier=lines[shown:],
        owed_months=len(owed),
        owed_idr=sum(row.total_idr for row in owed),
        overpaid_idr=facts["overpaid_idr"],
        latest=next((row for row in contributions if row.contribution_month <= current), None),
        payer=str(PayerKind(term.payer_kind).label) if term else "",
        sponsored=sponsored,
        change=_change(term, on),
        visits=list(member.visits.select_related("by")[:VISITS]),
        receipts=_receipts(member),
        doubtful_nik=doubtful_nik.of(member=member) if facts["nik_corrected"] else [],
        death=facts["death"],
        is_withdrawn=facts["is_withdrawn"],
        sponsor=_sponsor(member, on, told=sponsored or facts["sponsor_stopped"]),
        elsewhere=(
            elsewhere_list.waiting_of(member=member, on=on) if facts["waits_elsewhere"] else []
        ),
    )


def _contributions(member: Member, *, since: dt.date) -> list[Any]:
    """Her months from then on, the latest first, with what BPJS says of them."""
    told = (Contribution.StatusReason.MEMBER_DIED, Contribution.StatusReason.PAID_AT_BPJS)
    found = Contribution.objects.filter(
        Q(status__in=Contribution.STANDING) | Q(status_reason__in=told),
        member=member,
        contribution_month__gte=since,
    )
    rows = answered_months.with_answers(found).annotate(
        waits_elsewhere=elsewhere_waiting.waits(), denied_elsewhere=elsewhere_waiting.was_denied()
    )
    return list(rows.order_by("-contribution_month"))


def _line(row: Any, on: dt.date) -> MonthLine:
    status = Contribution.Status(row.status)
    if row.waits_elsewhere or row.status_reason == Contribution.StatusReason.PAID_AT_BPJS:
        word, tone, note = _elsewhere(row)
    elif status == Contribution.Status.PAID:
        word, tone, note = _paid(row)
    elif status == Contribution.Status.OPEN:
        late = row.due_on < on
        word, tone = _("Belum dibayar"), "bad" if late else ""
        note = (_("Jatuh tempo %(day)s") if not late else _("Lewat jatuh tempo %(day)s")) % {
            "day": wording.day(row.due_on)
        }
        if row.rejected:
            reason = LineAnswer.Reason(row.rejected).label
            note = _("BPJS menolaknya: %(reason)s. %(due)s") % {"reason": reason, "due": note}
        elif row.denied_elsewhere:
            note = _("Dicatat dibayar di tempat lain, tetapi tidak ada pada BPJS. %(due)s") % {
                "due": note
            }
    else:
        word, tone, note = str(status.label), "", str(row.get_status_reason_display())
    return MonthLine(row.contribution_month, word, tone, row.total_idr, note)


def _elsewhere(row: Any) -> tuple[str, str, str]:
    """What is known of a month paid elsewhere."""
    if row.waits_elsewhere:
        return _("Dibayar di tempat lain"), "wait", _("Menunggu jawaban BPJS: belum pasti.")
    return _("Dibayar di tempat lain"), "good", _("BPJS membenarkannya.")


def _paid(row: Any) -> tuple[str, str, str]:
    """How far the money of a paid month has come."""
    if row.remitted_on is not None:
        return _("Disetor"), "good", ""
    if row.rejected:
        note = _(
            "%(reason)s. Sudah dibayar lagi dari kelebihan bayarnya; disetor setelah bendahara "
            "membereskan penolakannya."
        )
        return _("Ditolak BPJS"), "bad", note % {"reason": LineAnswer.Reason(row.rejected).label}
    if row.is_sent:
        return _("Menunggu BPJS"), "wait", _("Sedang dibayarkan ke BPJS, menunggu jawaban.")
    return _("Menunggu disetor"), "wait", _("Sudah dibayar, belum sampai di BPJS.")


def _facts(member: Member, on: dt.date) -> dict[str, Any]:
    """Where she is found, what she has paid too much, whether she died, her NIK was corrected, she
    withdrew her consent, a month waits for BPJS or her sponsor has stopped: in one query."""
    here = Q(placements__find_here=True, placements__last_day=None)
    deaths = Death.objects.filter(member=OuterRef("pk"), status__in=Death.STANDING)
    withdrawn = ConsentWithdrawal.objects.filter(member=OuterRef("pk"), closed_at=None)
    rows = Member.objects.filter(pk=member.pk).annotate(
        here=FilteredRelation("placements", condition=here),
        overpaid_idr=overpaid.column(),
        death=Subquery(deaths.values("pk")[:1]),
        nik_corrected=Exists(NikCorrection.objects.filter(member=OuterRef("pk"))),
        is_withdrawn=Exists(withdrawn),
        waits_elsewhere=elsewhere_waiting.member_waits(),
        sponsor_stopped=Exists(ending_sponsorships.stopped(on=on).filter(member=OuterRef("pk"))),
    )
    place = ("here__block__name", "here__stall__kind", "here__stall__number")
    known = ("overpaid_idr", "death", "nik_corrected", "is_withdrawn", "waits_elsewhere")
    return rows.values(*place, *known, "sponsor_stopped").get()


def _sponsor(member: Member, on: dt.date, *, told: bool) -> Paid | None:
    """Who pays for her, or has stopped; not looked up where nobody does."""
    return ending_sponsorships.of_member(member_id=member.pk, on=on) if told else None


def _term(member: Member, month: dt.date) -> CoverageTerm | None:
    return (
        CoverageTerm.objects.filter(Q(last_month=None) | Q(last_month__gte=month), member=member)
        .order_by("first_month")
        .first()
    )


def _change(term: CoverageTerm | None, on: dt.date) -> TariffChange | None:
    """The next change of her dues, from 45 days before it."""
    if term is None or term.payer_kind != PayerKind.SELF:
        return None
    found = tariff_notice.coming(
        on=on,
        month=months.first_of(on),
        declared_income_idr=term.declared_income_idr,
        jht=term.jht,
        sector=term.sector,
        payer=term.payer_kind,
    )
    if found is None:
        return None
    return TariffChange(*found)


def _receipts(member: Member) -> QuerySet[Payment]:
    """Her latest receipts; each says whether it stands and whether its void is asked for."""
    return with_status(Payment.objects.filter(member=member)).select_related("series", "taken_by")[
        :RECEIPTS
    ]


def with_status(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    """The payments with `is_void` and `void_asked`."""
    return payments.annotate(
        is_void=is_void(),
        void_asked=Exists(Void.objects.filter(payment=OuterRef("pk"), status=Void.Status.ASKED)),
    )
