"""Who is insured with BPJS Ketenagakerjaan already when she comes to us: since when, paid until.

What she says is kept with her enrolment. It counts from the approval on, so that nothing is billed
twice and no waiting time begins anew, and is marked as hers until the branch has compared it with
BPJS. Each statement is a row that stays; the latest one of a member counts.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from markets import months
from markets.models import User
from members import membership_numbers
from members.membership_numbers import UnableToRecordNumber
from members.models import EarlierMembership, Enrolment, Member

# More than three unpaid months in a row end a membership (PP 44/2015); it revives from now.
CATCH_UP_MONTHS = 3
MOST_MONTHS_AHEAD = 12
# No register of today's insurer or the one before it reaches further back (UU 3/1992).
OLDEST = dt.date(1992, 2, 1)


class ImpossibleMembership(Exception):
    """What is said cannot be; the text says what to look at, `field` where it stands."""

    def __init__(self, sentence: str, code: str, field: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A membership that stands already. `membership_number` (KPJ) is empty where nobody knows it.

    `member_since` and `last_month_paid` are months, by their first days.
    """

    membership_number: str = ""
    member_since: dt.date
    last_month_paid: dt.date


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What the branch holds true; `earlier` is None for who is new to BPJS after all.

    `confirmed` says that it was compared with BPJS.
    """

    earlier: Earlier | None
    confirmed: bool


def check(earlier: Earlier, *, on: dt.date) -> Earlier:
    """The same with its number made compact. Raises ImpossibleMembership."""
    number = _number(earlier.membership_number)
    current = months.first_of(on)
    if earlier.member_since > current:
        raise ImpossibleMembership(
            _("Bulan mulai menjadi peserta belum tiba. Periksa bulan dan tahunnya."),
            "member_since",
            "member_since",
        )
    if earlier.member_since < OLDEST:
        raise ImpossibleMembership(
            _("Bulan mulai menjadi peserta terlalu lama. Periksa tahunnya."),
            "member_since",
            "member_since",
        )
    if earlier.last_month_paid < earlier.member_since:
        raise ImpossibleMembership(
            _("Bulan terakhir dibayar tidak bisa sebelum ia menjadi peserta."),
            "last_month_paid",
            "last_month_paid",
        )
    if earlier.last_month_paid > months.add(current, MOST_MONTHS_AHEAD):
        raise ImpossibleMembership(
            _("Iuran dibayar paling jauh 12 bulan ke depan. Periksa bulan terakhir dibayar."),
            "last_month_paid",
            "last_month_paid",
        )
    return Earlier(
        membership_number=number,
        member_since=months.first_of(earlier.member_since),
        last_month_paid=months.first_of(earlier.last_month_paid),
    )


def _number(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return membership_numbers.read(text)
    except UnableToRecordNumber as error:
        raise ImpossibleMembership(str(error), error.code, "membership_number") from None


def told(enrolment: Enrolment) -> Earlier | None:
    """What was said when the person was enrolled."""
    if enrolment.member_since is None or enrolment.last_month_paid is None:
        return None
    return Earlier(
        membership_number=enrolment.membership_number,
        member_since=enrolment.member_since,
        last_month_paid=enrolment.last_month_paid,
    )


def first_month(earlier: Earlier | None, *, on: dt.date) -> dt.date:
    """The first month that is ours to bill of who is approved on that day.

    It follows the last month paid, also where up to three months can be caught up or some are paid
    ahead; a membership that has run out revives with the current month, as a new one begins.
    """
    current = months.first_of(on)
    if earlier is None or earlier.last_month_paid < months.add(current, -CATCH_UP_MONTHS):
        return current
    return months.add(earlier.last_month_paid, 1)


def keep(
    *, enrolment: Enrolment, earlier: Earlier, confirmed: bool, by: User, at: dt.datetime
) -> EarlierMembership:
    """Write down from which day on this counts for the member, and whose word it is."""
    return EarlierMembership.objects.create(
        member=enrolment.member,
        market_id=enrolment.market_id,
        enrolment=enrolment,
        membership_number=earlier.membership_number,
        member_since=earlier.member_since,
        last_month_paid=earlier.last_month_paid,
        confirmed=confirmed,
        by=by,
        at=at,
    )


def of(member: Member) -> EarlierMembership | None:
    """The statement that counts for the member."""
    return member.earlier_memberships.order_by("-pk").first()
