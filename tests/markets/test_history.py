"""Who gave whom which right: the history of people who work here names who changed it."""

import pytest
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
