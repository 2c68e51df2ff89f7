"""A row of an imported list as if a collector had just typed it, to be gone through with her."""

from typing import Any

from members import imported_people
from members.forms.enrolment_participant import NO, YES
from members.forms.enrolment_steps import IMPORTED
from members.models import ImportedPerson


def as_typed(person: ImportedPerson) -> dict[str, str]:
    """What her row says, by the names of the fields of the walk; without consent."""
    said = imported_people.application(person)
    born, stall = said.birth_date, said.stall
    first, *more = said.occupations
    typed: dict[str, Any] = {
        IMPORTED: person.pk,
        "nik": said.nik,
        "name": said.name,
        "birth_place": said.birth_place,
        "birth_date_day": born.day,
        "birth_date_month": born.month,
        "birth_date_year": born.year,
        "sex": said.sex,
        "mother_name": said.mother_name,
        "address": said.address,
        "phone": said.phone,
        "place": f"{said.market.pk}-{said.block.pk if said.block else ''}",
        "stall_kind": stall.kind if stall else "",
        "stall_number": stall.number if stall else "",
        "occupation": first,
        "second_occupation": more[0] if more else "",
        "sector": said.sector,
        "employs_others": str(said.employs_others).lower(),
        "declared_income_idr": said.declared_income_idr,
        "jht": str(said.jht).lower(),
        "participant": NO,
    }
    if said.earlier is not None:
        typed |= {
            "participant": YES,
            "member_since_month": said.earlier.member_since.month,
            "member_since_year": said.earlier.member_since.year,
            "last_month_paid_month": said.earlier.last_month_paid.month,
            "last_month_paid_year": said.earlier.last_month_paid.year,
            "membership_number": said.earlier.membership_number,
        }
    return {name: str(value) for name, value in typed.items()}
