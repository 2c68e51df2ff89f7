"""What the app role may do: everything on ordinary tables, little on money and on history.

A model whose rows are money says so by `updatable_columns`, the names of the fields that may
still change once a row is written. Its rows are never deleted. Nor are those of a history.
"""

from collections.abc import Iterator
from typing import Any, cast

import pghistory.models
from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from members.erasures import IN_HISTORY

SCHEMA = "public"
READ_ONLY_TABLES = ("django_migrations",)
# What pghistory's trigger writes again when a second row is changed in the same request.
CONTEXT_COLUMNS = ("metadata", "updated_at")
# What is emptied in the history of people when it may not be kept any more; a trigger of that
# table refuses any other change.
EMPTIED_IN_HISTORY = {
    "members.MemberEvent": IN_HISTORY,
    "members.EnrolmentEvent": ("membership_number",),
}


def grant(owner: BaseDatabaseWrapper, app_role: str) -> None:
    """Give the app role its rights on the owner's tables; the same again changes nothing."""
    with transaction.atomic(using=owner.alias), owner.cursor() as cursor:
        for statement in statements(owner, app_role):
            cursor.execute(statement)


def statements(owner: BaseDatabaseWrapper, app_role: str) -> Iterator[str]:
    """The SQL of `grant`."""
    role = owner.ops.quote_name(app_role)
    yield f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {SCHEMA} TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {SCHEMA} TO {role}"
    for table in READ_ONLY_TABLES:
        yield f"REVOKE INSERT, UPDATE, DELETE ON {owner.ops.quote_name(table)} FROM {role}"
    existing = set(owner.introspection.table_names())
    fixed = {model: model.updatable_columns for model in money_models()}  # type: ignore[attr-defined]
    fixed |= {model: emptied_columns(model) for model in history_models()}
    fixed[pghistory.models.Context] = CONTEXT_COLUMNS
    for model, names in fixed.items():
        if model._meta.db_table in existing:
            yield from _on_fixed(owner, model, names, role)


def money_models() -> list[type[models.Model]]:
    """The models that say which of their columns may change."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if getattr(model, "updatable_columns", None) is not None
    ]


def history_models() -> list[type[models.Model]]:
    """The models of what rows were before they were changed; triggers write them."""
    return [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]


def emptied_columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a history that may be emptied; hardly any."""
    return EMPTIED_IN_HISTORY.get(model._meta.label, ())


def _on_fixed(
    owner: BaseDatabaseWrapper, model: type[models.Model], names: tuple[str, ...], role: str
) -> Iterator[str]:
    table = owner.ops.quote_name(model._meta.db_table)
    # Taking UPDATE from a table takes it from each of its columns too.
    yield f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}"
    if names:
        fields = [cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in names]
        columns = ", ".join(owner.ops.quote_name(str(field.column)) for field in fields)
        yield f"GRANT UPDATE ({columns}) ON {table} TO {role}"
