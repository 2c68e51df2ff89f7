"""What a reviewer sees of a NIK that should be corrected, and reading the numbers in full."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from markets.models import User
from members import enrolment_warnings, nik, nik_correction_vault, nik_vault, personal_data
from members.models import Member, NikCorrection, PersonalDataView


@dataclass(frozen=True)
class Case:
    """The person as recorded, and what the number asked for does not fit."""

    member: Member
    warnings: list[str]
    read: list[PersonalDataView]


@dataclass(frozen=True, repr=False)
class Numbers:
    """Both numbers in full, in their three parts; the former is empty once it is forgotten."""

    wished: str
    former: str


def case(*, correction: NikCorrection, on: dt.date) -> Case:
    """The case as it stands. Raises nik_vault.UnableToOpenNik."""
    member = correction.member
    wished, _former = nik_correction_vault.open_(correction)
    codes = nik.warnings(nik.parse(wished, on=on), birth_date=member.birth_date, sex=member.sex)
    views = member.data_views.filter(
        market=correction.market_id, what=personal_data.NIK
    ).select_related("by")
    return Case(member=member, warnings=enrolment_warnings.sentences(codes), read=list(views[:5]))


@transaction.atomic
def reveal(*, correction: NikCorrection, by: User, at: dt.datetime) -> Numbers:
    """The number asked for and the one it replaces; who read them and when is kept.

    Raises nik_vault.UnableToOpenNik; then nothing was read and nothing is kept.
    """
    wished, former = nik_correction_vault.open_(correction)
    if correction.waits:
        former = nik_vault.open_(correction.member)
    PersonalDataView.objects.create(
        member=correction.member,
        market=correction.market,
        what=personal_data.NIK,
        by=by,
        at=at,
    )
    return Numbers(_written(wished), _written(former))


def _written(digits: str) -> str:
    return f"{digits[:6]} {digits[6:12]} {digits[12:]}".strip()
