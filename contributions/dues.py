"""Which months a member can pay now, oldest first, and what each costs.

Months may be paid back and ahead, one after the other, up to 12 ahead. At most the three months
after the end of protection can be caught up; who lapsed begins anew with the current month and
owes nothing from before. Who has never paid has no arrears: the offer is always the current month.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from contributions import cover, due_dates, elsewhere_waiting, tariff
from contributions.models import Contribution
from markets import months
from members.models import CoverageTerm, Member, PayerKind

MONTHS_AHEAD = 12
PAYABLE_STATUSES = (Member.Status.ACTIVE, Member.Status.LAPSED)


@dataclass(frozen=True)
class Due:
    """One month a member can pay: billed already (`contribution_id`), or billed when paid."""

    month: dt.date
    due_on: dt.date
    amount_idr: int
    payer_kind: str
    contribution_id: int | None
    is_arrears: bool
    is_ahead: bool


@dataclass(frozen=True)
class Payable:
    """The months to pay, in the only order in which they can be paid; or why there are none."""

    months: list[Due]
    problem: str = ""

    def first(self, count: int) -> list[Due]:
        """The first so many months."""
        return self.months[:count]

    def paid_by(self, payer_kind: str) -> list[Due]:
        """The months which that payer can pay: his first ones, up to a gap.

        What another payer has left open does not stand in the way.
        """
        own = [due for due in self.months if due.payer_kind == payer_kind]
        run = months.run(own[0].month, len(own)) if own else []
        return [due for due, month in zip(own, run, strict=True) if due.month == month]

    @property
    def owed(self) -> list[Due]:
        """The months owed by today: arrears and the current month."""
        return [due for due in self.months if not due.is_ahead]


def payable(*, member: Member, on: dt.date) -> Payable:
    """What the member can pay on that day."""
    return payable_of(members=[member], on=on)[member.pk]


def standing(*, members: Iterable[int], on: dt.date) -> QuerySet[Contribution]:
    """Every billed month of these members that `payable_of` looks at on that day.

    Also what BPJS has from elsewhere; what is only said so has `waits_elsewhere`.
    """
    return Contribution.objects.filter(
        Q(status__in=Contribution.STANDING)
        | Q(status_reason=Contribution.StatusReason.PAID_AT_BPJS),
        member__in=members,
        contribution_month__gte=months.add(months.first_of(on), -cover.GRACE_MONTHS),
    ).annotate(waits_elsewhere=elsewhere_waiting.waits())


def payable_of(
    *,
    members: list[Member],
    on: dt.date,
    ahead: int = MONTHS_AHEAD,
    rows: Iterable[Contribution] | None = None,
) -> dict[int, Payable]:
    """What each of these members can pay on that day, in the same few queries for all.

    `ahead` is how many months after the current one are looked at, where fewer will do; `rows` are
    the `standing` months where the caller holds them. What a month costs that is not billed is
    asked only where there is such a month.
    """
    current = months.first_of(on)
    first = months.add(current, -cover.GRACE_MONTHS)
    span = months.run(first, cover.GRACE_MONTHS + 1 + ahead)
    pks = [member.pk for member in members]
    billed: dict[int, dict[dt.date, Contribution]] = {}
    for contribution in standing(members=pks, on=on) if rows is None else rows:
        billed.setdefault(contribution.member_id, {})[contribution.contribution_month] = (
            contribution
        )
    paid = cover.paid_until_of(members=pks)
    unbilled = _Unbilled(pks, span)

    def of(member: Member) -> Payable:
        if member.status not in PAYABLE_STATUSES:
            return Payable([], _not_payable(member))
        paid_until = paid.get(member.pk)
        start, goes_on = _start(member, paid_until, current)
        # Before the start only what is billed and open: a void may have left it behind.
        own = billed.get(member.pk, {})
        found = [
            _due(own.get(month) or unbilled.of(member.pk, month), current)
            for month in span
            if month >= start or (goes_on and month in own)
        ]
        dues = [due for due in found if due is not None]
        return Payable(dues, "" if dues else unbilled.why_nothing(current))

    return {member.pk: of(member) for member in members}


def owed_of(
    *, member: Member, paid_until: dt.date | None, billed: list[Contribution], on: dt.date
) -> list[Contribution]:
    """Which of her billed months `payable` would offer as owed by her on that day, oldest first.

    For who has her months (with `waits_elsewhere`) and her cover at hand already: asks the database
    nothing.
    """
    current = months.first_of(on)
    if member.status not in PAYABLE_STATUSES:
        return []
    start, goes_on = _start(member, paid_until, current)
    first = months.add(current, -cover.GRACE_MONTHS) if goes_on else start
    found = [
        row
        for row in billed
        if row.status == Contribution.Status.OPEN
        and not _waits_elsewhere(row)
        and row.payer_kind == PayerKind.SELF
        and first <= row.contribution_month <= current
    ]
    return sorted(found, key=lambda row: row.contribution_month)


def bill(*, member: Member, wanted: list[dt.date], at: dt.datetime) -> list[Contribution]:
    """The contributions of those months, made where they are not billed yet, in month order.

    The member is billed in the market where she is now. Safe when somebody else bills the same
    month meanwhile: the row that stands is returned.
    """
    standing = Contribution.objects.filter(
        member=member, contribution_month__in=wanted, status__in=Contribution.STANDING
    ).order_by("contribution_month")
    missing = sorted(set(wanted) - set(standing.values_list("contribution_month", flat=True)))
    if missing:
        tariffs = tariff.ahead(missing[0], months.between(missing[0], missing[-1]) + 1)
        regular = due_dates.due_dates(missing)
        terms = list(member.terms.all())
        rows = [_unbilled(month, terms, regular[month], tariffs) for month in missing]
        new = [row for row in rows if row is not None]
        for row in new:
            row.member, row.market_id = member, member.market_id
            row.billed_at = row.status_at = at
        Contribution.objects.bulk_create(new, ignore_conflicts=True)
    return list(standing.all())


def _start(member: Member, paid_until: dt.date | None, current: dt.date) -> tuple[dt.date, bool]:
    """The first month she may pay that is not billed, and whether what went before still counts."""
    lapses_after = cover.grace_end(paid_until)
    if paid_until is None or lapses_after is None:
        return current, False
    if member.status == Member.Status.LAPSED or lapses_after < current:
        return current, False
    return months.add(months.first_of(paid_until), 1), True


def _not_payable(member: Member) -> str:
    if member.status == Member.Status.APPLYING:
        return _("Pendaftarannya belum disetujui kantor cabang: iuran belum dapat dibayar.")
    if member.status == Member.Status.DECEASED:
        return _("Kematiannya sudah dilaporkan: jangan terima iuran untuk orang ini.")
    return _("Kepesertaannya sudah berakhir: iuran tidak dapat dibayar.")


def _waits_elsewhere(row: Contribution) -> bool:
    """Whether she is said to have paid it elsewhere; nobody is of what is not billed."""
    return row.pk is not None and row.waits_elsewhere  # type: ignore[attr-defined]


def _due(row: Contribution | None, current: dt.date) -> Due | None:
    if row is None or row.status != Contribution.Status.OPEN or _waits_elsewhere(row):
        return None
    return Due(
        month=row.contribution_month,
        due_on=row.due_on,
        amount_idr=row.total_idr,
        payer_kind=row.payer_kind,
        contribution_id=row.pk,
        is_arrears=row.contribution_month < current,
        is_ahead=row.contribution_month > current,
    )


class _Unbilled:
    """Months of these members as billing would make them; asks the database at the first one."""

    def __init__(self, members: list[int], span: list[dt.date]) -> None:
        self.members = members
        self.span = span

    @cached_property
    def tariffs(self) -> tariff.TariffsAhead:
        return tariff.ahead(self.span[0], len(self.span))

    @cached_property
    def due_dates(self) -> dict[dt.date, dt.date]:
        return due_dates.due_dates(self.span)

    @cached_property
    def terms(self) -> dict[int, list[CoverageTerm]]:
        found: dict[int, list[CoverageTerm]] = {}
        for term in CoverageTerm.objects.filter(member__in=self.members).order_by("first_month"):
            found.setdefault(term.member_id, []).append(term)
        return found

    def of(self, member: int, month: dt.date) -> Contribution | None:
        """The month as billing would make it; None without a term that month."""
        terms = self.terms.get(member, [])
        return _unbilled(month, terms, self.due_dates[month], self.tariffs)

    def why_nothing(self, current: dt.date) -> str:
        """Why somebody has no month to pay."""
        if current in self.tariffs.tariffs:
            return _("Tidak ada bulan yang dapat dibayar sekarang.")
        return _("Belum ada tarif iuran untuk bulan ini: iuran belum dapat dibayar.")


def _unbilled(
    month: dt.date,
    terms: list[CoverageTerm],
    regular: dt.date,
    tariffs: tariff.TariffsAhead,
) -> Contribution | None:
    """The contribution as billing would make it, not stored; None without a term that month."""
    for term in terms:
        if term.covers(month):
            break
    else:
        return None
    if month not in tariffs.tariffs:
        return None  # not offered until a regulation says what it costs
    price = tariffs.in_force(month).price(
        declared_income_idr=term.declared_income_idr,
        jht=term.jht,
        sector=term.sector,
        payer=term.payer_kind,
    )
    return Contribution(
        contribution_month=month,
        due_on=due_dates.due_for(
            month=month,
            regular=regular,
            first_month=term.first_month,
            approved_on=term.approved_on,
        ),
        payer_kind=term.payer_kind,
        sector=term.sector,
        declared_income_idr=term.declared_income_idr,
        base_idr=price.base_idr,
        jkk_idr=price.jkk_idr,
        jkm_idr=price.jkm_idr,
        jht_idr=price.jht_idr,
        relief_jkk_idr=price.relief.jkk_idr if price.relief else 0,
        relief_jkm_idr=price.relief.jkm_idr if price.relief else 0,
        relief_name=price.relief.name if price.relief else "",
        total_idr=price.total_idr,
    )
