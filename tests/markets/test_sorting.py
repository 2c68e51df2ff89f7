"""Sorting a table by its headings, and finding a list again from one of its rows."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from markets.models import Branch
from markets.sorting import Columns
from markets.views import kept_lists
from tests.factories import make_branch

COLUMNS = Columns(first="-hari", fields={"nama": ("name",), "hari": ("day", "number")})


def rows(*facts):
    return [SimpleNamespace(day=dt.date(2026, 11, day), number=number) for day, number in facts]


def numbers(order, *facts):
    return [row.number for row in order.arranged(rows(*facts))]


def rendered(source, address, **context):
    request = RequestFactory().get(address)
    template = Template("{% load tables %}" + source)
    return template.render(Context({"request": request, **context}))


class TestOrder:
    def test_it_begins_as_the_table_does(self):
        order = COLUMNS.order()
        assert (order.column, order.is_descending) == ("hari", True)

    @pytest.mark.parametrize("asked", ["", "-", "gaji", "day", "name; drop table", "--nama", "pk"])
    def test_only_its_own_columns_are_sorted_by(self, asked):
        assert COLUMNS.order(asked) == COLUMNS.order()

    def test_a_long_table_offers_fewer(self):
        fewer = COLUMNS.only("hari")
        assert fewer.asked({"urut": "nama"}) == fewer.order()
        assert fewer.asked({"urut": "hari"}).is_descending is False

    def test_pressing_a_heading_again_turns_it_round(self):
        assert COLUMNS.order().asked_by("nama") == "nama"
        assert COLUMNS.order("nama").asked_by("nama") == "-nama"
        assert COLUMNS.order("-nama").asked_by("nama") == "nama"

    def test_only_the_column_it_stands_by_says_so(self):
        assert COLUMNS.order("nama").direction("nama") == "ascending"
        assert COLUMNS.order("-nama").direction("nama") == "descending"
        assert COLUMNS.order("nama").direction("hari") == ""

    @pytest.mark.django_db
    @pytest.mark.parametrize(("asked", "back"), [("nama", False), ("-nama", True)])
    def test_rows_that_are_alike_stand_in_the_order_they_were_made(self, asked, back):
        made = [make_branch(name="Sama").pk for _number in range(5)]
        order = COLUMNS.order(asked)
        found = [row.pk for row in order.of(Branch.objects.filter(pk__in=made).order_by("name"))]
        assert found == sorted(made, reverse=back)

    def test_rows_in_memory_are_sorted_by_all_fields_of_the_column(self):
        assert numbers(COLUMNS.order("hari"), (2, 9), (1, 8), (1, 7)) == [7, 8, 9]
        assert numbers(COLUMNS.order("-hari"), (2, 9), (1, 8), (1, 7)) == [9, 8, 7]

    def test_a_field_may_run_against_its_column(self):
        columns = Columns(first="a", fields={"a": ("-number",)})
        assert numbers(columns.order("a"), (1, 7), (1, 9)) == [9, 7]
        assert numbers(columns.order("-a"), (1, 7), (1, 9)) == [7, 9]

    @pytest.mark.parametrize("asked", ["a", "-a"])
    def test_what_is_empty_comes_last_either_way(self, asked):
        columns = Columns(first="a", fields={"a": ("kept__number",)})
        found = [SimpleNamespace(kept=SimpleNamespace(number=number)) for number in (None, 1, 2)]
        assert columns.order(asked).arranged(found)[-1].kept.number is None


class TestHeading:
    def test_it_links_to_its_order_and_keeps_what_else_is_asked(self):
        shown = rendered(
            '{% column order "nama" "Nama" %}', "/?q=a%26b&urut=hari&page=3", order=COLUMNS.order()
        )
        assert shown == '<th scope="col"><a href="?q=a%26b&amp;urut=nama">Nama</a></th>'

    def test_it_says_how_the_table_stands(self):
        shown = rendered('{% column order "hari" "Hari" "num" %}', "/", order=COLUMNS.order())
        assert '<th scope="col" class="num" aria-sort="descending">' in shown

    def test_a_column_that_is_not_offered_is_no_link(self):
        fewer = COLUMNS.only("hari").order()
        shown = rendered('{% column order "nama" "Nama" %}', "/", order=fewer)
        assert shown == '<th scope="col">Nama</th>'

    def test_what_is_in_an_address_runs_nothing(self):
        shown = rendered(
            '{% column order "nama" "Nama" %}{% kept_fields %}{% from_list %}',
            "/?x=%22><script>&%22onclick=1",
            order=COLUMNS.order(),
        )
        assert "<script>" not in shown and '"onclick' not in shown


class TestKeptFields:
    def test_a_form_keeps_what_it_does_not_ask_but_not_the_page(self):
        form = [SimpleNamespace(html_name="q"), SimpleNamespace(html_name="day")]
        shown = rendered(
            "{% kept_fields form %}", "/?q=a&day_0=1&urut=-nama&page=4&status=b", form=form
        )
        assert shown == (
            '<input type="hidden" name="urut" value="-nama">'
            '<input type="hidden" name="status" value="b">'
        )


class TestKeptList:
    def test_a_row_leads_back_to_the_list_as_it_was(self):
        opened = rendered("{% from_list %}", "/daftar/?q=Siti+A&urut=-nama&page=2")
        request = RequestFactory().get(f"/baris/{opened}")
        assert kept_lists.left(request) == "?q=Siti+A&urut=-nama&page=2"
        assert rendered("{% still_from_list %}", request.get_full_path()) == opened

    def test_a_plain_list_is_carried_by_nothing(self):
        assert rendered("{% from_list %}{% still_from_list %}{% to_list %}", "/daftar/") == ""

    @pytest.mark.parametrize(
        "said", ["//evil.example", "https://evil.example/?a=b", "javascript:1"]
    )
    def test_what_is_carried_is_never_more_than_a_query(self, said):
        request = RequestFactory().get("/baris/", {"daftar": said})
        assert kept_lists.left(request).startswith("?")
        assert kept_lists.go_back(request, "handovers").url.startswith("/serah-terima/?")

    def test_a_page_that_acts_still_knows_the_list(self):
        request = RequestFactory().post("/baris/?daftar=page%3D2")
        assert kept_lists.stay(request, "handover", 7).url == "/serah-terima/7/?daftar=page%3D2"
        assert kept_lists.go_back(request, "handovers").url == "/serah-terima/?page=2"
