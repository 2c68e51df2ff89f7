"""The list of memberships that nobody has compared with BPJS: narrowed, and as a table."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from members import references
from members.earlier_memberships import Earlier
from tests.factories import make_market, make_partner
from tests.numbered import make_approved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_reviewer")]
KPJ = "12345678901"
TOLD = Earlier(
    membership_number=KPJ,
    member_since=dt.date(2025, 2, 1),
    last_month_paid=dt.date(2026, 10, 1),
)
NO_NUMBER = Earlier(member_since=dt.date(2025, 2, 1), last_month_paid=dt.date(2026, 9, 1))


@pytest.fixture
def second(market):
    return make_market(partner=make_partner(branch=market.partner.branch))


def names(client, **query) -> list[str]:
    page = client.get(reverse("unconfirmed_memberships"), query).context["page"]
    return [told.member.name for told in page]


def test_it_is_narrowed_by_name_partner_and_market(client, market, second, reviewer):
    make_approved(market=market, name="Ani", earlier=TOLD)
    make_approved(market=second, name="Budi", earlier=NO_NUMBER)
    assert names(client) == ["Ani", "Budi"]
    assert names(client, q="an") == names(client, market=market.pk) == ["Ani"]
    assert names(client, partner=second.partner_id) == ["Budi"]
    assert names(client, market=make_market().pk) == ["Ani", "Budi"]  # out of reach
    page = client.get(reverse("unconfirmed_memberships"), {"q": "zzz"}).content.decode()
    assert "Tidak ada yang cocok" in page and "Tampilkan" in page


def test_with_nobody_in_it_nothing_is_asked(client, reviewer):
    page = client.get(reverse("unconfirmed_memberships")).content.decode()
    assert "Semua sudah dicocokkan" in page and "Unduh tabel" not in page


def test_the_table_holds_the_chosen_ones_without_formulas(client, market, second, reviewer):
    member = make_approved(market=market, name="=Ani", earlier=TOLD).member
    make_approved(market=second, name="Budi", earlier=NO_NUMBER)
    make_approved(name="Cabang Lain", earlier=NO_NUMBER)
    answer = client.get(reverse("unconfirmed_memberships_export"), {"market": market.pk})
    text = answer.getvalue().decode("utf-8-sig")
    header, *rows = list(csv.reader(io.StringIO(text)))
    assert len(header) == 8 and answer["Cache-Control"] == "no-store"
    place = [market.partner.name, "Pasar Cisarua"]
    dates = ["2025-02", "2026-10", "2026-11-10"]
    assert rows == [[references.written(member.pk), "'=Ani", *place, KPJ, *dates]]


@pytest.mark.parametrize("count", [2, 12])
def test_queries_do_not_grow(client, market, reviewer, count, django_assert_max_num_queries):
    for _each in range(count):
        make_approved(market=market, earlier=NO_NUMBER)
    for name in ("unconfirmed_memberships", "unconfirmed_memberships_export"):
        with django_assert_max_num_queries(8):
            answer = client.get(reverse(name))
            assert answer.getvalue() if answer.streaming else answer.content
