"""Production works as a role that owns nothing: an owner may rewrite money, whatever the rules."""

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from config import environment

# A superuser counts as a member of every role.
MAY_TOO_MUCH = """
    SELECT pg_has_role(current_user, database.datdba, 'MEMBER') OR EXISTS (
        SELECT FROM pg_class relation
        WHERE relation.relnamespace = 'public'::regnamespace AND relation.relkind IN ('r', 'p')
          AND pg_has_role(current_user, relation.relowner, 'MEMBER'))
    FROM pg_database database WHERE database.datname = current_database()
"""


def refuse_owner(app: BaseDatabaseWrapper) -> None:
    """Raise ImproperlyConfigured where production's app role may do what an owner may."""
    if environment.current() != environment.PRODUCTION:
        return
    with app.cursor() as cursor:
        cursor.execute(MAY_TOO_MUCH)
        (may_too_much,) = cursor.fetchone()
    if may_too_much:
        raise ImproperlyConfigured(
            f"DATABASE_URL names {app.settings_dict['USER']}, a superuser or an owner of tables: "
            "name a role that owns nothing, and the owner in DATABASE_OWNER_URL, which only "
            "`prepare_database` is told."
        )


def refuse_owner_at_start(app: BaseDatabaseWrapper) -> None:
    """As `refuse_owner`; a database that is down is no reason not to start."""
    try:
        refuse_owner(app)
    except OperationalError:
        return  # pages answer 503 until it is back; `prepare_database` has looked too
    finally:
        app.close()
