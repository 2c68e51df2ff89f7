"""The deployment as it is written down: docker-compose.yml, Dockerfile, .env.example."""

import json
import re
from urllib.parse import urlsplit

import pytest

from config.servers.postgres import COMMON_OPTIONS
from tests.config.compose import (
    REQUIRED,
    ROOT,
    Missing,
    compose,
    filled_in,
    goes_into_the_image,
    names_in_the_file,
    stages,
    variables_of,
)

OURS = {"prepare", "web", "worker", "beat"}
READ_BY_THE_CODE = re.compile(
    r"""(?:environ\.get\(|environ\[|\benv\(|env\.\w+\(|\bsecret\()\s*["']([A-Z][A-Z_]+)["']"""
)


@pytest.fixture
def variables():
    return filled_in()


@pytest.fixture
def services(variables):
    return compose(variables)["services"]


@pytest.mark.parametrize("name", REQUIRED)
def test_nothing_starts_without_a_secret_or_a_host_name(name):
    with pytest.raises(Missing, match=f"{name} is missing, see .env.example"):
        compose(filled_in(**{name: ""}))


def test_every_service_is_watched_and_comes_back_after_a_crash(services):
    for name in services.keys() - {"prepare"}:
        assert services[name]["restart"] == "unless-stopped"
        assert services[name]["healthcheck"]["test"]
        assert {"mem_limit", "cpus", "logging"} <= services[name].keys()
    assert services["prepare"]["restart"] == "no"
    assert services["prepare"]["healthcheck"] == {"disable": True}


def test_only_the_web_server_can_be_reached_and_only_from_this_machine(services):
    assert {name for name in services if "ports" in services[name]} == {"web"}
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_the_database_is_prepared_before_anything_uses_it(services):
    prepared = {"condition": "service_completed_successfully"}
    healthy = {"condition": "service_healthy"}
    assert services["prepare"]["depends_on"] == {"db": healthy}
    # Pages do not need the broker, so the web server does not wait for it.
    assert services["web"]["depends_on"] == {"db": healthy, "prepare": prepared}
    for name in ("worker", "beat"):
        assert services[name]["depends_on"] == {
            "db": healthy,
            "valkey": healthy,
            "prepare": prepared,
        }


def test_each_service_is_told_only_the_secrets_it_needs(services, variables):
    who_knows = {
        secret: {name for name in services if variables[secret] in json.dumps(services[name])}
        for secret in REQUIRED
    }
    assert who_knows == {
        "SECRET_KEY": OURS,
        "NIK_ENCRYPTION_KEY": OURS,
        "NIK_INDEX_KEY": OURS,
        "ALLOWED_HOSTS": OURS,
        "POSTGRES_PASSWORD": {"db"},
        "MITRA_OWNER_PASSWORD": {"db", "prepare"},
        "MITRA_APP_PASSWORD": {"db"} | OURS,
        "VALKEY_PASSWORD": {"valkey", "worker", "beat"},
    }


def test_the_addresses_lead_to_the_services_under_the_two_roles(services):
    for name in OURS:
        environment = services[name]["environment"]
        assert environment["MITRA_ENVIRONMENT"] == "production"
        assert _place(environment["DATABASE_URL"]) == ("mitra_app", "db", 5432, "/mitra")
    owner = services["prepare"]["environment"]["DATABASE_OWNER_URL"]
    assert _place(owner) == ("mitra_owner", "db", 5432, "/mitra")
    for name in ("worker", "beat"):
        broker = services[name]["environment"]["REDIS_URL"]
        assert _place(broker) == ("", "valkey", 6379, "/0")


def _place(address):
    url = urlsplit(address)
    return url.username, url.hostname, url.port, url.path


def test_the_log_of_the_database_holds_nothing_of_refused_rows(services):
    silent = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
    assert services["db"]["command"] == [
        "postgres",
        *(word for name, value in silent.items() for word in ("-c", f"{name}={value}")),
    ]
    assert silent.items() <= COMMON_OPTIONS.items()  # and the project's own servers


def test_data_outlives_its_container(services):
    volumes = compose(filled_in())["volumes"]
    assert {
        name: services[name]["volumes"] for name in services if "volumes" in services[name]
    } == {
        "db": ["db:/var/lib/postgresql"],
        "valkey": ["valkey:/data"],
        "beat": ["beat:/var/lib/mitra/beat"],
        "web": ["documents:/var/lib/mitra/documents"],
        "worker": ["documents:/var/lib/mitra/documents"],
    }
    assert set(volumes) == {"db", "valkey", "beat", "documents"}


def test_the_image_alone_serves_and_watches_itself_as_the_web_service_does(services):
    instructions = dict(stages()[-1])
    assert json.loads(instructions["CMD"]) == services["web"]["command"]
    asks = json.loads(instructions["HEALTHCHECK"].partition("CMD ")[2])
    assert services["web"]["healthcheck"]["test"] == ["CMD", *asks]
    assert instructions["USER"] == "mitra"
    assert variables_of(stages()[-1])["MITRA_ENVIRONMENT"] == "production"


def test_only_the_product_goes_into_the_image():
    chosen = {path.name for path in ROOT.iterdir() if goes_into_the_image(path.name)}
    assert {"manage.py", "uv.lock", "config", "static", "templates"} <= chosen
    assert chosen <= {
        *("manage.py", "pyproject.toml", "uv.lock", "LICENSE", "NOTICE", "locale"),
        *("config", "markets", "members", "contributions", "collectors", "templates", "static"),
    }
    assert goes_into_the_image("config/management/commands/canary.py")
    for other in (".env", ".mitra/secret_key.secret", "config/__pycache__/settings.pyc"):
        assert not goes_into_the_image(other)
    assert not goes_into_the_image("config/demo/world.py")


def test_every_variable_is_explained_in_the_example_and_no_other():
    example = (ROOT / ".env.example").read_text()
    explained = set(re.findall(r"^#?([A-Z][A-Z_]+)=", example, re.M))
    read = {
        name
        for path in (ROOT / "config").rglob("*.py")
        for name in READ_BY_THE_CODE.findall(path.read_text())
    }
    used = {name for name in read | names_in_the_file() if name not in ("PORT",)}
    assert explained == used - {"DJANGO_SETTINGS_MODULE"}


def test_the_example_holds_no_secret():
    example = (ROOT / ".env.example").read_text()
    for name in set(REQUIRED):
        assert re.search(rf"^{name}=$", example, re.M), name
