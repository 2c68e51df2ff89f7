"""Who gave whom which right: the history of people who work here names who changed it."""

import pghistory
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from markets.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_changed_role_is_kept_with_who_changed_it(client):
    admin, person = factories.make_admin(), factories.make_collector()
    client.force_login(admin)
    facts = {"username": person.username, "name": person.name, "partner": person.partner_id}
    client.post(
        reverse("admin:markets_user_change", args=[person.pk]),
        {**facts, "role": Role.TREASURER, "is_active": "on"},
    )
    person.refresh_from_db()
    assert person.role == Role.TREASURER
    event = person.events.order_by("-pgh_id").first()
    assert (event.role, event.pgh_context.metadata["user"]) == (Role.TREASURER, admin.pk)


def test_the_list_and_the_page_of_a_version_name_who_made_it(client):
    admin, person = factories.make_admin(name="Bu Ratna"), factories.make_collector()
    client.force_login(admin)
    facts = {"username": person.username, "name": "Sari Baru", "partner": person.partner_id}
    address = reverse("admin:markets_user_change", args=[person.pk])
    client.post(address, {**facts, "role": Role.COLLECTOR, "is_active": "on"})
    listed = client.get(reverse("admin:markets_userevent_changelist")).content.decode()
    assert '<td class="field-by">Bu Ratna</td>' in listed
    assert '<td class="field-by">—</td>' in listed  # made without anybody being logged in
    version = person.events.order_by("-pgh_id").first()
    page = client.get(reverse("admin:markets_userevent_change", args=[version.pk]))
    assert "Bu Ratna" in page.content.decode()


def test_forty_versions_of_several_people_take_as_many_queries_as_four(client):
    admins = [factories.make_admin() for _ in range(4)]
    person = factories.make_collector()

    def changed(by, name):
        with pghistory.context(user=by.pk):
            person.name = name
            person.save()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page = client.get(reverse("admin:markets_userevent_changelist")).content.decode()
        assert all(f'<td class="field-by">{admin.name}</td>' in page for admin in admins)
        return len(captured)

    client.force_login(admins[0])
    for number, admin in enumerate(admins):
        changed(admin, f"Nama {number}")
    queries()
    few = queries()
    for number in range(36):
        changed(admins[number % 4], f"Lain {number}")
    assert queries() == few
