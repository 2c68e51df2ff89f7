"""Finding one member, or gathering several for whom one person pays."""

import re

import pytest
from django.urls import reverse

from tests import factories
from tests.collectors.till import behind
from tests.contributions.money import make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_collector")]


def find(client, text, **query) -> str:
    return client.get(reverse("take_payment_search"), {"q": text, **query}).content.decode()


def test_members_are_found_by_name_and_place(client, cast) -> None:
    block = factories.make_block(market=cast.market, name="Blok A")
    stall = factories.make_stall(block=block, kind="los", number="12")
    behind(cast, stall=stall)
    behind(cast, name="Tuti Contoh")
    behind(make_cast(), name="Siti Jauh")
    for text in ("siti", "los 12", "Blok A"):
        body = find(client, text)
        assert "Siti Contoh" in body
        assert "Tuti" not in body
        assert "Jauh" not in body
    assert "Tidak ada yang cocok" in find(client, "nobody")
    assert "Siti" not in find(client, "")


def test_chosen_people_stay_chosen_while_another_is_searched(client, cast) -> None:
    siti, _tuti = behind(cast), behind(cast, name="Tuti Contoh")
    body = find(client, "tuti", anggota=siti.pk)
    assert re.search(rf'value="{siti.pk}"[^>]*checked', body)
    assert "Tuti Contoh" in body


def test_applicants_and_ended_members_are_not_found(client, cast) -> None:
    for status in ("applying", "rejected", "ended"):
        behind(cast, name=f"Siti {status}", status=status)
    assert "Tidak ada yang cocok" in find(client, "siti")
