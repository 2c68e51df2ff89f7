"""`GET /api/v1/quote/`: the public contract, kept as it was published."""

import pytest
from django.core.cache import cache

from contributions.api.throttle import VisitorThrottle
from contributions.models import Rate, Regulation
from contributions.pricing import UnableToPrice
from members.models import PayerKind, Sector
from tests.contributions.expected_dues import BANDS, HALF_JKM, JKM

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/quote/"
ASKED = {
    "month": "2026-11",
    "declared_income": "1500000",
    "jht": "true",
    "sector": "non_transport",
    "payer": "self",
}
INCOME = ["Isi dengan bilangan bulat 1 sampai 999999999, angka saja."]
MONTH = ["Isi dengan bulan 2015-07 sampai 2099-12 (YYYY-MM)."]
JHT = ["Isi dengan salah satu dari: true, false."]
SECTOR = ["Isi dengan salah satu dari: non_transport, transport."]
PAYER = ["Isi dengan salah satu dari: self, apbn, apbd, other_sponsor."]


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


def ask(client, **changed):
    return client.get(ADDRESS, {**ASKED, **changed})


def test_anyone_is_told_what_a_month_costs(client):
    response = client.get(
        "/api/v1/quote/?month=2026-11&declared_income=1500000&jht=true"
        "&sector=non_transport&payer=self"
    )
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.json() == {
        "month": "2026-11",
        "base_idr": 1_600_000,
        "jkk_idr": 8_000,
        "jkm_idr": 3_400,
        "jht_idr": 32_000,
        "relief": {"name": "Keringanan 50% PP 50/2025", "jkk_idr": 8_000, "jkm_idr": 3_400},
        "total_idr": 43_400,
    }


def test_without_relief_the_answer_says_null(client):
    assert ask(client, month="2027-01", jht="false").json() == {
        "month": "2027-01",
        "base_idr": 1_600_000,
        "jkk_idr": 16_000,
        "jkm_idr": 6_800,
        "jht_idr": 0,
        "relief": None,
        "total_idr": 22_800,
    }


@pytest.mark.parametrize("jht", [False, True])
def test_bands_from_the_lowest_to_the_highest_before_and_after_new_year(client, jht):
    for band in BANDS[::4]:
        asked = {"declared_income": band.income_from or 1, "jht": str(jht).lower()}
        halved = ask(client, month="2026-12", **asked).json()
        assert (halved["base_idr"], halved["jkk_idr"]) == (band.base, band.half_jkk)
        assert halved["jkm_idr"] == HALF_JKM
        assert halved["total_idr"] == (band.half_total_with_jht if jht else band.half_total)
        full = ask(client, month="2027-01", **asked).json()
        assert (full["jkk_idr"], full["jkm_idr"]) == (band.jkk, JKM)
        assert full["jht_idr"] == (band.jht if jht else 0)
        assert full["total_idr"] == (band.total_with_jht if jht else band.total)


@pytest.mark.parametrize(
    ("sector", "payer", "total"),
    [
        (Sector.NON_TRANSPORT, PayerKind.SELF, 16_800),
        (Sector.NON_TRANSPORT, PayerKind.APBD, 16_800),
        (Sector.TRANSPORT, PayerKind.SELF, 8_400),
        (Sector.TRANSPORT, PayerKind.OTHER_SPONSOR, 8_400),
        (Sector.TRANSPORT, PayerKind.APBN, 16_800),
        (Sector.TRANSPORT, PayerKind.APBD, 16_800),
    ],
)
def test_sector_and_payer_decide_on_relief(client, sector, payer, total):
    asked = {"declared_income": 1, "jht": "false", "sector": sector, "payer": payer}
    assert ask(client, month="2027-02", **asked).json()["total_idr"] == total


@pytest.mark.parametrize("month", ["2015-07", "2099-12"])
def test_the_first_and_the_last_month_are_answered(client, month):
    assert ask(client, month=month).json()["jkk_idr"] == 16_000


@pytest.mark.parametrize("income", ["1", "999999999"])
def test_the_least_and_the_highest_income_are_answered(client, income):
    assert ask(client, declared_income=income).status_code == 200


def test_all_five_parameters_are_required(client):
    response = client.get(ADDRESS)
    assert response.status_code == 400
    assert response.json() == {name: ["Wajib diisi."] for name in ASKED}


