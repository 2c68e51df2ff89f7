"""The last look can be heard, and the confirmation says in one line what was taken."""

import datetime as dt
import html
import re

import pytest

from members.models import PayerKind
from tests import factories
from tests.collectors.till import behind, check, choose, hidden, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_collector")]


def heard(page: str) -> str:
    return html.unescape(re.search(r'data-speak="([^"]*)"', page)[1])


def test_the_last_look_says_what_it_shows(client, cast) -> None:
    page = check(client, {behind(cast): 2}).text
    assert "enam belas ribu delapan ratus rupiah" in heard(page)
    assert "terlindungi sampai tiga puluh November" in heard(page)
    assert "Sesudah disetor ke BPJS, terlindungi sampai 30 November 2026." in page


def test_for_three_everybody_is_named_and_the_sum_of_all_comes_last(client, cast) -> None:
    members = [behind(cast, name=name) for name in ("Siti", "Dewi", "Tuti")]
    said = heard(check(client, dict.fromkeys(members, 2)).text)
    assert [name in said for name in ("Ibu Siti.", "Ibu Dewi.", "Ibu Tuti.")] == [True] * 3
    assert said.endswith("Jumlah semua lima puluh ribu empat ratus rupiah.")


def test_no_cover_is_promised_behind_a_month_that_a_sponsor_left_open(client, cast) -> None:
    """She pays ahead from December; November is her sponsor's, and open."""
    member = factories.make_member(market=cast.market)
    november = dt.date(2026, 11, 1)
    factories.make_term(member=member, payer_kind=PayerKind.APBD, last_month=november)
    factories.make_term(member=member, first_month=dt.date(2026, 12, 1))
    factories.make_cover(member=member, paid_until=dt.date(2026, 10, 31))
    factories.make_contribution(member=member, month=november, payer_kind=PayerKind.APBD)
    assert "1 bulan: Desember 2026" in choose(client, member).text
    page = check(client, {member: 1}).text
    assert "satu bulan, Desember" in heard(page)
    assert "terlindungi sampai" not in page


def test_the_confirmation_says_sum_person_and_months(client, cast) -> None:
    member = behind(cast)
    page = client.get(send(client, hidden(check(client, {member: 2}))).url).text
    assert "Rp16.800 diterima dari Ibu Siti Contoh, 2 bulan." in page
