"""The API's document: made from the code, whole, and shown under the policy of our pages."""

import json

import pytest
from django.apps import apps
from django.contrib.staticfiles.finders import get_finders
from django.test import Client
from django.urls import reverse
from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from tests.architecture.urlconf import addresses

# The document does not name itself.
ITSELF = {"api_schema", "api_docs"}
JSON = "application/vnd.oai.openapi+json"


@pytest.fixture(scope="module")
def schema():
    return json.loads(Client().get(reverse("api_schema"), headers={"accept": JSON}).content)


def examples(schema):
    """Each example with the shape of what it stands for."""
    for path in schema["paths"].values():
        for operation in path.values():
            for part in (operation.get("requestBody", {}), *operation["responses"].values()):
                for content in part.get("content", {}).values():
                    for example in content.get("examples", {}).values():
                        yield content["schema"], example["value"]


def test_it_is_made_without_a_warning_and_valid() -> None:
    reset_generator_stats()
    schema = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(schema)
    assert not GENERATOR_STATS


def test_it_names_every_address_of_the_api(schema) -> None:
    ours = {"/" + address.route for address in addresses() if address.is_api} - {
        reverse(name) for name in ITSELF
    }
    assert set(schema["paths"]) == ours
    assert len(ours) >= 5


def test_every_answer_is_described_and_nobody_is_left_out(schema) -> None:
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            assert operation["description"]
            if path != reverse("quote"):
                assert {"401", "404"} <= operation["responses"].keys()
            for status, answer in operation["responses"].items():
                assert answer.get("content"), (path, status)


def test_its_examples_are_what_it_describes(schema) -> None:
    found = list(examples(schema))
    assert len(found) == 6
    for shape, value in found:
        Draft202012Validator({**shape, "components": schema["components"]}).validate(value)


def test_the_page_shows_it_from_our_own_files(client) -> None:
    answer = client.get(reverse("api_docs"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in page
    assert "//" not in page.replace("<!DOCTYPE html>", "").replace("http-equiv", "")
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_what_the_page_links_is_collected(client, settings) -> None:
    collected = {
        path
        for finder in get_finders()
        for path, _storage in finder.list(apps.get_app_config("staticfiles").ignore_patterns)
    }
    named = {str(value) for value in client.get(reverse("api_docs")).data.values()}
    linked = {name for name in named if name.startswith(f"/{settings.STATIC_URL.strip('/')}/")}
    assert len(linked) == 4
    assert {name.split("/", 2)[2] for name in linked} <= collected
    assert not any("redoc" in path for path in collected)


def test_the_script_of_the_page_comes_by_itself(client) -> None:
    answer = client.get(reverse("api_docs"), {"script": ""})
    assert answer["Content-Type"].startswith("application/javascript")
    assert reverse("api_schema") in answer.content.decode()
