"""The pages of phones, their slips, and of cash that was taken without a signal."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from contributions import lost_phones
from contributions.models import OfflinePayment, Payment
from tests import factories
from tests.contributions.offline import make_phone, send, told
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def phone(cast):
    return make_phone(cast)


@pytest.fixture
def flagged(cast, phone):
    asked = told(cast.member(name="Bu Sari"), phone=phone, number=2, total_idr=9_000)
    return send(cast, asked, phone=phone).payment.offline


@pytest.fixture
def as_treasurer(client, cast):
    client.force_login(cast.treasurer)
    return client


@pytest.fixture
def as_collector(client, cast):
    client.force_login(cast.collector)
    return client


def test_a_treasurer_sees_each_phone_and_which_numbers_have_not_come(
    as_treasurer, phone, flagged
) -> None:
    page = as_treasurer.get(reverse("phone_list"))
    assert phone.series.code in page.content.decode()
    assert page.context["phones"].get().missing == 1
    assert "Ada nomor yang belum masuk" in page.content.decode()
    table = b"".join(as_treasurer.get(reverse("phone_list_export")).streaming_content).decode()
    assert phone.series.code in table


def test_a_collector_sees_her_own_phones_only(as_collector, cast, phone) -> None:
    other = make_phone(cast, by=factories.make_collector(market=cast.market))
    assert list(as_collector.get(reverse("phone_list")).context["phones"]) == [phone]
    assert as_collector.get(reverse("phone", args=[other.pk])).status_code == 404


def test_a_collector_declares_her_phone_lost_once_with_a_reason(as_collector, phone) -> None:
    address = reverse("phone", args=[phone.pk])
    assert "Isi apa yang terjadi" in as_collector.post(address, {"reason": ""}).content.decode()
    page = as_collector.post(address, {"reason": "Jatuh di got"}, follow=True)
    assert "Jatuh di got" in page.content.decode()
    phone.refresh_from_db()
    assert phone.lost_at == NOON
    again = as_collector.post(address, {"reason": "Lagi"}, follow=True)
    assert "sudah dinyatakan hilang" in again.content.decode()


def test_a_slip_is_entered_and_a_wrong_one_keeps_what_was_typed(as_treasurer, cast, phone) -> None:
    lost_phones.declare(phone=phone, reason="Hilang", by=cast.collector, at=NOON)
    member = cast.member(name="Bu Sari")
    found = as_treasurer.get(reverse("slip_search", args=[phone.pk]), {"q": "sari"})
    address = reverse("enter_slip", args=[phone.pk, member.pk])
    assert address in found.content.decode()
    slip = told(member, phone=phone, number=5)
    typed = {
        "number": "5",
        "first_month": "2026-11",
        "count": "1",
        "total_idr": "8.400",
        "day": f"{TODAY}",
        "code": "22222222",
    }
    wrong = as_treasurer.post(address, typed)
    assert "Kode tidak cocok" in wrong.content.decode()
    assert 'value="22222222"' in wrong.content.decode()
    assert not Payment.objects.exists()
    done = as_treasurer.post(address, {**typed, "code": slip.code.lower()}, follow=True)
    assert f"{phone.series.code}-000005" in done.content.decode()
    assert Payment.objects.get().offline.rebuilt_by == cast.treasurer


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("", "Isi tanggal pada slip."),
        ("2026-11-09", "Ponsel ini baru didaftarkan 10 November 2026"),
        ("2026-11-11", "Tanggal pada slip belum tiba."),
    ],
)
def test_the_day_of_a_slip_is_asked_for_and_never_guessed(
    as_treasurer, cast, phone, day, sentence
) -> None:
    lost_phones.declare(phone=phone, reason="Hilang", by=cast.collector, at=NOON)
    slip = told(cast.member(), phone=phone, number=5)
    address = reverse("enter_slip", args=[phone.pk, slip.member_id])
    assert as_treasurer.get(address).context["form"]["day"].value() is None
    typed = {
        "number": "5",
        "first_month": "2026-11",
        "count": "1",
        "total_idr": "8.400",
        "code": slip.code,
    }
    refused = as_treasurer.post(address, {**typed, "day": day})
    (found,) = refused.context["form"].errors["day"]
    assert found.startswith(sentence)
    assert not Payment.objects.exists()


def test_what_was_entered_from_a_slip_says_its_day_and_no_hour(as_treasurer, cast, phone) -> None:
    phone = lost_phones.declare(phone=phone, reason="Hilang", by=cast.collector, at=NOON)
    member = cast.member()
    asked = told(member, phone=phone, number=5)
    slip = lost_phones.Slip(5, asked.code, member, asked.months, asked.total_idr, TODAY)
    taken = lost_phones.rebuild(phone=phone, slip=slip, by=cast.treasurer, at=NOON)
    page = as_treasurer.get(reverse("offline_payment", args=[taken.payment.pk])).content.decode()
    assert "Tanggal pada slip</dt><dd>10 November 2026<" in page
    assert "Menurut jam ponsel" not in page


def facts(page):
    """What the page says of each time, by the name it gives it."""
    card = page.partition("<h2>Waktu</h2>")[2].partition("</section>")[0]
    return dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", card)), card


def test_one_tells_every_clock_the_business_day_and_why(as_treasurer, cast) -> None:
    """Taken yesterday on a phone that is half an hour fast, stored today at noon."""
    phone = make_phone(cast, at=NOON - dt.timedelta(days=3))
    asked = told(cast.member(), phone=phone, number=1, told_at=NOON - dt.timedelta(days=1))
    taken = send(cast, asked, phone=phone, sent_at=NOON + dt.timedelta(minutes=30))
    page = as_treasurer.get(reverse("offline_payment", args=[taken.payment.pk])).text
    times, card = facts(page)
    assert times == {
        "Diterima": "9 November 2026, 11.30 WIB",
        "Menurut jam ponsel": "9 November 2026, 12.00 WIB",
        "Dikirim menurut jam ponsel": "10 November 2026, 12.30 WIB",
        "Tersimpan": "10 November 2026, 12.00 WIB",
        "Tanggal buku": "9 November 2026",
    }
    assert "Jam ponsel dibetulkan dengan selisihnya saat mengirim." in card
    assert "Tanggal buku adalah hari uangnya diterima (WIB), bukan hari tersimpan." in card


def test_one_by_a_clock_that_nobody_believes_says_which_day_it_has_instead(
    as_treasurer, cast, phone
) -> None:
    asked = told(cast.member(), phone=phone, number=1, told_at=NOON - dt.timedelta(days=60))
    taken = send(cast, asked, phone=phone)
    page = as_treasurer.get(reverse("offline_payment", args=[taken.payment.pk])).text
    times, card = facts(page)
    assert times == {
        "Diterima": "10 November 2026, 12.00 WIB",
        "Menurut jam ponsel": "11 September 2026, 12.00 WIB",
        "Dikirim menurut jam ponsel": "10 November 2026, 12.00 WIB",
        "Tersimpan": "10 November 2026, 12.00 WIB",
        "Tanggal buku": "10 November 2026",
    }
    assert "Jam ponselnya tidak masuk akal, jadi dipakai saat tersimpan." in card
    assert "Tanggal buku adalah hari itu (WIB)." in card


def test_what_was_flagged_is_found_settled_and_then_only_among_all(as_treasurer, flagged) -> None:
    address = reverse("offline_cash")
    assert "Bu Sari" in as_treasurer.get(address, {"q": "sari"}).content.decode()
    assert "Bu Sari" not in as_treasurer.get(address, {"q": "joko"}).content.decode()
    one = reverse("offline_payment", args=[flagged.pk])
    assert "Iuran berubah" in as_treasurer.get(one).content.decode().replace(
        "Jumlah iuran", "Iuran"
    )
    settled = as_treasurer.post(one, {"note": "Bu Sari diberi tahu"}, follow=True)
    assert "Dicatat sebagai selesai" in settled.content.decode()
    assert "Bu Sari" not in as_treasurer.get(address).content.decode()
    everything = as_treasurer.get(address, {"tampil": "semua"}).content.decode()
    assert "Bu Sari" in everything
    assert OfflinePayment.objects.get().note == "Bu Sari diberi tahu"
    rows = as_treasurer.get(reverse("offline_cash_export"), {"tampil": "semua"})
    table = b"".join(rows.streaming_content).decode()
    assert "Bu Sari diberi tahu" in table


def test_all_that_ever_came_is_sorted_by_its_times_only(as_treasurer, flagged) -> None:
    address = reverse("offline_cash")
    waiting = as_treasurer.get(address).text
    assert "urut=jumlah" in waiting and "urut=diterima" in waiting
    everything = as_treasurer.get(address, {"tampil": "semua"}).text
    assert "urut=jumlah" not in everything and "urut=diterima" in everything
    assert "urut=jumlah" in as_treasurer.get(address, {"tampil": "semua", "q": "sari"}).text


def test_from_one_of_them_the_way_leads_back_to_the_list_as_it_was(as_treasurer, flagged) -> None:
    page = as_treasurer.get(reverse("offline_cash"), {"q": "sari", "urut": "-jumlah"}).text
    one = f"{reverse('offline_payment', args=[flagged.pk])}?daftar=q%3Dsari%26urut%3D-jumlah"
    assert one in page
    settled = as_treasurer.post(one, {"note": "Bu Sari diberi tahu"})
    assert settled.url == f"{reverse('offline_cash')}?q=sari&urut=-jumlah"


def test_phones_in_use_stand_first_and_sort_by_what_has_not_come(
    as_treasurer, cast, phone, flagged
) -> None:
    lost = lost_phones.declare(phone=make_phone(cast), reason="Hilang", by=cast.collector, at=NOON)
    fresh = make_phone(cast, at=NOON)

    def listed(order):
        found = as_treasurer.get(reverse("phone_list"), {"urut": order}).context["phones"]
        export = as_treasurer.get(reverse("phone_list_export"), {"urut": order})
        table = b"".join(export.streaming_content).decode()
        codes = [row.series.code for row in found]
        assert sorted(codes, key=table.index) == codes
        return list(found)

    assert listed("")[-1] == lost
    assert listed("-keadaan")[0] == lost
    assert listed("-belum")[0] == phone
    assert listed("-tersambung")[0] == fresh


def test_a_collector_reads_her_own_and_settles_nothing(as_collector, flagged) -> None:
    one = reverse("offline_payment", args=[flagged.pk])
    assert as_collector.get(one).status_code == 200
    assert as_collector.post(one, {"note": "x"}).status_code == 404


@pytest.mark.parametrize("count", [2, 30])
def test_the_lists_cost_as_many_queries_however_long_they_are(
    as_treasurer, cast, phone, count, django_assert_max_num_queries
) -> None:
    for number in range(1, count + 1):
        asked = told(cast.member(), phone=phone, number=number, total_idr=9_000)
        send(cast, asked, phone=phone)
        make_phone(cast)
    for name in ("phone_list", "offline_cash"):
        with django_assert_max_num_queries(12):
            as_treasurer.get(reverse(name))
