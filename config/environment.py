"""What kind of place this is: development, test or production; and what each must bring along."""

import os
import secrets
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.servers.folder import give_to_the_folders_owner, make_private

DEVELOPMENT, TEST, PRODUCTION = "development", "test", "production"
PLACES = (DEVELOPMENT, TEST, PRODUCTION)
LEAST_SECRET_LENGTH = 50  # Django's own deployment check asks for as much
LEAST_PASSWORD_LENGTH = 24  # managed databases give no longer ones
LEAST_DIFFERENT_CHARACTERS = 12
# What stands in examples and generated projects, to be replaced before use.
TELLTALES = ("change", "default", "example", "insecure", "replace")


def current() -> str:
    """The environment named by MITRA_ENVIRONMENT; development where nothing is said."""
    place = os.environ.get("MITRA_ENVIRONMENT", DEVELOPMENT)
    if place not in PLACES:
        raise ImproperlyConfigured(
            f"MITRA_ENVIRONMENT is {place!r}; it must be one of {', '.join(PLACES)}."
        )
    return place


def secret(name: str, *, folder: Path) -> str:
    """The secret of that name from the environment.

    Outside production a missing secret is made once and kept in the project's private folder.
    Raises ImproperlyConfigured where production lacks it or has a weak one.
    """
    value = os.environ.get(name, "")
    if current() == PRODUCTION:
        if is_weak(value):
            raise ImproperlyConfigured(
                f"{name} is missing or too weak for production: set it to at least "
                f"{LEAST_SECRET_LENGTH} random characters, for example from "
                '`python -c "import secrets; print(secrets.token_urlsafe(48))"`.'
            )
        return value
    return value or _kept_secret(name, folder)


def refuse_weak_password(name: str, address: str) -> None:
    """Raise ImproperlyConfigured where production's server has no password, or a weak one.

    `name` is the variable that holds the address. A socket may do without: who reaches it is told
    by the system.
    """
    if current() != PRODUCTION:
        return
    parts = urlsplit(address)
    password = unquote(parts.password or "")
    by_socket = not parts.hostname or "socket" in parts.scheme
    if (password or not by_socket) and is_weak(password, least=LEAST_PASSWORD_LENGTH):
        raise ImproperlyConfigured(
            f"The password in {name} is missing or too weak for production: use at least "
            f"{LEAST_PASSWORD_LENGTH} random characters."
        )


def is_weak(value: str, *, least: int = LEAST_SECRET_LENGTH) -> bool:
    """Whether the value is too short, a placeholder, or too regular to have come by chance."""
    return (
        len(value) < least
        or len(set(value)) < LEAST_DIFFERENT_CHARACTERS
        or value in (value * 2)[1:-1]  # one piece, repeated
        or any(telltale in value.lower() for telltale in TELLTALES)
    )


def _kept_secret(name: str, folder: Path) -> str:
    make_private(folder)
    path = folder / f"{name.lower()}.secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_when_written(path)
    with os.fdopen(descriptor, "w") as file:
        give_to_the_folders_owner(path)
        value = secrets.token_urlsafe(48)
        file.write(value)
    return value


def _read_when_written(path: Path) -> str:
    for _ in range(100):
        value = path.read_text()
        if len(value) >= LEAST_SECRET_LENGTH:
            return value
        time.sleep(0.02)  # another process has made the file and is about to fill it
    raise ImproperlyConfigured(f"{path.name} is empty: delete it and start again.")
