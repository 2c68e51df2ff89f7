"""What the app role may do to each kind of table."""

import pytest
from django.db import connection

from config import roles

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
