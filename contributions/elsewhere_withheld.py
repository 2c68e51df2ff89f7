"""Why can a month not be recorded as paid elsewhere?

For who stands before the collector with a slip and does not find its month in the form.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from contributions import dues, wording
from contributions.elsewhere_months import MONTHS_BACK, Choice
from contributions.models import Contribution, ElsewhereMonth
from contributions.sponsored_months import is_of_a_named_sponsor
from markets import months
from members.models import CoverageTerm, Member, PayerKind

Status, Reason = Contribution.Status, Contribution.StatusReason


@dataclass(frozen=True)
class Withheld:
    """Months one after the other that are not offered, for one reason."""

    months: list[dt.date]
    why: str

    @property
    def span(self) -> str:
        """`Oktober 2026`, or from when until when."""
        first, last = self.months[0], self.months[-1]
        if first == last:
            return wording.month(first)
        facts = {"first": wording.month(first), "last": wording.month(last)}
        return _("%(first)s sampai %(last)s") % facts


def withheld(*, member: Member, offered: Sequence[Choice], on: dt.date) -> list[Withheld]:
    """The months of her membership, a year back and a year ahead, that are not `offered`."""
    current = months.first_of(on)
    terms = list(member.terms.order_by("first_month"))
    if not terms or member.status not in dues.PAYABLE_STATUSES:
        return []
    first = max(months.add(current, -MONTHS_BACK), terms[0].first_month)
    last = months.add(current, dues.MONTHS_AHEAD)
    wanted = {choice.month for choice in offered}
    span = [month for month in _span(first, last) if month not in wanted]
    rows, told = _rows(member, span), _told(member, span)
    found: list[Withheld] = []
    for month in span:
        why = _why(month, rows.get(month), told.get(month), terms)
        if found and found[-1].why == why and months.add(found[-1].months[-1], 1) == month:
            found[-1].months.append(month)
        else:
            found.append(Withheld([month], why))
    return found


def _span(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return months.run(first, months.between(first, last) + 1) if first <= last else ()


def _rows(member: Member, span: list[dt.date]) -> dict[dt.date, Any]:
    """The last row of each month: the one that stands, or what became of it."""
    rows = Contribution.objects.filter(member=member, contribution_month__in=span)
    return {
        row.contribution_month: row
        for row in rows.annotate(is_sponsored=is_of_a_named_sponsor()).order_by("pk")
    }


def _told(member: Member, span: list[dt.date]) -> dict[dt.date, str]:
    rows = ElsewhereMonth.objects.filter(
        member=member, contribution_month__in=span, status__in=ElsewhereMonth.LIVE
    )
    return dict(rows.values_list("contribution_month", "status"))


def _why(month: dt.date, row: Any, told: str | None, terms: list[CoverageTerm]) -> str:
    if told == ElsewhereMonth.Status.CONFIRMED:
        return _("sudah dibayar di tempat lain, dan BPJS membenarkannya")
    if told:
        return _("sudah dicatat dibayar di tempat lain, menunggu jawaban BPJS")
    term = next((each for each in terms if each.covers(month)), None)
    if row is None:
        return _why_unbilled(term)
    if row.payer_kind != PayerKind.SELF or row.is_sponsored:
        return _("dibayar sponsor, bukan olehnya sendiri")
    if row.status == Status.PAID or row.status_reason == Reason.PAID_AT_BPJS:
        return _("sudah sampai di BPJS")
    return _("tidak ditagih: %(why)s") % {"why": row.get_status_reason_display().lower()}


def _why_unbilled(term: CoverageTerm | None) -> str:
    if term is None:
        return _("di luar masa kepesertaannya")
    if term.payer_kind != PayerKind.SELF:
        return _("dibayar sponsor, bukan olehnya sendiri")
    return _("belum dapat dibayar di mana pun: belum ada tarifnya, atau sudah lewat waktunya")
