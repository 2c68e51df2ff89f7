"""Number and code of a receipt, read out: what was paid to who has both, and to others nothing."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import receipt_check, receipt_code, voids
from contributions.models import WrongCode
from contributions.views.receipts import CodeThrottle
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db

WRONG = "22222222"


@pytest.fixture(autouse=True)
def at_noon():
    cache.clear()
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def payment(cast):
    return cast.pay(cast.member(name="Siti Aminah"), count=3)


def check(client, payment, code=None, number=None, status=200):
    typed = {"number": number or payment.receipt, "code": code or receipt_code.of(payment)}
    answer = client.post(reverse("check_receipt"), typed)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_visitor_with_both_learns_what_was_paid_and_no_name(client, payment):
    page = check(client, payment)
    for said in (">Sah<", payment.receipt, "Rp33.600", "November 2026", "S*** A***", "12.00 WIB"):
        assert said in page
    assert "Siti" not in page and payment.token not in page
    assert reverse("given_receipt", args=[payment.pk]) not in page


def test_staff_who_reach_it_see_the_name_and_others_do_not(client, cast, payment):
    for user in (cast.treasurer, factories.make_reviewer(branch=cast.partner.branch)):
        client.force_login(user)
        page = check(client, payment)
        assert "Siti Aminah" in page
        assert reverse("given_receipt", args=[payment.pk]) in page
    client.force_login(factories.make_treasurer())
    page = check(client, payment)
    assert "S*** A***" in page and "Siti" not in page


def test_a_void_receipt_is_said_to_be_void(client, cast, payment):
    voids.grant(void=cast.void(payment), by=cast.treasurer, at=NOON)
    page = check(client, payment)
    assert "stamp-bad" in page and "Dibatalkan 10 November 2026" in page


@pytest.mark.parametrize(
    "typed", ["{series} {number}", "{series}-{number}", " {series} 00{number}"]
)
def test_the_number_is_forgiven_how_it_is_typed(client, payment, typed):
    series = payment.series.code.lower().replace("-", " ")
    assert ">Sah<" in check(client, payment, number=typed.format(series=series, number=1))


def test_a_wrong_code_and_an_unknown_number_are_answered_alike(client, payment):
    pages = [
        check(client, payment, code=WRONG),
        check(client, payment, number=f"{payment.series.code}-999"),
        check(client, payment, number="TIDAK-ADA-1"),
        check(client, payment, number="x"),
    ]
    for page in pages:
        assert "Nomor dan kode itu tidak cocok" in page
        assert "Rp33.600" not in page and "S***" not in page
    assert WrongCode.objects.count() == 3  # what is no number at all is not kept


def test_what_is_missing_is_asked_for(client):
    page = client.post(reverse("check_receipt"), {}).content.decode()
    assert "Isi nomor kuitansi." in page and "Isi kode periksa." in page


def test_a_visitor_who_guesses_is_answered_no_more_and_staff_still_are(
    client, cast, payment, at_noon
):
    for _ in range(receipt_check.MOST_FOR_A_RECEIPT):
        check(client, payment, code=WRONG)
    page = check(client, payment, status=429)
    assert "Terlalu banyak kode yang salah" in page and "Rp33.600" not in page
    assert WrongCode.objects.filter(by=None).count() == receipt_check.MOST_FOR_A_RECEIPT
    other = cast.pay(cast.member())
    assert ">Sah<" in check(client, other)  # another receipt
    client.force_login(cast.treasurer)
    assert ">Sah<" in check(client, payment)
    client.logout()
    at_noon.shift(dt.timedelta(minutes=61))
    assert ">Sah<" in check(client, payment)


def test_all_visitors_together_guess_so_often_and_no_more(client, payment, monkeypatch):
    monkeypatch.setattr(receipt_check, "MOST_OF_VISITORS", 2)
    for number in ("A-1", "A-2"):
        check(client, payment, number=number)
    check(client, payment, status=429)


def test_one_of_the_staff_who_guesses_is_answered_no_more(client, cast, payment, monkeypatch):
    monkeypatch.setattr(receipt_check, "MOST_OF_STAFF", 2)
    client.force_login(cast.treasurer)
    for number in (1, 2):
        check(client, payment, number=f"{payment.series.code}-{number}", code=WRONG)
    check(client, payment, status=429)
    assert WrongCode.objects.filter(by=cast.treasurer).count() == 2
    client.force_login(cast.collector)
    assert ">Sah<" in check(client, payment)


def test_wrong_codes_are_written_to_the_log_without_the_code(client, payment, caplog):
    check(client, payment, code="KKKKKKKK")
    (record,) = [each for each in caplog.records if each.name == "mitra.receipts"]
    assert payment.receipt in record.getMessage()
    assert "KKKKKKKK" not in caplog.text


def test_an_address_that_asks_too_often_waits(client, payment, monkeypatch):
    monkeypatch.setattr(CodeThrottle, "rate", "2/min")
    typed = {"number": payment.receipt, "code": receipt_code.of(payment)}
    answers = [
        client.post(reverse("check_receipt"), typed, REMOTE_ADDR="203.0.113.7") for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Rp33.600" not in answers[-1].content.decode()


def test_visitors_find_the_page_where_others_log_in(client):
    assert reverse("check_receipt") in client.get(reverse("login")).content.decode()


def test_what_is_answered_is_kept_nowhere(client, payment):
    answer = client.post(
        reverse("check_receipt"), {"number": payment.receipt, "code": receipt_code.of(payment)}
    )
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    # A browser that may not say where it comes from is not allowed to send the form.
    assert answer["Referrer-Policy"] == "same-origin"


def test_it_takes_few_queries(client, cast, payment):
    with CaptureQueriesContext(connection) as captured:
        check(client, payment)
    assert len(captured) <= 14  # two of them begin and end the transaction
