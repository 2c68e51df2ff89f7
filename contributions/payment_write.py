"""All rows of payments in one statement: one way to the database instead of four.

The columns are those of the models; triggers and constraints see the statement as a whole.
"""

import datetime as dt
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models

from contributions.models import Contribution, LedgerEntry, Payment, PaymentLine
from contributions.models.stored import STORED_AT


def together(
    *,
    payments: list[Payment],
    lines: list[PaymentLine],
    moves: list[LedgerEntry],
    paid_at: dt.datetime,
) -> None:
    """Store them, and mark the contributions of the lines as paid."""
    rows = [_as_json(payments), _as_json(lines), _as_json(moves)]
    paid = [line.contribution_id for line in lines]
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [*rows, paid_at, paid])


@cache
def _statement() -> str:
    return f"""
        WITH payment AS ({_insert(Payment)}),
             line AS ({_insert(PaymentLine)}),
             move AS ({_insert(LedgerEntry)})
        UPDATE {Contribution._meta.db_table} SET status = 'paid', status_at = %s
        WHERE id = ANY(%s)
    """


def _insert(model: type[models.Model]) -> str:
    columns = ", ".join(str(field.column) for field in _fields(model))
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({columns}) SELECT {columns}"
        f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
    )


def _as_json(rows: Sequence[models.Model]) -> str:
    """Moments and ids as text, which PostgreSQL reads to the microsecond."""
    return json.dumps(
        [
            {field.column: getattr(row, field.attname) for field in _fields(type(row))}
            for row in rows
        ],
        default=str,
    )


def _fields(model: type[models.Model]) -> list[Any]:
    """All columns but those that the database gives: a number, and when it stored the row."""
    return [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField) and field.name != STORED_AT
    ]
