"""What an admin alone may not do to members."""

import pytest
from django.urls import reverse

from members.models import CoverageTerm
from tests.factories import make_admin, make_member, make_term

pytestmark = pytest.mark.django_db


def test_coverage_terms_begin_and_change_through_enrolment_only(client) -> None:
    term = make_term(member=make_member())
    client.force_login(make_admin())
    listed = reverse("admin:members_coverageterm_changelist")
    change = reverse("admin:members_coverageterm_change", args=[term.pk])
    assert client.get(listed).status_code == client.get(change).status_code == 200
    asked = {"member": term.member_id, "first_month": "2026-01-01", "declared_income_idr": 1}
    assert client.post(reverse("admin:members_coverageterm_add"), asked).status_code == 403
    assert client.post(change, asked).status_code == 403
    assert CoverageTerm.objects.get().declared_income_idr == 1_000_000
