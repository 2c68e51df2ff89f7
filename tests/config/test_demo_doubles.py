"""The demo's persons whom two partners want."""

from types import SimpleNamespace

import pytest

from config.demo import doubles
from members.models import PartnerChange
from tests import asked, factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def test_one_waits_for_the_branch_and_one_for_both_partners() -> None:
    partners = {code: factories.make_partner(code=code) for code in ("tohaga", "asongan-ntb")}
    markets = {
        "cisarua": factories.make_market(partner=partners["tohaga"]),
        "asongan-mataram": factories.make_market(partner=partners["asongan-ntb"]),
    }
    for market in markets.values():
        asked.give_nik(member=factories.make_member(market=market), digits=factories.make_nik())
    territory = SimpleNamespace(
        markets=markets,
        users={
            "kolektor.cisarua": factories.make_collector(market=markets["cisarua"]),
            "kolektor.mataram": factories.make_collector(market=markets["asongan-mataram"]),
        },
        reviewer=lambda code: factories.make_reviewer(branch=partners[code].branch),
    )
    doubles.write(territory=territory, today=TODAY)
    assert sorted(PartnerChange.objects.values_list("status", flat=True)) == [
        "proposed",
        "reported",
    ]
