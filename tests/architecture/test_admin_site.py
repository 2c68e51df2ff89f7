"""Every kind of row has its page for admins; money is only read there; lists stay cheap."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.roles import money_models
from markets.models import Role, User
from members.models import Member
from tests import factories
from tests.architecture.rows import Rows
from tests.architecture.source import DOMAIN_APPS

OURS = [model for model in apps.get_models() if model._meta.app_label in DOMAIN_APPS]
EACH = pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
pytestmark = pytest.mark.django_db
MOST_QUERIES = 30


@pytest.fixture
def as_admin(client):
    client.force_login(factories.make_admin())
    return client


def _address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_model_is_registered():
    assert [model._meta.label for model in OURS if not admin.site.is_registered(model)] == []


@EACH
def test_lists_take_as_many_queries_for_twelve_rows_as_for_four(as_admin, model, monkeypatch):
    # Twice the four rows are enough on a page to see whether one costs a query.
    monkeypatch.setattr(admin.site._registry[model], "list_per_page", 8)
    rows, address = Rows(), _address(model, "changelist")
    rows.make(model, 4)
    as_admin.get(address)  # warms what is looked up once
    few = _queries(as_admin, address)
    rows.make(model, 8)
    assert _queries(as_admin, address) == few <= MOST_QUERIES
    # While there are rows: the search works, and each row has its page.
    assert as_admin.get(address, {"q": "tidak ada"}).status_code == 200
    row = model._default_manager.order_by("-pk").first()
    assert as_admin.get(_address(model, "change", row.pk)).status_code == 200


def _queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("model", money_models(), ids=lambda model: model._meta.label)
def test_kept_rows_are_neither_added_nor_changed_nor_deleted(as_admin, model):
    Rows().make(model, 1)
    row = model._default_manager.order_by("-pk").first()
    for page, args in (("add", ()), ("change", (row.pk,)), ("delete", (row.pk,))):
        answer = as_admin.post(_address(model, page, *args), {"post": "yes"})
        assert answer.status_code == 403, page
    assert not admin.site._registry[model].get_actions(_request(as_admin))


def _request(client):
    return client.get(reverse("admin:index")).wsgi_request


@pytest.mark.parametrize("model", [Member, apps.get_model("members", "MemberEvent")])
def test_nothing_of_a_nik_is_shown(as_admin, model):
    Rows().make(Member, 1)
    Member.objects.update(nik_encrypted=b"SEALED", nik_key_id="KEYNAME")
    row = model._default_manager.order_by("-pk").first()
    for address in (_address(model, "changelist"), _address(model, "change", row.pk)):
        page = as_admin.get(address).content
        assert b"SEALED" not in page
        assert b"KEYNAME" not in page
        assert b"nik_" not in page


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_only_admins_enter(client, role):
    scope = {"reviewer": {"branch": factories.make_branch()}}.get(
        role, {"partner": factories.make_partner()}
    )
    client.force_login(factories.make_user(role=role, **scope))
    assert client.get(reverse("admin:index")).status_code == 302
    assert client.get(_address(User, "changelist")).status_code == 302


def test_an_admin_who_is_no_superuser_reaches_everything_too(client):
    client.force_login(factories.make_user(role=Role.ADMIN))
    assert client.get(_address(User, "changelist")).status_code == 200


def test_a_person_without_the_scope_of_the_role_is_refused_with_a_sentence(as_admin):
    answer = as_admin.post(
        _address(User, "add"),
        {"username": "sari", "name": "Sari", "role": Role.COLLECTOR, "is_active": "on"},
    )
    assert "Kolektor dan bendahara memerlukan mitra" in answer.content.decode()
    assert not User.objects.filter(username="sari").exists()


def test_a_new_person_has_no_password_until_a_code_is_spent(as_admin):
    partner = factories.make_partner()
    as_admin.post(
        _address(User, "add"),
        {
            "username": "sari",
            "name": "Sari",
            "role": Role.COLLECTOR,
            "partner": partner.pk,
            "is_active": "on",
        },
    )
    person = User.objects.get(username="sari")
    assert not person.has_usable_password()
    page = as_admin.get(_address(User, "change", person.pk)).content.decode()
    assert reverse("issue_password_code", args=[person.pk]) in page
