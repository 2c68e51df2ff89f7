"""Who is insured with BPJS Ketenagakerjaan already when she comes to us: since when, paid until.

What she says is kept with her enrolment. It counts from the approval on, so that nothing is billed
twice and no waiting time begins anew, and is marked as hers until the branch has compared it with
BPJS. Each statement is a row that stays; the latest one of a member counts.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from markets import months
from markets.models import Market, User
from markets.refusals import Refusal
from members import membership_numbers
from members.membership_numbers import UnableToRecordNumber
from members.models import EarlierMembership, Enrolment, Member

# More than three unpaid months in a row end a membership (PP 44/2015); it revives from now.
CATCH_UP_MONTHS = 3
MOST_MONTHS_AHEAD = 12
# No register of today's insurer or the one before it reaches further back (UU 3/1992).
OLDEST = dt.date(1992, 2, 1)


class ImpossibleMembership(Refusal):
    """What is said cannot be; the text says what to look at, `field` where it stands."""


class UnableToSettle(ImpossibleMembership):
    """What BPJS says cannot be written down; the text says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A membership that stands already. `membership_number` (KPJ) is empty where nobody knows it.

    `member_since` and `last_month_paid` are months, by their first days.
    """

    membership_number: str = ""
    member_since: dt.date
    last_month_paid: dt.date


@dataclass(frozen=True, kw_only=True)
class Known:
    """What was written down of a member by a day: what BPJS confirmed, and what she only told.

    `told` is empty where it was settled since.
    """

    confirmed: EarlierMembership | None
    told: EarlierMembership | None


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
    if earlier is None or not goes_on(last_month_paid=earlier.last_month_paid, month=current):
        return current
    return months.add(earlier.last_month_paid, 1)


def goes_on(*, last_month_paid: dt.date, month: dt.date) -> bool:
    """Whether a membership paid until then still stands, or can be caught up, in that month."""
    return last_month_paid >= months.add(month, -CATCH_UP_MONTHS)


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


@transaction.atomic
def settle(
    *, told: EarlierMembership, finding: Finding, by: User, at: dt.datetime
) -> EarlierMembership:
    """Write down what BPJS says of a membership that was only told until now.

    It counts in place of what was told; where fewer months were paid than she said, hers with us
    begin so much earlier. Raises UnableToSettle.
    """
    rows = Member.objects.select_for_update(of=("self",), no_key=True)
    member = rows.select_related("market__partner").get(pk=told.member_id)
    _check_may_settle(member, told, by)
    on = months.law_day(at)
    earlier = None if finding.earlier is None else _possible(finding.earlier, on)
    if earlier is not None and earlier.membership_number:
        _record_number(member, earlier.membership_number, by, at)
    _begin_again(told, earlier, on)
    says = earlier or Earlier(member_since=told.member_since, last_month_paid=told.last_month_paid)
    return EarlierMembership.objects.create(
        member=member,
        market_id=member.market_id,
        enrolment_id=told.enrolment_id,
        membership_number=says.membership_number,
        member_since=says.member_since,
        last_month_paid=says.last_month_paid,
        confirmed=earlier is not None,
        denied=earlier is None,
        by=by,
        at=at,
    )


def _possible(earlier: Earlier, on: dt.date) -> Earlier:
    try:
        return check(earlier, on=on)
    except ImpossibleMembership as error:
        raise UnableToSettle(str(error), error.code, error.field) from None


def _record_number(member: Member, number: str, by: User, at: dt.datetime) -> None:
    try:
        membership_numbers.record(member=member, number=number, by=by, at=at)
    except UnableToRecordNumber as error:
        raise UnableToSettle(str(error), error.code, "membership_number") from None


def _check_may_settle(member: Member, told: EarlierMembership, by: User) -> None:
    if not by.is_reviewer_of(member.market.partner):
        raise UnableToSettle(
            _("Hanya petugas kantor cabang peserta ini yang boleh mengonfirmasi."), "other_branch"
        )
    last = of(member)
    if last is None or last.pk != told.pk or last.confirmed or last.denied:
        raise UnableToSettle(
            _("Kepesertaan ini sudah dicocokkan oleh petugas lain. Buka lagi daftarnya."),
            "settled",
        )


def _begin_again(told: EarlierMembership, earlier: Earlier | None, on: dt.date) -> None:
    """Let the term of that enrolment begin behind the last month paid, as BPJS has it.

    Later, where more was paid; earlier, where less was and it can still be caught up.
    """
    first = EarlierMembership.objects.filter(enrolment=told.enrolment_id).earliest("pk")
    approved_on = months.law_day(first.at)
    term = told.member.terms.filter(approved_on__gte=approved_on).order_by("first_month").first()
    if term is None:
        return
    month = first_month(earlier, on=on)
    if month >= term.first_month:
        if earlier is None or earlier.last_month_paid < term.first_month:
            return
        month = months.add(earlier.last_month_paid, 1)
    else:
        before = told.member.terms.filter(first_month__lt=term.first_month).last()
        if before is not None and before.last_month is not None:
            month = max(month, months.add(before.last_month, 1))
    if term.last_month is None or month <= term.last_month:
        term.first_month = month
        term.save(update_fields=["first_month"])


def of(member: Member) -> EarlierMembership | None:
    """The statement that counts for the member."""
    return member.earlier_memberships.order_by("-pk").first()


def known(*, member: Member, on: dt.date) -> Known:
    """What was known of her earlier membership at the end of that day."""
    rows = list(member.earlier_memberships.filter(at__lt=months.midnight_after(on)).order_by("-pk"))
    last = rows[0] if rows else None
    return Known(
        confirmed=next((row for row in rows if row.confirmed), None),
        told=None if last is None or last.confirmed or last.denied else last,
    )


def unconfirmed(*, markets: QuerySet[Market]) -> QuerySet[EarlierMembership]:
    """What counts by the word of members of these markets only, the longest waiting first."""
    later = EarlierMembership.objects.filter(member=OuterRef("member"), pk__gt=OuterRef("pk"))
    return (
        EarlierMembership.objects.filter(
            ~Exists(later), confirmed=False, denied=False, member__market__in=markets
        )
        .select_related("member__market__partner", "by")
        .order_by("at", "pk")
    )
