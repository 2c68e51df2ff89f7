"""What the database refuses about changes of the partner; tests are named after constraints."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from members.models import PartnerChange
from tests import factories
from tests.contributions.straight import refused_by
from tests.factories import NOON
from tests.members.wanted_twice import DECEMBER, make_parties

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties():
    return make_parties()


def copy(change: PartnerChange, **changes) -> PartnerChange:
    fields = {f.attname: getattr(change, f.attname) for f in PartnerChange._meta.concrete_fields}
    return PartnerChange.objects.create(**{**fields, "id": None, **changes})


def test_person_is_reported_once_by_a_partner(parties) -> None:
    change = parties.report()
    with refused_by("person_is_reported_once_by_a_partner"):
        copy(change)


def test_member_changes_partner_once_at_a_time(parties) -> None:
    change = parties.proposed()
    with refused_by("member_changes_partner_once_at_a_time"):
        copy(change, partner_id=factories.make_partner().pk)


def test_partner_change_is_from_whole_months(parties) -> None:
    with refused_by("partner_change_is_from_whole_months"):
        PartnerChange.objects.filter(pk=parties.report().pk).update(
            status="proposed",
            from_month=dt.date(2026, 12, 2),
            proposed_by=parties.reviewer,
            proposed_at=NOON,
        )


def test_proposed_change_names_month_who_and_when(parties) -> None:
    with refused_by("proposed_change_names_month_who_and_when"):
        PartnerChange.objects.filter(pk=parties.report().pk).update(
            status="proposed", from_month=DECEMBER
        )


def test_answer_of_a_partner_names_who_and_when(parties) -> None:
    with refused_by("answer_of_a_partner_names_who_and_when"):
        PartnerChange.objects.filter(pk=parties.proposed().pk).update(released_at=NOON)


def test_agreed_change_has_both_partners(parties) -> None:
    with refused_by("agreed_change_has_both_partners"):
        PartnerChange.objects.filter(pk=parties.proposed().pk).update(status="agreed")


def test_moved_change_says_when(parties) -> None:
    change = parties.agree(parties.proposed())
    with refused_by("moved_change_says_when"):
        PartnerChange.objects.filter(pk=change.pk).update(status="moved")


def test_closed_change_says_when_and_why(parties) -> None:
    with refused_by("closed_change_says_when_and_why"):
        PartnerChange.objects.filter(pk=parties.report().pk).update(status="closed", closed_at=NOON)


def test_a_finished_change_stays(parties) -> None:
    change = parties.report()
    done = {"status": "closed", "closed_at": NOON, "closing_note": "Keliru."}
    PartnerChange.objects.filter(pk=change.pk).update(**done)
    with pytest.raises(DatabaseError):
        PartnerChange.objects.filter(pk=change.pk).update(closing_note="Lain.")


@pytest.mark.parametrize("field", ["name_on_card", "explanation"])
def test_texts_are_only_emptied(parties, field) -> None:
    change = parties.report(explanation="Pindah kios")
    done = {"status": "closed", "closed_at": NOON, "closing_note": "Keliru."}
    rows = PartnerChange.objects.filter(pk=change.pk)
    rows.update(**done)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**{field: "Orang lain"})
    rows.update(**{field: ""})
    with pytest.raises(DatabaseError):
        rows.update(**{field: "Orang lain"})
