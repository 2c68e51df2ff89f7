"""An application as it stands in the rows of the person and of her enrolment."""

import copy
import datetime as dt

from django.db.models import Model

from markets import months
from markets.models import User
from members import applications, consents, family, placements
from members.applications import Application, Checked
from members.models import Decision, Enrolment, Member


def write_person(*, member: Member, application: Application, checked: Checked) -> None:
    """Put down who she is; the NIK is written apart."""
    for field in applications.WRITTEN:
        setattr(member, field, " ".join(str(getattr(application, field)).split()))
    member.birth_date, member.sex = application.birth_date, application.sex
    member.phone, member.market = checked.phone, application.market
    occupations = [" ".join(occupation.split()) for occupation in application.occupations]
    first, *more = [occupation for occupation in occupations if occupation]
    member.occupation, member.second_occupation = first, more[0] if more else ""


def write_wishes(*, enrolment: Enrolment, application: Application, checked: Checked) -> None:
    """Put down what she asks for, and what she says of a membership that stands already."""
    enrolment.market = application.market
    enrolment.declared_income_idr = application.declared_income_idr
    enrolment.jht, enrolment.sector = application.jht, application.sector
    enrolment.payer_kind = application.payer_kind
    enrolment.employs_others = application.employs_others
    earlier = checked.earlier
    enrolment.membership_number = earlier.membership_number if earlier else ""
    enrolment.member_since = earlier.member_since if earlier else None
    enrolment.last_month_paid = earlier.last_month_paid if earlier else None


def write_family(
    *, enrolment: Enrolment, application: Application, by: User, at: dt.datetime
) -> None:
    """Put down whom to reach. A new enrolment that names nobody leaves whom an earlier one named;
    a mended one says everything."""
    if consents.withdrawal_of(member=enrolment.member) is not None:
        return  # to that she does not agree any more
    if application.family or enrolment.submitted_at != enrolment.entered_at:
        family.keep(
            member=enrolment.member,
            contacts=application.family,
            by=by,
            at=at,
            on=months.law_day(at),
        )


def stand_already(*, enrolment: Enrolment, application: Application, checked: Checked) -> bool:
    """Whether writing the application down would change nothing about her, place and wishes."""
    wishes, person = copy.copy(enrolment), copy.copy(enrolment.member)
    write_wishes(enrolment=wishes, application=application, checked=checked)
    write_person(member=person, application=application, checked=checked)
    place = person.placements.filter(find_here=True, last_day=None).first()
    found_at = (place.market, place.block, place.stall) if place else None
    return (
        _values(wishes) == _values(enrolment)
        and _values(person) == _values(enrolment.member)
        and (
            not application.family
            or family.stand_already(
                member=person,
                contacts=application.family,
                on=months.law_day(enrolment.submitted_at),
            )
        )
        and found_at == (application.market, application.block, application.stall)
    )


def keep_step(
    *,
    enrolment: Enrolment,
    before: str,
    after: str,
    by: User | None,
    at: dt.datetime,
    reason: str = "",
) -> None:
    """Keep who moved the enrolment from which status to which, when and why."""
    Decision.objects.create(
        enrolment=enrolment,
        market_id=enrolment.market_id,
        from_status=before,
        to_status=after,
        reason=reason,
        entered_by_id=enrolment.entered_by_id,
        by=by,
        at=at,
    )


def _values(row: Model) -> list[object]:
    """Everything but the NIK, by which the row was found."""
    return [getattr(row, field.attname) for field in row._meta.concrete_fields if field.editable]


def write_place(*, member: Member, application: Application, on: dt.date) -> None:
    """Where she works from that day on."""
    placements.move(
        member=member,
        market=application.market,
        block=application.block,
        stall=application.stall,
        on=on,
    )