@pytest.mark.parametrize(
    ("name", "wrong", "message"),
    [
        *(("month", wrong, MONTH) for wrong in (
            "2015-06", "2100-01", "2026-13", "2026-00", "2026-1", "202611", "2026-11-01",
            "2026/11", " 2026-11", "2026-11 ", "2026-11\n", "２０２６-11", "", "kini", "-026-11",
        )),
        *(("declared_income", wrong, INCOME) for wrong in (
            "0", "-1", "+1", "1.0", "1,5", "1e6", "1000000000", "1_000", "1.500.000", " 5", "5 ",
            "5\n", "٥", "５", "Rp5", "0x10", "05", "", "NaN", "true", "1\x00", "9" * 5000,
        )),
        *(("jht", wrong, JHT) for wrong in ("True", "1", "0", "yes", "ya", "", "false ", "TRUE")),
        *(("sector", wrong, SECTOR) for wrong in ("all", "", "Transport", "NON_TRANSPORT", "1")),
        *(("payer", wrong, PAYER) for wrong in ("APBN", "sponsor", "", "self,apbn", "none")),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_message_for_its_field(client, name, wrong, message):
    response = ask(client, **{name: wrong})
    assert response.status_code == 400
    assert response.json() == {name: message}


def test_each_wrong_field_has_its_message(client):
    response = ask(client, month="x", declared_income="x", jht="x", sector="x", payer="x")
    assert response.json() == {
        "month": MONTH,
        "declared_income": INCOME,
        "jht": JHT,
        "sector": SECTOR,
        "payer": PAYER,
    }


def test_a_parameter_given_twice_is_refused(client):
    response = ask(client, payer=["self", "apbn"], jht="x")
    assert response.status_code == 400
    assert response.json() == {"payer": ["Isi satu kali saja."], "jht": JHT}


def test_unknown_parameters_and_accept_headers_change_nothing(client):
    response = client.get(
        ADDRESS, {**ASKED, "format": "xml", "color": "red"}, headers={"accept": "text/html"}
    )
    assert response.status_code == 200
    assert response.json()["total_idr"] == 43_400


def test_messages_are_indonesian_for_a_browser_set_to_another_language(client):
    response = client.get(ADDRESS, headers={"accept-language": "fr"})
    assert response.json()["month"] == ["Wajib diisi."]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_not_allowed(client, method):
    assert getattr(client, method)(ADDRESS).status_code == 405


def test_head_and_options_answer(client):
    assert client.head(ADDRESS, ASKED).status_code == 200
    assert client.options(ADDRESS).status_code == 200


def test_one_quote_takes_one_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        ask(client)


def test_without_a_tariff_the_month_is_refused_with_a_reason(client, monkeypatch):
    def none_in_force(**asked):
        raise UnableToPrice("Belum ada tarif iuran untuk November 2026.")

    monkeypatch.setattr("contributions.tariff.price", none_in_force)
    response = ask(client)
    assert response.status_code == 400
    assert response.json() == {"month": ["Belum ada tarif iuran untuk November 2026."]}


@pytest.fixture
def three_a_minute(monkeypatch):
    assert VisitorThrottle.rate == "120/min"
    monkeypatch.setattr(VisitorThrottle, "rate", "3/min")


def statuses(client, **environ):
    return [client.get(ADDRESS, **environ).status_code for _ in range(4)]


@pytest.mark.usefixtures("three_a_minute")
class TestThrottle:
    def test_a_stranger_is_held_back_and_others_are_not(self, client):
        assert statuses(client, REMOTE_ADDR="203.0.113.7") == [400, 400, 400, 429]
        assert client.get(ADDRESS, REMOTE_ADDR="203.0.113.8").status_code == 400

    @pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1", ""])
    def test_this_machine_is_never_held_back(self, client, address):
        assert statuses(client, REMOTE_ADDR=address) == [400, 400, 400, 400]

    def test_behind_a_proxy_on_this_machine_the_visitor_is_held_back(self, client):
        forwarded = {"HTTP_X_FORWARDED_FOR": "127.0.0.1, 203.0.113.7"}
        assert statuses(client, **forwarded)[-1] == 429

    def test_a_stranger_cannot_pass_for_this_machine(self, client):
        forged = {"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}
        assert statuses(client, **forged)[-1] == 429


def test_a_regulation_loaded_a_moment_ago_counts_at_once(client):
    assert ask(client, month="2050-01").json()["jkm_idr"] == 6_800
    regulation = Regulation.objects.create(
        name="Contoh", title="Contoh", source="Karangan", certainty="verified"
    )
    Rate.objects.filter(programme="jkm").update(last_month="2049-12-01", ended_by=regulation)
    Rate.objects.create(
        regulation=regulation,
        programme="jkm",
        flat_idr=9_000,
        first_month="2050-01-01",
        certainty="verified",
    )
    assert ask(client, month="2050-01").json()["jkm_idr"] == 9_000
