"""The databases: one, under two roles.

`default` is the app role, which owns nothing; `owner` migrates. DATABASE_URL wins when set,
with DATABASE_OWNER_URL for the owner if that is another role. Without them development and
tests use the project's own servers; production refuses to start.
"""

import os
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from config import environment, servers
from config.servers.postgres import DATABASE, ROLES

# A database that is down must be noticed in seconds, by who connects and by who is connected.
PATIENCE = {"connect_timeout": 3, "tcp_user_timeout": 10_000}
CONNECTION_SECONDS = 60


def databases() -> dict[str, dict[str, Any]]:
    """Django's DATABASES."""
    url = os.environ.get("DATABASE_URL", "")
    if url:
        owner_url = os.environ.get("DATABASE_OWNER_URL") or url
        environment.refuse_weak_password("DATABASE_URL", url)
        environment.refuse_weak_password("DATABASE_OWNER_URL", owner_url)
        app, owner = _reached_at(url), _reached_at(owner_url)
    else:
        _refuse_in_production("DATABASE_URL")
        app, owner = _on_own_servers("app"), _on_own_servers("owner")
    return {"default": _patient(app), "owner": _patient(owner)}


def broker_url() -> str:
    """The broker's address: REDIS_URL, else that of the project's own servers.

    Starts or joins them: call it where the broker is needed, not in settings.
    """
    url = os.environ.get("REDIS_URL", "")
    if not url:
        _refuse_in_production("REDIS_URL")
        url = servers.project().redis_url()
    environment.refuse_weak_password("REDIS_URL", url)
    return url


def _refuse_in_production(name: str) -> None:
    if environment.current() == environment.PRODUCTION:
        raise ImproperlyConfigured(
            f"{name} is missing: production does not start servers of its own."
        )


def _reached_at(url: str) -> dict[str, Any]:
    database = dict(environ.Env.db_url_config(url))
    options = dict(database.pop("OPTIONS", {}))
    # A socket's folder is no valid host in a URL and travels as an option.
    database["HOST"] = options.pop("host", database["HOST"])
    database["PORT"] = options.pop("port", database["PORT"])
    return {**database, "OPTIONS": options}


def _on_own_servers(role: str) -> dict[str, Any]:
    return {
        "ENGINE": "config.servers.postgresql",
        "NAME": DATABASE,
        "USER": ROLES[role],
        "OPTIONS": {},
    }


def _patient(database: dict[str, Any]) -> dict[str, Any]:
    return {
        **database,
        "OPTIONS": {**PATIENCE, **database["OPTIONS"]},
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "CONN_HEALTH_CHECKS": True,
    }
