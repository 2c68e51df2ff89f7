"""Where she works, as a collector enters it: market, block and stall."""

import pytest

from markets.models import Stall
from members.models import Member
from tests.factories import make_block, make_market, make_stall
from tests.members.test_enrol_page import post, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_collector")]
__all__ = ["typed"]  # the fixture


def test_the_stall_is_found_by_its_number_in_the_block(client, collector, market, typed) -> None:
    block = make_block(market=market, name="Blok A")
    stall = make_stall(block=block, kind=Stall.Kind.BOOTH, number="12b")
    typed |= {"place": f"{market.pk}-{block.pk}", "stall_number": "12B"}
    assert post(client, typed, go="send").status_code == 302
    assert Member.objects.get().placements.get().stall == stall


def test_a_stall_that_is_not_there_or_not_clear_is_asked_for(
    client, collector, market, typed
) -> None:
    block = make_block(market=market)
    typed |= {"place": f"{market.pk}-{block.pk}", "stall_number": "7"}
    page = post(client, typed, step="tempat").content.decode()
    assert "Nomor itu tidak ada di blok ini." in page
    for kind in ("kios", "los"):
        make_stall(block=block, kind=kind, number="7")
    page = post(client, typed, step="tempat").content.decode()
    assert "Ada beberapa dengan nomor itu. Pilih jenisnya." in page
    assert post(client, {**typed, "stall_kind": "los"}, go="send").status_code == 302


def test_a_market_out_of_reach_cannot_be_chosen(client, collector, typed) -> None:
    foreign = make_market()
    assert foreign.name not in post(client, typed, go="tempat").content.decode()
    page = post(client, {**typed, "place": f"{foreign.pk}-"}, go="send").content.decode()
    assert "Pilih salah satu." in page and not Member.objects.exists()
