"""Production starts only with everything it needs, and says in a sentence what is missing."""

import os
import runpy
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from config import databases, environment, proxy
from tests.config.compose import filled_in

ROOT = Path(environment.__file__).resolve().parent.parent
SECRETS = ("SECRET_KEY", "NIK_ENCRYPTION_KEY", "NIK_INDEX_KEY")
GOOD = secrets.token_urlsafe(48)


def production(**others: str) -> dict[str, str]:
    """An environment with which production starts; `others` change it, "" takes away."""
    variables = {
        **{name: value for name, value in filled_in().items() if name in SECRETS},
        "MITRA_ENVIRONMENT": "production",
        "ALLOWED_HOSTS": "mitra.example",
        "DATABASE_URL": f"postgres://mitra_app:{GOOD}@db.example/mitra",
        **others,
    }
    return {name: value for name, value in variables.items() if value}


@pytest.fixture
def settings_with(monkeypatch):
    """Reads the settings anew with just that environment."""

    def read(**others: str) -> dict:
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in production(**others).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "config" / "settings.py"))

    return read


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize(
    "weak",
    [
        pytest.param("", id="missing"),
        pytest.param(GOOD[:49], id="short"),
        pytest.param("aB3" * 20, id="few characters"),
        pytest.param("0123456789abcdefghij" * 3, id="repeated"),
        pytest.param(f"django-insecure-{GOOD}", id="a generated project's"),
        pytest.param(f"{GOOD}-change-me", id="a placeholder"),
    ],
)
def test_a_missing_or_weak_secret_is_refused(settings_with, name, weak):
    with pytest.raises(ImproperlyConfigured, match=f"{name} is missing or too weak"):
        settings_with(**{name: weak})


@pytest.mark.parametrize("kind", [secrets.token_urlsafe, secrets.token_hex])
def test_a_random_secret_is_strong_enough(kind):
    assert not any(environment.is_weak(kind(48)) for _ in range(500))


@pytest.mark.parametrize("one", SECRETS)
@pytest.mark.parametrize("other", SECRETS)
def test_equal_secrets_are_refused(settings_with, one, other):
    if one == other:
        settings_with(**{one: GOOD})
    else:
        with pytest.raises(ImproperlyConfigured, match="must differ from each other"):
            settings_with(**{one: GOOD, other: GOOD})


def test_a_new_nik_key_is_new_and_has_a_new_name(settings_with):
    settings_with(NIK_KEY_ID="k2", NIK_OLD_KEYS=f"k1={GOOD}")
    with pytest.raises(ImproperlyConfigured, match="a new key needs a new id"):
        settings_with(NIK_KEY_ID="k1", NIK_OLD_KEYS=f"k1={GOOD}")
    with pytest.raises(ImproperlyConfigured, match="a new key is new"):
        settings_with(NIK_KEY_ID="k2", NIK_OLD_KEYS=f"k1={GOOD}", NIK_ENCRYPTION_KEY=GOOD)


def test_production_is_no_demo(settings_with):
    with pytest.raises(ImproperlyConfigured, match="MITRA_DEMO must not be set in production"):
        settings_with(MITRA_DEMO="true")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "", "DATABASE_URL is missing"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS is empty"),
        ("ALLOWED_HOSTS", "mitra.example,*", r"ALLOWED_HOSTS must not hold \*"),
        ("DJANGO_DEBUG", "true", "DJANGO_DEBUG must not be set in production"),
        ("MITRA_ENVIRONMENT", "prod", "MITRA_ENVIRONMENT is 'prod'"),
    ],
)
def test_what_is_missing_or_wrong_is_named(settings_with, name, value, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        settings_with(**{name: value})


@pytest.mark.parametrize(
    "weak",
    [
        pytest.param("", id="missing"),
        pytest.param(GOOD[:23], id="short"),
        pytest.param("0123456789abcdef" * 4, id="repeated"),
        pytest.param(f"example-{GOOD}", id="an example"),
    ],
)
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("DATABASE_URL", "postgres://mitra_app:{}@db.example/mitra"),
        ("DATABASE_OWNER_URL", "postgres://mitra_owner:{}@db.example/mitra"),
        ("REDIS_URL", "redis://:{}@valkey.example:6379/0"),
    ],
)
def test_a_weak_password_in_an_address_is_refused(settings_with, name, address, weak):
    def start(password):
        broker = {"REDIS_URL": f"redis://:{GOOD}@valkey.example:6379/0"}
        settings_with(**{**broker, name: address.format(password)})
        databases.broker_url()

    start(GOOD)
    with pytest.raises(ImproperlyConfigured, match=f"The password in {name} is missing or too"):
        start(weak)


def test_a_socket_may_do_without_a_password(settings_with):
    settings_with(DATABASE_URL="postgres://mitra_app@/mitra?host=%2Frun%2Fpostgresql")


def test_cookies_and_addresses_are_safe_behind_tls(settings_with):
    settings = settings_with()
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_HTTPONLY"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SECURE_SSL_REDIRECT"]
    assert settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert settings["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert settings["SECURE_REFERRER_POLICY"] == "same-origin"


def test_names_below_ours_may_be_left_out_of_https(settings_with):
    settings = settings_with(SECURE_HSTS_INCLUDE_SUBDOMAINS="false")
    assert not settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert not settings["SECURE_HSTS_PRELOAD"]


def test_a_header_of_a_stranger_counts_for_nothing_where_no_proxy_stands(settings_with):
    assert settings_with(MITRA_ENVIRONMENT="development")["SECURE_PROXY_SSL_HEADER"] is None


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("10.9.8.7, 203.0.113.7", "203.0.113.7"),  # the first is what the asker claims
        ("2001:db8::7", "2001:db8::7"),
        ("not an address", "172.18.0.1"),
        ("", "172.18.0.1"),
    ],
)
def test_guesses_of_passwords_count_against_who_asks_and_not_against_the_proxy(
    settings_with, rf, forwarded, expected
):
    assert settings_with()["AXES_CLIENT_IP_CALLABLE"] == "config.proxy.client_address"
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = rf.post("/masuk/", REMOTE_ADDR="172.18.0.1", headers=headers)
    assert proxy.client_address(request) == expected


def test_passwords_hashed_at_once_fit_into_the_web_servers_memory(settings_with):
    first = import_string(settings_with()["PASSWORD_HASHERS"][0])()
    figures = first.decode(first.encode("kata-sandi", "garam-untuk-uji"))
    assert figures["variety"] == "argon2id"
    # OWASP's figures; by Django's own a hash takes 100 MiB, and eight threads would take all.
    assert (figures["memory_cost"], figures["time_cost"], figures["parallelism"]) == (19_456, 2, 1)


def run(*command: str, **others: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *command],
        env=production(**others),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_djangos_own_check_of_a_deployment_finds_nothing():
    answer = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize(
    ("command", "variable"),
    [
        (("manage.py", "prepare_database"), "DATABASE_URL"),
        (("-m", "gunicorn", "config.wsgi", "--bind", "127.0.0.1:0"), "NIK_INDEX_KEY"),
        # The web server has no business with the broker; worker and beat have no other.
        (("-m", "celery", "-A", "config", "worker"), "REDIS_URL"),
    ],
)
def test_no_program_starts_without_what_it_needs(command, variable):
    answer = run(*command, **{variable: ""})
    assert answer.returncode != 0
    assert f"{variable} is missing" in answer.stderr
