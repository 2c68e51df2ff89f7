"""Rows that must not change: triggers with which the database itself keeps them.

A mistake in such a row is mended by another row. The app's database role gets rights to match
(config/roles.py reads `updatable_columns`): no DELETE, and UPDATE only of the named columns.
"""

from collections.abc import Callable
from typing import TypeVar

import pgtrigger
from django.db import IntegrityError, models

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
        triggers = [*_never_deleted()]
        triggers += [_written_once(model, field) for field in once]
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


def lies_within(*, name: str, part: str, place: str, model: str) -> pgtrigger.Trigger:
    """A trigger: the row's `part` lies in the row's `place`, where it has both.

    `model` is the part's, as app_label.Model. Refused like a check named `name`.
    """
    table, column = model.lower().replace(".", "_"), f"{place}_id"
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(f"{part}_id", f"{place}_id"),
        condition=pgtrigger.Q(
            **{f"new__{part}__isnull": False, f"new__{place}__isnull": False},
        ),
        func=f"""
            IF NOT EXISTS (
                SELECT FROM {table}
                WHERE id = NEW.{part}_id AND {column} = NEW.{column}) THEN
                RAISE EXCEPTION '{name}'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
        """,
    )


def refused(
    name: str,
    condition: str,
    *,
    lock: str = "",
    operation: pgtrigger.Operation | pgtrigger.Operations = pgtrigger.Insert,
) -> pgtrigger.Trigger:
    """A trigger that refuses a new row where the SQL condition holds, like a check of that name.

    With `operation` a changed one, or both.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        func=f"""
            {lock}
            IF {condition} THEN
                RAISE EXCEPTION '{name}'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NULL;
        """,
    )


def broken(error: IntegrityError) -> str:
    """The name of the check, key or trigger that refused a row; empty where it has none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or "")


def stays_within(place: str) -> pgtrigger.Trigger:
    """A trigger: a row never changes its `place`, on which other rows rely."""
    return pgtrigger.ReadOnly(name=f"stays_in_its_{place}", fields=[place])


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


def _written_once(model: type[models.Model], field: str) -> pgtrigger.Trigger:
    column = model._meta.get_field(field)
    is_text = isinstance(column, models.CharField) and not column.null
    filled = {f"old__{field}__gt": ""} if is_text else {f"old__{field}__isnull": False}
    return pgtrigger.Protect(
        name=f"{field}_is_written_once",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(**filled)
        & pgtrigger.Q(**{f"old__{field}__df": pgtrigger.F(f"new__{field}")}),
    )
