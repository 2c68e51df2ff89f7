"""What the database refuses about deaths and cards; each test is named after the constraint."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from members import asked, cards, deaths
from members.models import Card, Death, DeathReversal
from tests import factories
from tests.contributions.bereaved import asked_reversal, confirmed, reported
from tests.contributions.straight import refused_by
from tests.factories import NOON, make_collector, make_member, make_reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def death():
    return reported(make_member())


def copy(death: Death, **changes) -> Death:
    fields = {field.attname: getattr(death, field.attname) for field in Death._meta.fields}
    return Death.objects.create(**{**fields, "id": factories.new_id(), **changes})


def test_member_dies_once(death) -> None:
    with refused_by("member_dies_once"):
        copy(death)


def test_nobody_dies_after_the_report(death) -> None:
    with refused_by("nobody_dies_after_the_report"):
        copy(death, member_id=make_member().pk, died_on=dt.date(2026, 11, 11))


def test_death_is_confirmed_by_another_person(death) -> None:
    with refused_by("death_is_confirmed_by_another_person"):
        Death.objects.update(
            status="confirmed", confirmed_by=death.reported_by_id, confirmed_at=NOON
        )


def test_death_is_reversed_by_another_person(death) -> None:
    with refused_by("death_is_reversed_by_another_person"):
        Death.objects.update(
            status="reversed",
            reversed_by=death.reported_by_id,
            reversed_at=NOON,
            reversal_reason="Keliru.",
        )


def test_confirmed_death_names_who_and_when(death) -> None:
    with refused_by("confirmed_death_names_who_and_when"):
        Death.objects.update(status="confirmed")


@pytest.mark.parametrize("missing", ["reversed_by", "reversed_at", "reversal_reason"])
def test_reversed_death_names_who_when_and_why(death, missing) -> None:
    fields = {"reversed_by": make_reviewer(), "reversed_at": NOON, "reversal_reason": "Keliru."}
    fields[missing] = "" if missing == "reversal_reason" else None
    with refused_by("reversed_death_names_who_when_and_why"):
        Death.objects.update(status="reversed", **fields)


def test_a_reversed_death_stays_reversed(death) -> None:
    by = make_reviewer(branch=death.market.partner.branch)
    deaths.reverse(death=death, reason="Keliru.", by=by, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        Death.objects.update(status="reported")


@pytest.fixture
def reversal(death):
    confirmed(death)
    return asked_reversal(death)


def test_member_has_one_open_death_reversal(reversal) -> None:
    with refused_by("member_has_one_open_death_reversal"):
        DeathReversal.objects.create(
            member=reversal.member,
            market=reversal.market,
            death=reversal.death,
            explanation="Keliru.",
            asked_by=reversal.asked_by,
            asked_at=NOON,
        )


def test_death_reversal_is_decided_by_another(reversal) -> None:
    with refused_by("death_reversal_is_decided_by_another"):
        DeathReversal.objects.update(
            status="approved", decided_by=reversal.asked_by, decided_at=NOON
        )


def test_decided_death_reversal_names_who_and_when(reversal) -> None:
    with refused_by("decided_death_reversal_names_who_and_when"):
        DeathReversal.objects.update(status="approved")


def test_refused_death_reversal_says_why(reversal) -> None:
    with refused_by("refused_death_reversal_says_why"):
        DeathReversal.objects.update(status="refused", decided_by=make_reviewer(), decided_at=NOON)


def test_death_reversal_says_why(death) -> None:
    with refused_by("death_reversal_says_why"):
        DeathReversal.objects.create(
            member=death.member,
            market=death.market,
            death=death,
            asked_by=death.reported_by,
            asked_at=NOON,
        )


def test_a_decided_death_reversal_stays(reversal) -> None:
    by = make_reviewer(branch=reversal.market.partner.branch)
    asked.refuse(row=reversal, note="Aktanya benar.", by=by, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        DeathReversal.objects.update(decision_note="x")


def test_member_has_one_valid_card() -> None:
    card = cards.make(member=make_member(), by=make_collector(), at=NOON)
    with refused_by("member_has_one_valid_card"):
        Card.objects.create(
            member=card.member,
            market=card.market,
            token="x",
            check_code="x",
            made_by=card.made_by,
            made_at=NOON,
        )


@pytest.mark.parametrize("missing", ["revoked_by", "revoked_at", "revoke_reason"])
def test_revoked_card_names_who_when_and_why(missing) -> None:
    cards.make(member=make_member(), by=make_collector(), at=NOON)
    fields = {"revoked_by": make_collector(), "revoked_at": NOON, "revoke_reason": "lost"}
    fields[missing] = "" if missing == "revoke_reason" else None
    with refused_by("revoked_card_names_who_when_and_why"):
        Card.objects.update(**fields)
