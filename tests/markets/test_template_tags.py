"""How money, days and phone numbers are written on every page."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from phonenumber_field.phonenumber import PhoneNumber

from markets.models import Market
from markets.templatetags import mitra

AT = dt.datetime(2026, 11, 15, 7, 5, tzinfo=dt.UTC)
LATE = dt.datetime(2026, 11, 15, 17, 30, tzinfo=dt.UTC)
MATARAM = Market(zone=Market.Zone.WITA)
JAYAPURA = Market(zone=Market.Zone.WIT)


def rendered(source: str, **context: object) -> str:
    return Template("{% load mitra %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "Rp0"),
        (800, "Rp800"),
        (8_400, "Rp8.400"),
        (16_800, "Rp16.800"),
        (42_000_000, "Rp42.000.000"),
        (-8_400, "-Rp8.400"),
        (None, ""),
        ("", ""),
    ],
)
def test_rupiah_is_written_with_dots_and_no_space(amount, written):
    assert mitra.rupiah(amount) == written


def test_whole_numbers_have_dots_too():
    assert mitra.number(1_234_567) == "1.234.567"


def test_months_and_days_have_indonesian_names():
    assert mitra.month(dt.date(2026, 8, 1)) == "Agustus 2026"
    assert mitra.day(dt.date(2026, 11, 15)) == "15 November 2026"
    assert mitra.weekday(dt.date(2026, 11, 16)) == "Senin, 16 November 2026"
    assert (mitra.month(None), mitra.day(None), mitra.weekday(None)) == ("", "", "")


def test_the_day_of_a_moment_is_the_day_in_jakarta():
    assert mitra.day(LATE) == "16 November 2026"


def test_the_clock_shows_the_markets_own_zone():
    assert mitra.clock(AT) == "14.05 WIB"
    assert mitra.clock(AT, MATARAM) == "15.05 WITA"
    assert mitra.clock(AT, JAYAPURA) == "16.05 WIT"
    assert mitra.clock(None) == ""


def test_a_moment_has_the_day_of_the_markets_own_zone():
    assert mitra.moment(AT) == "15 November 2026, 14.05 WIB"
    assert mitra.moment(LATE, MATARAM) == "16 November 2026, 01.30 WITA"


@pytest.mark.parametrize(
    "phone", ["+6281234567890", "081234567890", PhoneNumber.from_string("+6281234567890")]
)
def test_phones_are_shown_as_people_say_them(phone):
    assert mitra.phone_local(phone) == "0812-3456-7890"
    assert mitra.tel(phone) == "tel:+6281234567890"


def test_a_missing_phone_is_simply_left_out():
    assert mitra.phone_local("") == mitra.tel("") == mitra.wa_link("") == ""


def test_a_whatsapp_link_carries_the_text():
    link = mitra.wa_link("+6281234567890", "Iuran Rp16.800 & kuitansi")
    assert link == "https://wa.me/6281234567890?text=Iuran%20Rp16.800%20%26%20kuitansi"


def test_a_status_is_a_word_and_escaped():
    assert rendered('{% pill word "good" %}', word="Lunas <b>") == (
        '<span class="pill pill-good">Lunas &lt;b&gt;</span>'
    )


def test_bars_are_drawn_beside_the_figures_they_stand_for():
    page = rendered(
        '{% bar_chart rows title="Iuran" unit="rupiah" %}',
        rows=[("Cisarua", 8_400), ("Mataram", 2_100), ("Rejosari", 0)],
    )
    assert '<rect width="100.0%"' in page
    assert '<rect width="25.0%"' in page
    assert '<rect width="0.0%"' in page
    assert "Rp2.100" in page
    assert "style=" not in page


def test_bars_of_two_parts_are_drawn_one_after_the_other():
    page = rendered(
        '{% split_chart rows title="Terdaftar" label="Bulan" first="Baru" second="Lama" %}',
        rows=[("Okt", 3, 1), ("Nov", 1_000, 0)],
    )
    assert '<rect width="0.3%"' in page and 'class="second" x="0.3%" width="0.1%"' in page
    assert "1.000" in page and "Baru" in page and "Lama" in page and "style=" not in page


def test_shares_fill_their_bar_at_a_hundred():
    page = rendered('{% bar_chart r title="x" unit="percent" full=100 %}', r=[("Nov", 40)])
    assert "40%" in page and '<rect width="40.0%"' in page


@pytest.mark.parametrize(
    ("minutes", "written"),
    [
        (0, "0 menit"),
        (59, "59 menit"),
        (312, "5 jam 12 menit"),
        (1439, "23 jam 59 menit"),
        (4559, "3 hari 3 jam"),
    ],
)
def test_how_long_something_lasted_is_written_in_two_units(minutes, written):
    assert mitra.lasted(dt.timedelta(minutes=minutes)) == written
    assert mitra.lasted(None) == ""


def test_a_chart_of_nothing_is_still_a_page():
    assert "<table>" in rendered('{% bar_chart rows title="Kosong" %}', rows=[])
    assert "Rp0" in rendered('{% bar_chart r title="Nol" unit="rupiah" %}', r=[("A", 0)])


def test_the_links_of_a_pager_keep_the_search():
    request = RequestFactory().get("/", {"q": "siti", "page": "2"})
    assert rendered("{% page_query page=3 %}", request=request) == "?q=siti&amp;page=3"
    assert rendered("{% page_query page=None %}", request=request) == "?q=siti"
