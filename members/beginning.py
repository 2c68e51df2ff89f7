"""How insurance begins with an approval: from which month, and with which months paid before."""

import datetime as dt

from markets import months
from markets.models import User
from members import earlier_memberships, membership_numbers, terms
from members.earlier_memberships import Earlier, Finding, ImpossibleMembership
from members.membership_numbers import UnableToRecordNumber
from members.models import CoverageTerm, Enrolment, Member


def begin(*, enrolment: Enrolment, finding: Finding | None, by: User, at: dt.datetime) -> None:
    """Insure her as she asked for, from this month or behind what she had paid elsewhere.

    `finding` is what the branch found about a membership that stands already; without one it
    counts as it was told. Raises ImpossibleMembership.
    """
    on = months.law_day(at)
    if finding is None:
        finding = Finding(earlier=earlier_memberships.told(enrolment), confirmed=False)
    elsewhere = finding.earlier and earlier_memberships.check(finding.earlier, on=on)
    _begin_term(enrolment, elsewhere, on)
    if elsewhere is None:
        return
    earlier_memberships.keep(
        enrolment=enrolment, earlier=elsewhere, confirmed=finding.confirmed, by=by, at=at
    )
    if elsewhere.membership_number:
        try:
            membership_numbers.record(
                member=enrolment.member, number=elsewhere.membership_number, by=by, at=at
            )
        except UnableToRecordNumber as error:
            raise ImpossibleMembership(str(error), error.code, "membership_number") from None


def first_month(*, member: Member, elsewhere: Earlier | None, on: dt.date) -> dt.date:
    """The first month of who is approved that day: never one of an earlier term with us."""
    month = earlier_memberships.first_month(elsewhere, on=on)
    earlier = terms.last(member=member)
    if earlier is None:
        return month
    return max(month, months.add(earlier.last_month or _last_month(earlier, month, on), 1))


def _last_month(earlier: CoverageTerm, month: dt.date, on: dt.date) -> dt.date:
    """With which month an open term ends, where another begins with `month` or later."""
    return max(earlier.first_month, months.add(min(month, months.first_of(on)), -1))


def _begin_term(enrolment: Enrolment, elsewhere: Earlier | None, on: dt.date) -> None:
    """The new term, after the last month of an earlier one with us."""
    month = first_month(member=enrolment.member, elsewhere=elsewhere, on=on)
    earlier = terms.last(member=enrolment.member)
    if earlier is not None and earlier.last_month is None:
        told = earlier_memberships.first_month(elsewhere, on=on)
        earlier.last_month = _last_month(earlier, told, on)
        earlier.save(update_fields=["last_month"])
    CoverageTerm.objects.create(
        member=enrolment.member,
        first_month=month,
        declared_income_idr=enrolment.declared_income_idr,
        jht=enrolment.jht,
        sector=enrolment.sector,
        payer_kind=enrolment.payer_kind,
        approved_on=on,
    )
