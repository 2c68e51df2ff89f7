"""What BPJS rejects: one month for each of the commoner reasons, and what becomes of its money."""

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from config.demo.rounds import moment
from contributions import credit_use, rejections
from contributions.models import Contribution, LineAnswer, Remittance, RemittanceLine
from contributions.rejections import Rejected
from markets import months
from markets.models import User

Reason = LineAnswer.Reason
# Of a remittance at most so many months, and not more than one of two.
AT_MOST, ONE_OF = 4, 2


class Rejection(NamedTuple):
    """A reason in BPJS's words, and what was done about it; empty where nothing was yet."""

    reason: str
    note: str
    settlement: str = ""


TO_COME = (
    Rejection(Reason.NIK_UNKNOWN, "NIK tidak ditemukan", "NIK dicocokkan dengan KTP di cabang"),
    Rejection(Reason.PAID_ELSEWHERE, "Sudah dibayar di tempat lain"),
    Rejection(Reason.PAID_ELSEWHERE, "Sudah dibayar di tempat lain"),
    Rejection(Reason.OTHER, "Data sedang dimutakhirkan", "Cabang sudah memutakhirkan datanya"),
    Rejection(Reason.OTHER_PARTNER, "Terdaftar pada mitra lain"),
    Rejection(Reason.DEAD, "Tercatat meninggal"),
    Rejection(Reason.NIK_UNKNOWN, "NIK tidak ditemukan"),
    Rejection(Reason.PAID_ELSEWHERE, "Sudah dibayar di tempat lain"),
)


@dataclass
class Rejections:
    """Those still to come; a month that is open again is paid from its credit the same day."""

    to_come: list[Rejection] = field(default_factory=lambda: list(TO_COME))

    def come(self, remittance: Remittance, by: User, on: dt.date) -> None:
        """Some of its months are rejected, of people who owe nothing else."""
        count = min(max(remittance.months // ONE_OF, 1), AT_MOST, len(self.to_come))
        for line in _lines(remittance, on)[:count]:
            _reject(line, self.to_come.pop(0), by, on)
        credit_use.sweep(at=moment(on, 15))


def _lines(remittance: Remittance, on: dt.date) -> QuerySet[RemittanceLine]:
    open_ = Contribution.objects.filter(member=OuterRef("contribution__member"), status="open")
    others = RemittanceLine.objects.filter(
        remittance=remittance, contribution__member=OuterRef("contribution__member")
    ).exclude(pk=OuterRef("pk"))
    found = remittance.lines.filter(contribution_month__lte=months.first_of(on))
    return (
        found.exclude(Exists(open_))
        .exclude(Exists(others))
        .select_related("remittance__partner", "contribution", "payment_line__payment")
        .order_by("-contribution_month", "pk")
    )


def _reject(line: RemittanceLine, rejection: Rejection, by: User, on: dt.date) -> None:
    answer = rejections.reject(
        line=line,
        rejected=Rejected(rejection.reason, rejection.note),
        by=by,
        at=moment(on, 14),
    )
    if rejection.settlement:
        rejections.settle(
            answer=answer, settlement=rejection.settlement, by=by, at=moment(on, 14, 30)
        )
