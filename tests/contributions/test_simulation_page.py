"""The page `Simulasi iuran`: open to anyone, no script needed."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from contributions.models import Rate
from markets.access import PUBLIC
from tests.contributions.expected_dues import BANDS

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
ASKED = {
    "declared_income": "800.000",
    "jht": "false",
    "sector": "non_transport",
    "payer": "self",
    "month": "2026-11",
    "count": "1",
}


@pytest.fixture(autouse=True)
def twentieth_of_november(time_machine):
    time_machine.move_to(NOW, tick=False)


def words(response):
    """The text a person reads, in one line."""
    html = response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1]).split())


def ask(client, **changed):
    return client.get("/simulasi/", {**ASKED, **changed})


def test_anyone_may_open_it_and_is_offered_this_month(client):
    response = client.get(reverse("simulation"))
    assert response.status_code == 200
    html = response.content.decode()
    assert '<option value="2026-11" selected>November 2026</option>' in html
    assert '<option value="2026-08">Agustus 2026</option>' in html
    assert '<option value="2027-11">November 2027</option>' in html
    assert "2027-12" not in html
    assert "csrfmiddlewaretoken" not in html
    assert "Belum bisa dihitung" not in html


def test_it_is_declared_public():
    assert reverse("simulation") == "/simulasi/"
    from contributions.views.simulation import simulation

    assert simulation.access == PUBLIC


def test_in_the_evening_of_the_last_day_the_month_is_that_of_jakarta(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 30, 17, 30, tzinfo=dt.UTC), tick=False)
    html = client.get("/simulasi/").content.decode()
    assert '<option value="2026-12" selected>Desember 2026</option>' in html


def test_it_says_what_a_month_costs_and_why(client):
    text = words(ask(client, declared_income="1.500.000", jht="true"))
    assert "Iuran November 2026 Rp43.400" in text
    assert "Jaminan Kecelakaan Kerja (JKK) Rp16.000" in text
    assert "Jaminan Kematian (JKM) Rp6.800" in text
    assert "Keringanan 50% PP 50/2025, JKK −Rp8.000" in text
    assert "Keringanan 50% PP 50/2025, JKM −Rp3.400" in text
    assert "Jaminan Hari Tua (JHT) Rp32.000" in text
    assert "Jumlah Rp43.400" in text
    assert "Penghasilan Rp1.500.000 masuk rentang Rp1.500.000 sampai di bawah Rp1.700.000." in text
    assert "Dasar iurannya Rp1.600.000." in text
    assert "Keringanan 50% PP 50/2025 mengurangi Rp11.400." in text
    assert "Dasar hukum: PP 44/2015, PP 46/2015, PP 50/2025." in text


def test_it_names_the_next_amount_ahead(client):
    text = words(ask(client))
    assert "Per bulan Rp8.400 untuk November 2026; mulai Januari 2027 menjadi Rp16.800" in text


def test_where_nothing_changes_it_names_no_next_amount(client):
    text = words(ask(client, payer="apbd"))
    assert "Iuran November 2026 Rp16.800" in text
    assert "Tidak ada keringanan untuk bulan, sektor dan pembayar ini." in text
    assert "menjadi" not in text


def test_three_months_are_summed_month_by_month(client):
    text = words(ask(client, count="3"))
    assert "Iuran 3 bulan, November 2026 sampai Januari 2027 Rp33.600" in text
    assert "November 2026 Rp8.400 JKK Rp5.000 · JKM Rp3.400" in text
    assert "Desember 2026 Rp8.400 JKK Rp5.000 · JKM Rp3.400" in text
    assert "Januari 2027 Rp16.800 JKK Rp10.000 · JKM Rp6.800" in text
    assert "Semua Rp33.600" in text


@pytest.mark.parametrize(
    ("count", "total"),
    [("1", "Rp28.400"), ("3", "Rp93.600"), ("6", "Rp204.000"), ("12", "Rp424.800")],
)
def test_one_three_six_or_twelve_months_may_be_chosen(client, count, total):
    assert total in words(ask(client, count=count, jht="true"))


@pytest.mark.parametrize(
    ("income", "sentence"),
    [
        ("1", "masuk rentang di bawah Rp1.100.000."),
        ("1.099.999", "masuk rentang di bawah Rp1.100.000."),
        ("1.100.000", "masuk rentang Rp1.100.000 sampai di bawah Rp1.300.000."),
        ("20.199.999", "masuk rentang Rp19.200.000 sampai di bawah Rp20.200.000."),
        ("20.200.000", "masuk rentang Rp20.200.000 ke atas."),
        ("999.999.999", "masuk rentang Rp20.200.000 ke atas."),
    ],
)
def test_it_names_the_band(client, income, sentence):
    assert sentence in words(ask(client, declared_income=income))


def test_bands_from_the_lowest_to_the_highest_show_their_total(client):
    for band in BANDS[::8]:
        response = ask(client, declared_income=str(band.income_from or 1), month="2027-01")
        assert f"Jumlah Rp{band.total:,}".replace(",", ".") in words(response)


@pytest.mark.parametrize(
    "typed", ["1500000", "1.500.000", "1 500 000", "Rp1.500.000", "rp 1500000"]
)
def test_income_may_be_typed_as_people_write_it(client, typed):
    assert "Penghasilan Rp1.500.000 masuk" in words(ask(client, declared_income=typed))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"declared_income": ""}, "Isi penghasilan per bulan."),
        ({"declared_income": "sejuta"}, "Tulis penghasilan dengan angka saja"),
        ({"declared_income": "1,5"}, "Tulis penghasilan dengan angka saja"),
        ({"declared_income": "-5"}, "Tulis penghasilan dengan angka saja"),
        ({"declared_income": "0"}, "Penghasilan paling sedikit Rp1."),
        ({"declared_income": "1.000.000.000"}, "Penghasilan paling banyak Rp999.999.999."),
        ({"jht": ""}, "Pilih program."),
        ({"jht": "ya"}, "Pilih program yang tersedia."),
        ({"sector": "all"}, "Pilih sektor yang tersedia."),
        ({"payer": "bank"}, "Pilih pembayar yang tersedia."),
        ({"month": "2015-06"}, "Pilih bulan yang tersedia."),
        ({"month": "kini"}, "Pilih bulan yang tersedia."),
        ({"count": "2"}, "Pilih jumlah bulan yang tersedia."),
    ],
)
def test_a_mistake_is_answered_with_a_sentence_and_no_amount(client, changed, sentence):
    response = ask(client, **changed)
    assert response.status_code == 200
    text = words(response)
    assert "Belum bisa dihitung. Periksa dahulu:" in text
    assert sentence in text
    assert "Dasar hukum" not in text


def test_what_was_typed_is_kept(client):
    html = ask(
        client, declared_income="<b>sejuta", jht="true", sector="transport", count="6"
    ).content.decode()
    assert 'value="&lt;b&gt;sejuta"' in html
    for kept in ("jht_1", "sector_1", "count_2"):
        assert re.search(rf'id="id_{kept}"[^>]* checked', html)


def test_a_link_may_name_any_month_of_the_tariff(client):
    text = words(ask(client, month="2015-07"))
    assert "Iuran Juli 2015 Rp16.800" in text


def test_foreign_parameters_do_not_count_as_asking(client):
    assert "Belum bisa dihitung" not in words(client.get("/simulasi/?utm_source=poster"))


def test_a_month_without_tariff_is_said_at_the_month(client):
    Rate.objects.filter(programme="jkm").update(last_month=dt.date(2026, 10, 1))
    text = words(ask(client))
    assert "Belum ada tarif iuran untuk November 2026." in text


def test_it_only_answers_questions(client):
    assert client.post("/simulasi/", ASKED).status_code == 405


def test_twelve_months_take_as_few_queries_as_one(client, django_assert_num_queries):
    for count in ("1", "12"):
        with django_assert_num_queries(1):
            ask(client, count=count)


def test_a_link_need_not_name_everything(client):
    """The rest is as on the page when it is first opened: this month, one month, JKK and JKM."""
    page = words(client.get("/simulasi/", {"declared_income": "800000", "payer": "self"}))
    assert "Rp8.400" in page
    assert "Belum bisa dihitung" not in page
