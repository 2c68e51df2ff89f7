"""Another income, sector or programme: asked for by one person, decided by another at the branch.

It holds from a month on that nobody has billed or paid yet; months that are billed keep what they
were billed with. The current month always counts as billed. Where months were paid or billed
between the request and the decision, the reviewer is shown the later month and decides about that.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from contributions import wording
from contributions.dues import MONTHS_AHEAD, PAYABLE_STATUSES
from contributions.models import Contribution
from markets import months
from markets.models import User
from members import asked, terms
from members.applications import MOST_INCOME_IDR
from members.asked import UnableToChange
from members.models import CoverageTerm, Member, Sector, TermChange

__all__ = ["UnableToChange", "Wishes", "approve", "ask", "earliest_month", "holds_from"]


@dataclass(frozen=True)
class Wishes:
    """What she wants to be insured for from now on; the income in rupiah a month."""

    declared_income_idr: int
    jht: bool
    sector: str


def earliest_month(*, member: Member, on: dt.date) -> dt.date:
    """The first month from which a change can hold: after this one and all that is billed."""
    current = months.first_of(on)
    billed = Contribution.objects.filter(
        member=member, status__in=Contribution.STANDING, contribution_month__gte=current
    ).aggregate(last=Max("contribution_month"))["last"]
    free = months.add(max(billed or current, current), 1)
    term = terms.last(member=member)
    return max(free, term.first_month) if term else free


def ask(
    *,
    id: UUID,
    member: Member,
    wishes: Wishes,
    from_month: dt.date,
    explanation: str = "",
    by: User,
    at: dt.datetime,
) -> TermChange:
    """Ask for the change. The same id with the same body is the same request.

    Raises UnableToChange; nothing is stored then.
    """
    with transaction.atomic():
        member = asked.lock(member=member)
        asked.check_works_there(by=by, market=member.market)
        row = TermChange(
            id=id,
            member=member,
            market_id=member.market_id,
            explanation=explanation.strip(),
            asked_by=by,
            asked_at=at,
            from_month=from_month,
            declared_income_idr=wishes.declared_income_idr,
            jht=wishes.jht,
            sector=wishes.sector,
        )
        standing = asked.stored(row)
        if standing is not None:
            return standing
        _check(wishes)
        _compare(row, _running_term(member, from_month))
        _check_month(member, from_month, months.law_day(at))
        return asked.keep(row)


def approve(*, change: TermChange, shown_month: dt.date, by: User, at: dt.datetime) -> TermChange:
    """Let it hold from its month on; `shown_month` is the one the reviewer saw.

    Raises UnableToChange, where months were billed meanwhile with the month that is free now.
    """
    with transaction.atomic():
        change = asked.for_decision(row=change, by=by)
        month = holds_from(change=change, on=months.law_day(at))
        if month != shown_month:
            raise UnableToChange(
                _(
                    "Sementara itu ada bulan yang ditagih atau dibayar: perubahan ini sekarang "
                    "berlaku mulai %(month)s. Periksa lagi, lalu putuskan."
                )
                % {"month": wording.month(month)},
                "month_moved",
            )
        terms.change(
            term=_running_term(change.member, month),
            from_month=month,
            declared_income_idr=change.declared_income_idr,
            jht=change.jht,
            sector=change.sector,
        )
        change.effective_month = month
        return asked.decide(
            row=change, status=TermChange.Status.APPROVED, by=by, at=at, also=("effective_month",)
        )


def holds_from(*, change: TermChange, on: dt.date) -> dt.date:
    """The month from which it would hold, if it were approved that day."""
    return max(change.from_month, earliest_month(member=change.member, on=on))


def _running_term(member: Member, month: dt.date) -> CoverageTerm:
    term = terms.at_month(member=member, month=month)
    if term is None or member.status not in PAYABLE_STATUSES:
        raise UnableToChange(
            _("Peserta ini tidak terdaftar untuk bulan itu, jadi iurannya tidak bisa diubah."),
            "no_term",
        )
    return term


def _check(wishes: Wishes) -> None:
    if not 1 <= wishes.declared_income_idr <= MOST_INCOME_IDR:
        raise UnableToChange(
            _("Tulis penghasilan sebulan dalam rupiah, dari 1 sampai 999.999.999."),
            "income",
            "declared_income_idr",
        )
    if wishes.sector not in Sector.values:
        raise UnableToChange(_("Pilih sektor pekerjaan utama."), "sector", "sector")


def _compare(row: TermChange, term: CoverageTerm) -> None:
    """Put down what holds until then; what is asked for must differ from it."""
    former = (term.declared_income_idr, term.jht, term.sector)
    row.former_income_idr, row.former_jht, row.former_sector = former
    if former == (row.declared_income_idr, row.jht, row.sector):
        raise UnableToChange(
            _("Penghasilan, program dan sektornya sama seperti sekarang. Ubah salah satunya."),
            "nothing_changes",
        )


def _check_month(member: Member, month: dt.date, on: dt.date) -> None:
    first = earliest_month(member=member, on=on)
    if month.day != 1 or month < first:
        raise UnableToChange(
            _(
                "Bulan yang sudah ditagih atau dibayar tidak berubah. Paling cepat perubahan "
                "berlaku mulai %(month)s."
            )
            % {"month": wording.month(first)},
            "month_taken",
            "from_month",
        )
    if months.between(months.first_of(on), month) > 2 * MONTHS_AHEAD:
        raise UnableToChange(_("Pilih bulan yang lebih dekat."), "month_too_far", "from_month")
