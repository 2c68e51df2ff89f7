"""Changing a member's data: at once what is hers, by request what she is insured for."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from markets.models import Role
from members.models import Member, TermChange
from tests import factories
from tests.asked import make_term_change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_collector")]
DECEMBER = dt.date(2026, 12, 1)


@pytest.fixture
def member(cast):
    return cast.member(name="Siti Contoh", phone="+6281234567890", second_occupation="Kuli")


def url(name, member):
    return reverse(name, args=[member.pk])


def send(client, name, member, **fields):
    return client.post(url(name, member), fields, follow=True)


def wishes(**fields):
    typed = {
        "id": uuid.uuid4(),
        "declared_income_idr": "2.000.000",
        "jht": "true",
        "sector": "non_transport",
        "from_month": "2026-12",
        "explanation": "Kiosnya ramai",
    }
    return {**typed, **fields}


def test_the_members_page_leads_there(client, member):
    assert url("change_member", member) in client.get(url("member_page", member)).text


def test_phone_and_address_are_changed_at_once_and_the_former_ones_are_shown(client, member):
    page = client.get(url("change_contact", member)).text
    assert "0812-3456-7890" in page
    answer = send(client, "change_contact", member, phone="0813 1111 2222", address="Jalan Baru 2")
    assert "Data Siti Contoh disimpan." in answer.text
    member.refresh_from_db()
    assert (str(member.phone), member.address) == ("+6281311112222", "Jalan Baru 2")
    assert "0812-3456-7890 → 0813-1111-2222" in answer.text
    assert "Jalan Contoh 1 → Jalan Baru 2" in answer.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"phone": "12", "address": "Jalan"}, "Nomor HP dimulai dengan 08"),
        ({"phone": "", "address": " "}, "Isi alamat."),
        ({"phone": "", "address": "x" * 251}, "Paling banyak 250 huruf."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(client, member, fields, sentence):
    assert sentence in send(client, "change_contact", member, **fields).text
    member.refresh_from_db()
    assert member.address == "Jalan Contoh 1"


def test_the_occupations_are_changed_at_once(client, member):
    fields = {"occupation": " Pedagang  ikan ", "second_occupation": ""}
    assert "disimpan" in send(client, "change_occupations", member, **fields).text
    member.refresh_from_db()
    assert (member.occupation, member.second_occupation) == ("Pedagang ikan", "")


def test_the_stall_is_changed_and_the_former_place_stays_with_its_last_day(client, cast, member):
    stall = factories.make_stall(block=factories.make_block(market=cast.market), number="12")
    typed = {"place": f"block-{stall.block.pk}", "stall_kind": "kios", "stall_number": "12"}
    answer = send(client, "change_place", member, **typed)
    assert "Tempat Siti Contoh disimpan." in answer.text
    assert "1 Januari 2020 sampai 9 November 2026" in answer.text
    assert "Sejak 10 November 2026" in answer.text
    assert member.placements.get(last_day=None).stall == stall
    assert member.placements.count() == 2
    assert "12" in client.get(url("change_place", member)).text


def test_a_collector_moves_nobody_to_a_market_that_is_not_hers(client, cast, member):
    other = factories.make_market(partner=cast.partner, name="Pasar Lain")
    typed = {"place": f"market-{other.pk}"}
    assert "Pasar Lain" not in client.get(url("change_place", member)).text
    send(client, "change_place", member, **typed)
    member.refresh_from_db()
    assert member.market == cast.market


def test_the_treasurer_moves_her_to_another_market_and_old_rows_stay(client, cast, member):
    other = factories.make_market(partner=cast.partner)
    old = cast.pay(member)
    client.force_login(cast.treasurer)
    send(client, "change_place", member, place=f"market-{other.pk}")
    for row in (member, old):
        row.refresh_from_db()
    assert (member.market, old.market) == (other, cast.market)


def test_a_change_of_dues_is_asked_for_with_its_month(client, member):
    page = client.get(url("ask_term_change", member)).text
    assert "Desember 2026" in page
    assert "November 2026" not in page
    answer = send(client, "ask_term_change", member, **wishes())
    assert "Perubahan mulai Desember 2026 diminta." in answer.text
    for words in ("Rp1.000.000 → Rp2.000.000", "Ikut JHT", "Menunggu keputusan", "Tarik"):
        assert words in answer.text
    change = TermChange.objects.get()
    assert (change.from_month, change.explanation) == (DECEMBER, "Kiosnya ramai")


def test_a_double_tap_asks_once(client, member):
    typed = wishes()
    for _tap in range(2):
        assert "diminta" in send(client, "ask_term_change", member, **typed).text
    assert TermChange.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"declared_income_idr": "abc"}, "Tulis jumlah rupiah dengan angka saja"),
        ({"from_month": "2026-11"}, "2026-11"),
        ({"declared_income_idr": "1000000", "jht": "false"}, "sama seperti sekarang"),
    ],
)
def test_what_cannot_be_asked_for_is_said(client, member, fields, sentence):
    assert sentence in send(client, "ask_term_change", member, **wishes(**fields)).text
    assert not TermChange.objects.exists()


def test_who_asked_takes_it_back(client, cast, member):
    change = make_term_change(member=member, by=cast.collector)
    answer = client.post(reverse("withdraw_change", args=["iuran", change.pk]), follow=True)
    assert "Permintaan ditarik kembali." in answer.text
    change.refresh_from_db()
    assert change.status == "withdrawn"


def test_nobody_takes_back_what_another_asked_for(client, cast, member):
    change = make_term_change(member=member, by=factories.make_collector(market=cast.market))
    assert "Tarik permintaan" not in client.get(url("change_member", member)).text
    for kind in ("iuran", "x"):
        assert client.post(reverse("withdraw_change", args=[kind, change.pk])).status_code == 404


def test_who_applies_or_left_has_nothing_to_change_here(client, member):
    Member.objects.update(status="ended")
    page = client.get(url("change_member", member)).text
    assert "tidak diubah di sini" in page
    assert url("change_contact", member) not in page
    answer = send(client, "change_contact", member, phone="", address="Jalan")
    assert "tidak diubah di sini" in answer.text


@pytest.mark.parametrize("role", [Role.TREASURER, Role.REVIEWER])
def test_treasurer_and_branch_open_it_too(client, cast, member, role):
    user = {
        Role.TREASURER: cast.treasurer,
        Role.REVIEWER: factories.make_reviewer(branch=cast.partner.branch),
    }[role]
    client.force_login(user)
    asks = url("ask_term_change", member) in client.get(url("change_member", member)).text
    assert asks == (role == Role.REVIEWER)


def test_of_another_market_no_former_data_are_shown(client, cast, member):
    Member.objects.update(address="Jalan Rahasia", market=factories.make_market())
    Member.objects.update(address="Jalan Baru", market=cast.market)
    assert "Jalan Rahasia" not in client.get(url("change_member", member)).text


def test_it_takes_as_many_queries_with_a_long_history_as_with_a_short_one(client, cast, member):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url("change_member", member)).status_code == 200
        return len(captured)

    few = queries()
    for number in range(12):
        Member.objects.update(address=f"Jalan {number}")
        change = make_term_change(member=member, by=cast.collector)
        client.post(reverse("withdraw_change", args=["iuran", change.pk]))
    assert queries() == few <= 12
