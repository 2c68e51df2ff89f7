"""Production works as a role that owns nothing, and refuses to start as any other."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connections

from config import app_role
from tests.plugins.databases import ScratchDatabase

pytestmark = pytest.mark.usefixtures("two_roles")


@pytest.fixture
def in_production(monkeypatch):
    monkeypatch.setenv("MITRA_ENVIRONMENT", "production")


@pytest.mark.django_db(databases=["default", "owner"])
def test_only_a_role_that_owns_nothing_starts(in_production):
    app_role.refuse_owner(connections["default"])
    with pytest.raises(ImproperlyConfigured, match="a superuser or an owner of tables"):
        app_role.refuse_owner(connections["owner"])


def test_who_inherits_the_owners_rights_does_not_start(
    in_production, scratch_database: ScratchDatabase
):
    app, owner = (connections[alias].settings_dict["USER"] for alias in ("default", "owner"))
    table = "markets_branch"
    scratch_database.execute_as_owner(f'GRANT CREATE ON SCHEMA public TO "{app}"')
    scratch_database.execute_as_owner(f'ALTER TABLE {table} OWNER TO "{app}"')
    with pytest.raises(ImproperlyConfigured, match=f"DATABASE_URL names {app}"):
        call_command("prepare_database", verbosity=0)
    connections["default"].close()
    scratch_database.execute_as_owner(f'ALTER TABLE {table} OWNER TO "{owner}"')
    app_role.refuse_owner(connections["default"])


@pytest.mark.django_db(databases=["default", "owner"])
def test_outside_production_one_role_may_do_all():
    app_role.refuse_owner(connections["owner"])


@pytest.mark.django_db
def test_a_database_that_is_down_does_not_keep_the_web_server_from_starting(
    in_production, monkeypatch
):
    class Down:
        def cursor(self):
            raise OperationalError

        def close(self):
            pass

    app_role.refuse_owner_at_start(Down())
