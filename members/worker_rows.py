"""An approved person as a row of the bulk layout for new workers, in the layout's own words."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, TextField
from django.db.models.functions import Cast

from markets import indonesian, months
from members import bulk_columns, nik_vault
from members.models import BulkImport, CoverageTerm, Enrolment, Member, Placement

COLUMNS = bulk_columns.of(BulkImport.Kind.NEW_WORKERS)
AT_ONCE = 1_000


def cells(*, enrolments: Sequence[Enrolment], on: dt.date) -> Iterator[list[str]]:
    """The row of each: who she is and where she is found now, and what is insured that day.

    Raises nik_vault.UnableToOpenNik.
    """
    for start in range(0, len(enrolments), AT_ONCE):
        part = enrolments[start : start + AT_ONCE]
        found = _with_places([enrolment.member_id for enrolment in part])
        with indonesian.spoken():
            rows = [_row(found[each.member_id], each, months.first_of(on)) for each in part]
        yield from rows


def _with_places(members: Sequence[int]) -> dict[int, Any]:
    places = Placement.objects.filter(find_here=True, last_day=None)
    # To take ten thousand phone numbers apart and put them together again would take seconds.
    rows = Member.objects.defer("phone").annotate(kept_phone=Cast("phone", TextField()))
    rows = rows.select_related("market").prefetch_related(
        Prefetch("placements", places.select_related("block", "stall"), to_attr="found_at"),
        Prefetch("terms", CoverageTerm.objects.order_by("first_month"), to_attr="by_month"),
    )
    return rows.in_bulk(list(members))


def _row(member: Any, enrolment: Enrolment, month: dt.date) -> list[str]:
    written = {**_person(member), **_wishes(_insured(member, enrolment, month)), **_place(member)}
    written["employs_others"] = _yes_or_no(enrolment.employs_others)
    return [written[column.key] for column in COLUMNS]


def _insured(member: Any, enrolment: Enrolment, month: dt.date) -> CoverageTerm | Enrolment:
    """The term in which the month lies; before the first one begins, that one."""
    begun = [term for term in member.by_month if term.first_month <= month]
    return (begun[-1:] or member.by_month[:1] or [enrolment])[0]


def _person(member: Any) -> dict[str, str]:
    return {
        "nik": nik_vault.open_(member),
        "name": member.name,
        "birth_place": member.birth_place,
        "birth_date": f"{member.birth_date:%d-%m-%Y}",
        "sex": str(member.get_sex_display()),
        "mother_name": member.mother_name,
        "address": member.address,
        # 08... as people write it: a cell that begins with + would be escaped.
        "phone": member.kept_phone.replace("+62", "0", 1),
        "occupation": member.occupation,
        "second_occupation": member.second_occupation,
    }


def _wishes(insured: CoverageTerm | Enrolment) -> dict[str, str]:
    return {
        "sector": str(insured.get_sector_display()),
        "declared_income_idr": str(insured.declared_income_idr),
        "jht": _yes_or_no(insured.jht),
        "payer_kind": str(insured.get_payer_kind_display()),
    }


def _place(member: Any) -> dict[str, str]:
    [place] = member.found_at or [None]
    block, stall = (place.block, place.stall) if place else (None, None)
    return {
        "market": member.market.name,
        "block": block.name if block else "",
        "stall_kind": str(stall.get_kind_display()) if stall else "",
        "stall_number": stall.number if stall else "",
    }


def _yes_or_no(value: bool) -> str:
    return "Ya" if value else "Tidak"
