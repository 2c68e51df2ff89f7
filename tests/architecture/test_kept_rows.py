"""What code says may change in a kept row is what the database lets change."""

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection

from config.roles import money_models

# Amounts in rows that are not kept for ever, each with what it is.
AMOUNTS_ELSEWHERE = {
    "collectors.Reminder": "a copy for sorting; pages read the contributions",
    "contributions.IncomeBand": "tariff: fixed as loaded by its own trigger",
    "contributions.Rate": "tariff: fixed as loaded by its own trigger",
    "markets.Partner": "a limit of cash in hand, no money",
    "members.CoverageTerm": "declared income, no money",
    "members.Enrolment": "declared income, no money",
}

KEPT = pytest.mark.parametrize("model", money_models(), ids=lambda model: model._meta.label)


def _triggers(model):
    return [trigger for registered, trigger in pgtrigger.registered() if registered is model]


@KEPT
def test_the_changeable_columns_are_those_the_trigger_leaves_free(model):
    updates = [t for t in _triggers(model) if t.name in {"fixed_as_written", "never_changed"}]
    assert len(updates) == 1
    free = set(getattr(updates[0], "exclude", None) or ())
    assert free == set(model.updatable_columns)
    assert all(model._meta.get_field(name) for name in model.updatable_columns)


@KEPT
def test_kept_rows_are_guarded_against_deletion_and_truncation(model):
    assert {"never_deleted", "never_truncated"} <= {t.name for t in _triggers(model)}


@KEPT
def test_what_is_written_once_or_moves_in_steps_may_change_at_all(model):
    changing = {
        t.name.removesuffix("_is_written_once")
        for t in _triggers(model)
        if t.name.endswith("_is_written_once")
    }
    moving = {t.field for t in _triggers(model) if isinstance(t, pgtrigger.FSM)}
    assert changing | moving <= set(model.updatable_columns)


@pytest.mark.django_db
def test_every_declared_trigger_stands_in_the_database():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgenabled <> 'D'"
        )
        standing = {(table.strip('"'), name) for table, name in cursor.fetchall()}
    missing = [
        (model._meta.label, trigger.name)
        for model, trigger in pgtrigger.registered()
        if (model._meta.db_table, trigger.get_pgid(model)) not in standing
    ]
    assert missing == []


def test_every_amount_of_money_is_in_a_kept_row_or_has_its_reason():
    kept = set(money_models())
    elsewhere = {
        model._meta.label
        for model in apps.get_models()
        if model not in kept and not model._meta.label.endswith("Event")
        if any(field.name.endswith("_idr") for field in model._meta.fields)
    }
    assert elsewhere == set(AMOUNTS_ELSEWHERE)
