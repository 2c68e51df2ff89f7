"""Whatever the API's own document allows, and what it does not, is answered as it says."""

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from tests.collectors.phone_api import PHONES, ROUND, SESSION, SYNC, make_sending
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
QUOTE = "/api/v1/quote/"
TOLD = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
TIMES = {
    "Batch": "sent_at",
    "PaymentEntry": "told_at",
    "VisitEntry": "told_at",
    "DraftEntry": "told_at",
}
BOTH = pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])


@contextmanager
def one_connection() -> Iterator[None]:
    """The end of a request leaves the test's own transaction open, as with Django's test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def document():
    accepted = {"accept": "application/vnd.oai.openapi+json"}
    return json.loads(Client().get(reverse("api_schema"), headers=accepted).content)


@pytest.fixture
def sending(cast, client):
    return make_sending(cast, client)


def ask(document, address, method, *, mode, sending=None, most=25):
    """Ask so often, every time in another way, and compare each answer with the document."""
    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    headers, cookies = {"Accept-Encoding": "identity"}, {}
    if sending:
        token = sending.client.get(SESSION).json()["csrf"]
        cookies = {name: morsel.value for name, morsel in sending.client.cookies.items()}
        headers["X-CSRFToken"] = token
    seen = set()

    @given(case=schema[address][method].as_strategy(generation_mode=mode))
    @settings(
        max_examples=most, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def each(case):
        answer = case.call_and_validate(cookies=cookies, headers=headers, checks=TOLD)
        seen.add(answer.status_code)
        if address == SYNC and answer.status_code == 200:
            seen.update(result["status"] for result in answer.json()["results"])

    with one_connection():
        each()
    return seen


def knowing(document, sending, *members):
    """The document as if it named this phone, these members and noon: else chance finds none."""
    known = copy.deepcopy(document)
    shapes = known["components"]["schemas"]
    shapes["Batch"]["properties"]["phone"] = {"enum": [str(sending.phone.pk), None]}
    for shape, time in TIMES.items():
        shapes[shape]["properties"][time] = {"enum": [NOON.isoformat()]}
    for shape in ("PaymentEntry", "VisitEntry"):
        shapes[shape]["properties"]["member"] = {"enum": [member.pk for member in members]}
    (phone,) = known["paths"][ROUND]["get"]["parameters"]
    phone["schema"] = {"enum": [str(sending.phone.pk)]}
    return known


@BOTH
def test_the_quote_answers_a_visitor_as_its_document_says(document, mode) -> None:
    assert 400 in ask(document, QUOTE, "GET", mode=mode)


@BOTH
@pytest.mark.parametrize(
    ("address", "method"), [(SESSION, "GET"), (PHONES, "POST"), (ROUND, "GET")]
)
def test_a_collector_is_answered_as_the_document_says(document, sending, address, method, mode):
    asked = knowing(document, sending) if mode is GenerationMode.POSITIVE else document
    seen = ask(asked, address, method, mode=mode, sending=sending, most=6)
    assert seen <= {200, 201, 400, 404}


@BOTH
def test_what_a_phone_sends_is_answered_as_the_document_says(document, sending, cast, mode) -> None:
    members = [cast.member() for _ in range(3)]
    asked = knowing(document, sending, *members)
    seen = ask(asked, SYNC, "POST", mode=mode, sending=sending)
    assert seen >= ({200, 422} if mode is GenerationMode.POSITIVE else {400})
    assert 500 not in seen


def test_a_batch_of_any_time_is_answered_as_the_document_says(document, sending) -> None:
    """Most times that the document allows are those of no phone's clock."""
    seen = ask(document, SYNC, "POST", mode=GenerationMode.POSITIVE, sending=sending)
    assert 400 in seen and 500 not in seen


def test_who_is_not_logged_in_is_answered_as_the_document_says(document) -> None:
    for address, method in ((SESSION, "GET"), (PHONES, "POST"), (ROUND, "GET"), (SYNC, "POST")):
        assert ask(document, address, method, mode=GenerationMode.POSITIVE, most=3) == {401}
