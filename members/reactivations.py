"""Somebody who left comes back: her enrolment is written anew from what is known of her.

Nothing is typed twice: what she is insured for and how she agrees is asked, the rest stands in her
row. The branch decides as about every enrolment. Who lapsed needs none of this: she pays.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from markets.models import User
from members import asked, beginning, enrolment, family, nik_vault
from members.applications import Application, UnableToEnrol
from members.models import Enrolment, Member

__all__ = ["UnableToEnrol", "Wishes", "ask", "first_month", "may_come_back"]


@dataclass(frozen=True, kw_only=True, repr=False)
class Wishes:
    """What she wants to be insured for, how to reach her, and how she agrees."""

    declared_income_idr: int
    jht: bool
    sector: str
    address: str
    phone: str
    consent_version: str
    consent_how: str


def may_come_back(*, member: Member) -> bool:
    """Whether she was a member, is none any more, and it is still known who she is."""
    return (
        member.status == Member.Status.ENDED and bool(member.nik_key_id) and member.terms.exists()
    )


def first_month(*, member: Member, on: dt.date) -> dt.date:
    """The month from which she would be insured, were it approved that day."""
    return beginning.first_month(member=member, elsewhere=None, on=on)


@transaction.atomic
def ask(*, member: Member, wishes: Wishes, by: User, at: dt.datetime) -> Enrolment:
    """Send her enrolment to the branch anew, at the place where she was found last.

    Sent again by the same user it is the same enrolment. Raises UnableToEnrol.
    """
    member = asked.lock(member=member)
    last = member.enrolments.order_by("-entered_at", "-pk").first()
    sent_now = member.status == Member.Status.APPLYING and last is not None
    if not may_come_back(member=member) and not (sent_now and member.terms.exists()):
        raise UnableToEnrol(
            _("Orang ini tidak dapat diaktifkan lagi dari sini. Daftarkan ia seperti orang baru."),
            "not_ended",
        )
    application = _application(member, wishes, last)
    return enrolment.submit(application=application, by=by, at=at)


def _application(member: Member, wishes: Wishes, last: Enrolment | None) -> Application:
    place = member.placements.filter(market=member.market_id).order_by("-first_day", "-pk").first()
    occupations = (member.occupation, member.second_occupation)
    return Application(
        nik=nik_vault.open_(member),
        name=member.name,
        birth_place=member.birth_place,
        birth_date=member.birth_date,
        sex=member.sex,
        mother_name=member.mother_name,
        address=wishes.address,
        phone=wishes.phone,
        occupations=tuple(occupation for occupation in occupations if occupation),
        employs_others=last.employs_others if last else False,
        sector=wishes.sector,
        market=member.market,
        block=place.block if place else None,
        stall=place.stall if place else None,
        declared_income_idr=wishes.declared_income_idr,
        jht=wishes.jht,
        consent_version=wishes.consent_version,
        consent_how=wishes.consent_how,
        family=tuple(family.as_contacts(member)),
    )
