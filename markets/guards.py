"""Rows that must not change: triggers with which the database itself keeps them.

A mistake in such a row is mended by another row. The app's database role gets rights to match
(config/roles.py reads `updatable_columns`): no DELETE, and UPDATE only of the named columns.
"""

from collections.abc import Callable
from typing import TypeVar

import pgtrigger
from django.db import models

Model = TypeVar("Model", bound=type[models.Model])


def kept(
    *,
    changes: tuple[str, ...] = (),
    once: tuple[str, ...] = (),
    moves: tuple[tuple[str, str], ...] = (),
) -> Callable[[Model], Model]:
    """Rows of this model stay for ever, as they were written but for the named fields.

    `changes` may change, those of them named in `once` only from empty to a value, and `status`
    only along the steps of `moves`.
    """

    def guard(model: Model) -> Model:
        model.updatable_columns = changes  # type: ignore[attr-defined]
        triggers = [*_never_deleted(), *map(_written_once, once)]
        if changes:
            triggers.append(pgtrigger.ReadOnly(name="fixed_as_written", exclude=list(changes)))
        else:
            triggers.append(pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update))
        if moves:
            triggers.append(
                pgtrigger.FSM(
                    name="status_moves_as_listed", field="status", transitions=list(moves)
                )
            )
        return pgtrigger.register(*triggers)(model)

    return guard


def _never_deleted() -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        pgtrigger.Trigger(
            name="never_truncated",
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            func="RAISE EXCEPTION 'rows of % stay for ever', TG_TABLE_NAME;",
        ),
    ]


def _written_once(field: str) -> pgtrigger.Trigger:
    return pgtrigger.Protect(
        name=f"{field}_is_written_once",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(**{f"old__{field}__isnull": False})
        & pgtrigger.Q(**{f"old__{field}__df": pgtrigger.F(f"new__{field}")}),
    )
