"""What a collector can take from whom: the months in order, and how many are usual."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributions import dues, elsewhere_waiting, overpaid, wording
from contributions.dues import Due
from markets import months
from members.models import Member, PayerKind

# The usual choices of months ahead, besides what is owed.
AHEAD = (1, 3, 6, 12)


@dataclass(frozen=True)
class Option:
    """So many months from the oldest on, and what they cost together in rupiah.

    `credit_idr` of it comes from her credit; the rest is taken in cash. `covers_until` is the last
    day they cover once BPJS has the money; None where an open month before them keeps that open.
    """

    count: int
    amount_idr: int
    credit_idr: int
    words: str
    covers_until: dt.date | None

    @property
    def cash_idr(self) -> int:
        """What she has to give."""
        return self.amount_idr - self.credit_idr


@dataclass(frozen=True)
class Payer:
    """A member in front of the till: what she can pay herself, or why nothing.

    `credit_idr` of hers can be used now, `waiting_idr` once BPJS has the month it comes from.
    `elsewhere` says which months she is said to have paid elsewhere; empty where there are none.
    `is_after_gap`: another payer's month, or one said to be paid elsewhere, is open before hers.
    """

    member: Member
    dues: list[Due]
    problem: str
    credit_idr: int
    waiting_idr: int
    elsewhere: str = ""
    is_after_gap: bool = False

    @property
    def owed(self) -> int:
        """How many of the months are owed by today."""
        return sum(not due.is_ahead for due in self.dues)

    @property
    def billed(self) -> list[Due]:
        """Those of the owed months that were asked of her; the others are only offered."""
        return [due for due in self.dues if due.contribution_id and not due.is_ahead]

    @property
    def usual(self) -> int:
        """The number of months chosen for her beforehand: what she owes, else one ahead."""
        return min(max(self.owed, 1), len(self.dues))

    @property
    def options(self) -> list[Option]:
        """Each number of owed months, then ahead as usual."""
        counts = [*range(1, self.owed + 1), *(self.owed + ahead for ahead in AHEAD)]
        return [self.option(count) for count in counts if count <= len(self.dues)]

    def option(self, count: int) -> Option:
        """The first so many months."""
        chosen = self.dues[:count]
        amount_idr = sum(due.amount_idr for due in chosen)
        return Option(
            count=count,
            amount_idr=amount_idr,
            credit_idr=min(amount_idr, self.credit_idr),
            words=_span(chosen),
            covers_until=self._covers_until(chosen),
        )

    def _covers_until(self, chosen: list[Due]) -> dt.date | None:
        """The last run of months begun by today counts as cover, whatever gap lies before it."""
        if self.is_after_gap and chosen[0].is_ahead:
            return None
        return months.last_day(chosen[-1].month)


def payers(*, members: list[Member], on: dt.date) -> list[Payer]:
    """The members in front of the till that day, in the same few queries however many they are."""
    payable = dues.payable_of(members=members, on=on)
    credit = overpaid.credit_of(members=payable)
    told = elsewhere_waiting.sentences(members=payable)
    return [
        _payer(
            member,
            payable[member.pk],
            credit.get(member.pk, overpaid.NONE),
            told.get(member.pk, ""),
        )
        for member in members
    ]


def _payer(
    member: Member, payable: dues.Payable, credit: overpaid.MembersCredit, elsewhere: str
) -> Payer:
    found = payable.paid_by(PayerKind.SELF)
    problem = payable.problem
    if payable.months and not found:
        problem = _("Iurannya dibayar oleh %(payer)s, bukan oleh peserta. Jangan terima uang.") % {
            "payer": PayerKind(payable.months[0].payer_kind).label
        }
    return Payer(
        member=member,
        dues=found,
        problem=problem,
        credit_idr=credit.left_idr,
        waiting_idr=credit.waiting_idr,
        elsewhere=elsewhere,
        is_after_gap=bool(elsewhere) or payable.months[:1] != found[:1],
    )


def _span(chosen: list[Due]) -> str:
    count = len(chosen)
    words = ngettext("%(count)d bulan", "%(count)d bulan", count) % {"count": count}
    first, last = chosen[0].month, chosen[-1].month
    if first == last:
        return f"{words}: {wording.month(first)}"
    return _("%(words)s: %(first)s s.d. %(last)s") % {
        "words": words,
        "first": wording.month(first),
        "last": wording.month(last),
    }
