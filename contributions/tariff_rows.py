"""The rows of the tariff that touch a span of months, read in one query.

Nearly every page and payment needs all three kinds of them.
"""

import datetime as dt
import json
from typing import Any, NamedTuple, TypeVar

from django.db import connection

from contributions.models import IncomeBand, Rate, Regulation, Relief
from contributions.models.tariff import InForce

# Each kind with its table; the texts are ours.
KINDS: tuple[type[InForce], ...] = (IncomeBand, Rate, Relief)
TOUCHING = " UNION ALL ".join(
    f"""
    SELECT {kind}, to_jsonb(held), to_jsonb(regulation)
    FROM {model._meta.db_table} held
    JOIN contributions_regulation regulation ON regulation.id = held.regulation_id
    WHERE held.first_month <= %(last)s
      AND (held.last_month IS NULL OR held.last_month >= %(first)s)
    """
    for kind, model in enumerate(KINDS)
)
Row = TypeVar("Row")


class TariffRows(NamedTuple):
    """Bands by the income they begin at, rates, and reliefs."""

    bands: list[IncomeBand]
    rates: list[Rate]
    reliefs: list[Relief]


def touching(*, first: dt.date, last: dt.date) -> TariffRows:
    """What is in force in any month of that span, with its regulation."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHING, {"first": first, "last": last})
        found = cursor.fetchall()
    regulations: dict[int, Regulation] = {}
    rows: tuple[list[Any], ...] = ([], [], [])
    for kind, held, regulation in found:
        facts = _parsed(regulation)
        known = regulations.setdefault(facts["id"], _row(Regulation, facts))
        row: Any = _row(KINDS[kind], _parsed(held))
        row.regulation = known
        rows[kind].append(row)
    bands, rates, reliefs = rows
    return TariffRows(sorted(bands, key=lambda band: band.income_from_idr), rates, reliefs)


def _parsed(value: Any) -> dict[str, Any]:
    return json.loads(value) if isinstance(value, str) else value


def _row(model: type[Row], facts: dict[str, Any]) -> Row:
    fields = model._meta.concrete_fields  # type: ignore[attr-defined]
    values = [field.to_python(facts[field.column]) for field in fields]
    return model.from_db("default", [field.attname for field in fields], values)  # type: ignore[attr-defined]
