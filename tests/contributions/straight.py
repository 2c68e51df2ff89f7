"""Rows written past the jobs, straight into the tables, by the role under which the app works."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F

from contributions.models import Payment, ReceiptSeries
from tests import factories


@contextmanager
def refused_by(name: str) -> Iterator[None]:
    """The database refuses what is done here, and names the constraint or trigger."""
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        yield
        with connection.cursor() as cursor:  # what is otherwise checked at the end
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def a_number_without_receipt() -> Iterator[None]:
    """A receipt number that nobody explains, which the database lets nobody keep."""
    with transaction.atomic():
        ReceiptSeries.objects.update(last_number=F("last_number") + 1)
        yield
        transaction.set_rollback(True)


def insert(row: Any, **changes: Any) -> Any:
    """A further row like this one, with these fields changed."""
    new = copy.copy(row)
    new._state = copy.copy(row._state)
    if "id" not in changes:
        new.pk = None
    for field, value in changes.items():
        setattr(new, field, value)
    new.save(force_insert=True)
    return new


def update(row: models.Model, **changes: Any) -> None:
    """Change the row in the table, whatever the jobs think of it."""
    type(row)._default_manager.filter(pk=row.pk).update(**changes)


def another_payment(payment: Payment, **changes: Any) -> Payment:
    """A further payment like this one, without lines."""
    fields = {"id": factories.new_id(), "number": 99, "token": "andere"} | changes
    return insert(payment, **fields)
