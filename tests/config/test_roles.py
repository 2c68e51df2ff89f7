"""What the app role may do to each kind of table."""

import pghistory
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from config import roles
from tests.factories import make_collector
from tests.plugins.databases import ScratchDatabase

pytestmark = pytest.mark.usefixtures("two_roles")


@pytest.mark.django_db
def test_tests_work_as_the_app_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize("model", roles.money_models(), ids=lambda model: model._meta.label)
def test_money_rows_cannot_be_deleted_and_change_only_where_named(model) -> None:
    table = model._meta.db_table
    changeable = {model._meta.get_field(name).column for name in model.updatable_columns}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege_type FROM information_schema.role_table_grants"
            " WHERE table_name = %s AND grantee = current_user",
            [table],
        )
        assert {row[0] for row in cursor.fetchall()} == {"SELECT", "INSERT"}
        cursor.execute(
            "SELECT column_name FROM information_schema.role_column_grants"
            " WHERE table_name = %s AND grantee = current_user AND privilege_type = 'UPDATE'",
            [table],
        )
        assert {row[0] for row in cursor.fetchall()} == changeable


@pytest.mark.django_db
def test_histories_are_written_by_changes_and_never_rewritten() -> None:
    with pghistory.context(user=1):
        collector = make_collector()
    with pghistory.context(user=2):  # two changes in one request write its context again
        for name in ("Ujang", "Ujang Suryana"):
            collector.name = name
            collector.save()
    assert collector.events.count() == 3
    table, context = collector.events.model._meta.db_table, "pghistory_context"
    for statement in (
        f"UPDATE {table} SET name = 'Orang Lain'",
        f"DELETE FROM {table}",
        f"DELETE FROM {context}",
        f"UPDATE {context} SET id = gen_random_uuid()",
        f"UPDATE {context} SET created_at = now()",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("model", roles.history_models(), ids=lambda model: model._meta.label)
def test_each_history_may_only_be_read_and_added_to(model) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege_type FROM information_schema.role_table_grants"
            " WHERE table_name = %s AND grantee = current_user",
            [model._meta.db_table],
        )
        assert {row[0] for row in cursor.fetchall()} == {"SELECT", "INSERT"}
        cursor.execute(
            "SELECT column_name FROM information_schema.role_column_grants"
            " WHERE table_name = %s AND grantee = current_user AND privilege_type = 'UPDATE'",
            [model._meta.db_table],
        )
        assert {row[0] for row in cursor.fetchall()} == set(roles.emptied_columns(model))


@pytest.mark.django_db
def test_the_app_role_may_not_touch_the_list_of_migrations_or_make_tables() -> None:
    for statement in ("DELETE FROM django_migrations", "CREATE TABLE own (number int)"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_rights_are_the_same_after_a_second_time_and_return_after_damage(
    scratch_database: ScratchDatabase,
) -> None:
    model = roles.money_models()[0]
    table = model._meta.db_table
    rights = (
        "SELECT relname, relacl::text, attname, attacl::text FROM pg_class c"
        " LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND attacl IS NOT NULL"
        " WHERE relnamespace = 'public'::regnamespace ORDER BY relname, attname"
    )
    before = scratch_database.execute_as_owner(rights)
    call_command("prepare_database", verbosity=0)
    assert scratch_database.execute_as_owner(rights) == before
    app_role = connections["default"].settings_dict["USER"]
    scratch_database.execute_as_owner(f'GRANT UPDATE, DELETE ON "{table}" TO "{app_role}"')
    assert scratch_database.execute_as_owner(rights) != before
    roles.grant(connections["owner"], app_role)
    assert scratch_database.execute_as_owner(rights) == before


def test_a_statement_of_the_app_on_money_is_refused_for_want_of_the_right(
    scratch_database: ScratchDatabase,
) -> None:
    table = roles.money_models()[0]._meta.db_table
    # Without the triggers, so that it is the right alone that refuses.
    scratch_database.execute_as_owner(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    for statement in (f'DELETE FROM "{table}"', f'TRUNCATE "{table}" CASCADE'):
        with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(statement)
