"""A member's page: months and cover in words, why the amount, what comes next; and visits."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collectors.models import Visit
from collectors.standing import standing
from contributions import dues
from contributions.models import Contribution
from members.models import Member, PayerKind
from tests import factories
from tests.collectors.till import give_credit
from tests.factories import NOON, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_collector")]
MOST_QUERIES = 12


@pytest.fixture
def member(cast):
    """Paid and remitted until September, October collected, November open."""
    block = factories.make_block(market=cast.market, name="Blok A")
    stall = factories.make_stall(block=block, kind="los", number="12")
    member = factories.make_member(stall=stall, name="Siti Contoh", phone="+6281234567890")
    factories.make_term(member=member)
    factories.make_paid_month(member=member, month=dt.date(2026, 9, 1))
    factories.make_paid_month(member=member, month=dt.date(2026, 10, 1), remitted_on=None)
    factories.make_contribution(member=member)
    return member


def page(client, member, *, at=NOON) -> str:
    with time_machine.travel(at, tick=False):
        response = client.get(reverse("member_page", args=[member.pk]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_months_stand_with_their_status_in_words(client, member) -> None:
    body = page(client, member)
    assert "Rp8.400</b> untuk 1 bulan" in body
    positions = [
        body.index(text)
        for text in (
            "<span>November 2026</span>",
            "Belum dibayar",
            "Jatuh tempo 15 November 2026",
            "<span>Oktober 2026</span>",
            "Menunggu disetor",
            "<span>September 2026</span>",
            ">Disetor<",
        )
    ]
    assert positions == sorted(positions)


def test_months_that_lapsed_are_not_owed_even_before_the_sweep_has_come(client, cast) -> None:
    member = factories.make_member(market=cast.market)
    factories.make_term(member=member)
    factories.make_paid_month(member=member, month=dt.date(2026, 6, 1))
    for month in range(7, 12):
        factories.make_contribution(member=member, month=dt.date(2026, month, 1))
    assert "Rp8.400</b> untuk 1 bulan" in page(client, member)


@pytest.mark.parametrize("paid_until", [None, *(dt.date(2026, month, 28) for month in (7, 8, 9))])
@pytest.mark.parametrize("status", ["active", "lapsed", "applying"])
def test_she_owes_what_the_till_says_she_owes(cast, paid_until, status) -> None:
    member = factories.make_member(market=cast.market, status=status)
    factories.make_term(member=member)
    if paid_until:
        factories.make_paid_month(member=member, month=paid_until.replace(day=1))
    for month in range(8, 12):
        day = dt.date(2026, month, 1)
        if paid_until is None or day > paid_until:
            payer = "apbd" if month == 10 else "self"
            factories.make_contribution(member=member, month=day, payer_kind=payer)
    at_the_till = [
        due
        for due in dues.payable(member=member, on=TODAY).owed
        if due.payer_kind == PayerKind.SELF
    ]
    shown = standing(member=Member.objects.get(pk=member.pk), on=TODAY)
    assert shown.owed_months == len(at_the_till)
    assert shown.owed_idr == sum(due.amount_idr for due in at_the_till)


def test_what_she_paid_too_much_is_shown(client, member) -> None:
    assert "Kelebihan bayar" not in page(client, member)
    give_credit(member)
    body = page(client, member)
    assert "Kelebihan bayar Rp5.000: dipotong dari iuran berikutnya." in body


def test_collected_is_told_apart_from_remitted(client, member) -> None:
    body = page(client, member)
    assert "Terlindungi s.d.</dt><dd>30 September 2026" in body
    assert "Dibayar s.d.</dt><dd>31 Oktober 2026" in body
    assert "Masa tenggang s.d.</dt><dd>31 Desember 2026" in body


def test_it_says_why_the_amount_is_what_it_is(client, member) -> None:
    body = page(client, member)
    for text in (
        "Dasar rentangnya</dt><dd>Rp1.000.000",
        "JKK (kecelakaan kerja)</dt><dd>Rp5.000",
        "JKM (kematian)</dt><dd>Rp3.400",
        "Sudah dikurangi keringanan Rp8.400 (PP 50/2025).",
    ):
        assert text in body
    assert "JHT" not in body


@pytest.mark.parametrize(
    ("day", "named"),
    [
        (dt.date(2026, 11, 16), False),
        (dt.date(2026, 11, 17), True),
        (dt.date(2026, 12, 31), True),
        (dt.date(2027, 1, 1), False),
    ],
)
def test_a_change_of_the_dues_is_named_from_45_days_before(
    client, cast, member, day, named
) -> None:
    at = dt.datetime.combine(day, dt.time(9), tzinfo=factories.WIB)
    with time_machine.travel(at, tick=False):
        client.force_login(cast.collector)
    text = "Mulai Januari 2027 iurannya Rp16.800 sebulan."
    assert (text in page(client, member, at=at)) is named


def test_a_sponsored_member_is_not_asked_for_money(client, cast) -> None:
    member = factories.make_member(market=cast.market)
    factories.make_term(member=member, payer_kind=PayerKind.APBD)
    factories.make_contribution(member=member, payer_kind=PayerKind.APBD)
    body = page(client, member)
    assert "Iurannya dibayar oleh APBD. Jangan terima uang." in body


def test_a_month_ahead_that_was_voided_is_not_owed(client, member) -> None:
    factories.make_contribution(member=member, month=dt.date(2026, 12, 1))
    assert "Rp8.400</b> untuk 1 bulan" in page(client, member)


def test_months_written_off_say_why(client, member) -> None:
    Contribution.objects.filter(member=member, status="open").update(
        status="written_off", status_reason="lapsed"
    )
    body = page(client, member)
    assert "Kepesertaan nonaktif: tunggakan tidak ditagih lagi" in body
    assert "Tidak ada tagihan." in body


def test_receipts_and_visits_are_listed(client, cast, member) -> None:
    payment = cast.pay(member)
    cast.void(payment)
    Visit.objects.create(
        id=uuid.uuid4(),
        member=member,
        market=member.market,
        by=cast.collector,
        outcome="promised",
        named_day=dt.date(2026, 11, 14),
        next_on=dt.date(2026, 11, 16),
        note="sore hari",
        at=NOON,
    )
    body = page(client, member)
    for text in (payment.receipt, "Pembatalan diminta", "Berjanji membayar", "sore hari"):
        assert text in body
    assert "hari yang disebut 14 November 2026" in body


@pytest.mark.parametrize("role", ["treasurer", "reviewer", "auditor"])
def test_others_read_it_without_the_buttons(client, cast, member, role) -> None:
    if role == "reviewer":
        user = factories.make_reviewer(branch=cast.partner.branch)
    else:
        user = getattr(factories, f"make_{role}")(partner=cast.partner)
    client.force_login(user)
    body = page(client, member)
    assert "Siti Contoh" in body
    for text in ("Terima pembayaran", "Catat kunjungan", "Berikutnya"):
        assert text not in body
    assert client.get(reverse("record_visit", args=[member.pk])).status_code == 404


@pytest.mark.parametrize("role", ["collector", "treasurer", "reviewer", "auditor", "admin"])
def test_strangers_do_not_find_her(client, member, role) -> None:
    client.force_login(getattr(factories, f"make_{role}")())
    assert client.get(reverse("member_page", args=[member.pk])).status_code == 404


def test_a_long_history_takes_no_more_queries(client, cast, member) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, member)
        return len(captured)

    few = queries()
    for back in range(1, 9):
        factories.make_contribution(member=member, month=dt.date(2026, 9 - back, 1), status="paid")
    for _ in range(6):
        send(client, member, outcome="not_there")
    cast.pay(member)
    assert queries() == few <= MOST_QUERIES


def send(client, member, **fields):
    fields = {"id": uuid.uuid4(), "note": "", "next_on": "", **fields}
    with time_machine.travel(NOON, tick=False):
        return client.post(reverse("record_visit", args=[member.pk]), fields)


def test_a_visit_is_recorded_and_says_when_she_is_visited_again(client, member) -> None:
    day = TODAY + dt.timedelta(days=3)
    response = send(client, member, outcome="promised", next_on=f"{day}", note="sore")
    assert response.url == f"{reverse('worklist')}?kunjungan={Visit.objects.get().pk}"
    visit = Visit.objects.get()
    assert (visit.outcome, visit.named_day, visit.note) == ("promised", day, "sore")
    body = client.get(response.url).content.decode()
    assert "Kunjungan ke Siti Contoh tersimpan. Dikunjungi lagi 13 November 2026." in body


def test_who_moved_is_said_to_wait_for_the_treasurer(client, member) -> None:
    response = send(client, member, outcome="moved")
    assert "sampai bendahara memperbaiki tempatnya" in client.get(response.url).content.decode()


def test_the_same_form_sent_twice_is_one_visit(client, member) -> None:
    fields = {"id": uuid.uuid4(), "outcome": "not_there"}
    assert send(client, member, **fields).status_code == 302
    assert send(client, member, **fields).status_code == 302
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Pilih hasil kunjungan."),
        ({"outcome": "x"}, "x"),
        ({"outcome": "promised"}, "Pilih harinya."),
        ({"outcome": "promised", "next_on": "2026-11-09"}, "Pilih hari antara 10 November 2026"),
        ({"outcome": "promised", "next_on": "tomorrow"}, "Pilih hari pada kalender."),
        ({"outcome": "not_there", "id": "x"}, ""),
        ({"outcome": "not_there", "note": "x" * 301}, "Catatan terlalu panjang"),
    ],
)
def test_what_cannot_be_recorded_is_said_and_what_was_typed_is_kept(
    client, member, fields, sentence
) -> None:
    response = send(client, member, **{"note": "titip salam", **fields})
    body = response.content.decode()
    assert response.status_code == 200
    assert sentence in body
    assert fields.get("note", "titip salam") in body
    assert not Visit.objects.exists()


def test_another_body_under_the_same_id_is_refused(client, member) -> None:
    same = uuid.uuid4()
    send(client, member, id=same, outcome="not_there")
    body = send(client, member, id=same, outcome="refused").content.decode()
    assert "Kunjungan ini sudah dicatat dengan isi lain" in body
    assert Visit.objects.count() == 1


def test_the_way_on_leads_to_the_next_unpaid(client, cast, member) -> None:
    url = reverse("next_unpaid")
    with time_machine.travel(NOON, tick=False):
        assert client.get(url, {"dari": "x"}).url == reverse("member_page", args=[member.pk])
        assert client.get(url, {"dari": member.pk}).url == reverse("worklist")


def test_a_visit_says_when_she_is_back_on_the_list_before_she_lapses(client, cast) -> None:
    member = factories.make_member(market=cast.market, name="Yayah")
    factories.make_paid_month(member=member, month=dt.date(2026, 8, 1))
    factories.make_contribution(member=member)
    with time_machine.travel(NOON, tick=False):
        form = client.get(reverse("record_visit", args=[member.pk])).text
    assert "Tenggangnya berakhir 30 November 2026. Mulai 23 November 2026" in form
    answer = send(client, member, outcome="not_before", next_on="2026-12-20")
    with time_machine.travel(NOON, tick=False):
        text = client.get(answer.url).text
    assert "ada di daftar lagi mulai 23 November 2026" in text
