"""Builders of what is asked of the branch about members."""

import datetime as dt
import uuid
from typing import Any

from contributions import departures, nik_corrections, term_changes
from markets.models import User
from members import nik, nik_vault
from members.models import Departure, Member, NikCorrection, Sector, TermChange
from tests.factories import NOON, TODAY, make_nik


def make_term_change(
    *,
    member: Member,
    by: User,
    at: dt.datetime = NOON,
    from_month: dt.date = dt.date(2026, 12, 1),
    **fields: Any,
) -> TermChange:
    """Somebody asks for two million rupiah of income, without JHT, from December 2026 on."""
    wishes = {"declared_income_idr": 2_000_000, "jht": False, "sector": Sector.NON_TRANSPORT}
    explanation = fields.pop("explanation", "")
    return term_changes.ask(
        id=fields.pop("id", None) or uuid.uuid4(),
        member=member,
        wishes=term_changes.Wishes(**{**wishes, **fields}),
        from_month=from_month,
        explanation=explanation,
        by=by,
        at=at,
    )


def give_nik(*, member: Member, digits: str) -> Member:
    """Let that be her NIK, sealed as it ought to be."""
    number = nik.parse(digits, on=TODAY)
    member.nik_index = nik_vault.index(number)
    member.nik_encrypted, member.nik_key_id = nik_vault.seal(number)
    member.save(update_fields=["nik_index", "nik_encrypted", "nik_key_id"])
    return member


def make_nik_correction(
    *, member: Member, by: User, at: dt.datetime = NOON, **fields: Any
) -> NikCorrection:
    """Somebody asks for another NIK."""
    fields.setdefault("number", make_nik())
    fields.setdefault("id", uuid.uuid4())
    return nik_corrections.ask(member=member, by=by, at=at, **fields)


def make_departure(
    *,
    member: Member,
    by: User,
    at: dt.datetime = NOON,
    from_month: dt.date = dt.date(2026, 12, 1),
    **fields: Any,
) -> Departure:
    """Somebody says that she stops working, and that December is the first month without her."""
    fields.setdefault("id", uuid.uuid4())
    fields.setdefault("reason", Departure.Reason.STOPPED_WORKING)
    return departures.ask(member=member, from_month=from_month, by=by, at=at, **fields)
