"""Taking money: for one or several, checked before, told clearly when it cannot be."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from contributions import credit_use
from contributions.models import IncomeBand, Payment
from members.models import PayerKind
from tests import factories
from tests.collectors.till import behind, check, choose, give_credit, hidden, send
from tests.contributions.credit import give
from tests.contributions.money import make_cast, written
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_collector")]


def test_months_come_oldest_first_then_ahead_with_their_sums(client, cast) -> None:
    body = choose(client, behind(cast)).content.decode()
    labels = re.findall(r"<span>([^<]+) <b>(Rp[0-9.]+)</b></span>", body)
    assert labels == [
        ("1 bulan: Oktober 2026", "Rp8.400"),
        ("2 bulan: Oktober 2026 s.d. November 2026", "Rp16.800"),
        ("3 bulan: Oktober 2026 s.d. Desember 2026", "Rp25.200"),
        ("5 bulan: Oktober 2026 s.d. Februari 2027", "Rp58.800"),
        ("8 bulan: Oktober 2026 s.d. Mei 2027", "Rp109.200"),
        ("14 bulan: Oktober 2026 s.d. November 2027", "Rp210.000"),
    ]
    assert re.search(r'value="2"[^>]*checked', body)
    assert "Yang terutang (2 bulan) dahulu; boleh ditambah 1, 3, 6 atau 12 bulan di muka." in body


def test_the_last_look_writes_nothing_and_shows_name_months_and_amount(client, cast) -> None:
    member = behind(cast)
    before = written()
    response = check(client, {member: 5})
    body = response.content.decode()
    assert written() == before
    for text in ("Siti Contoh", "Januari 2027", "Rp16.800", "Rp58.800"):
        assert text in body
    fields = hidden(response)
    assert fields[f"p{member.pk}-months"] == ["2026-10,2026-11,2026-12,2027-01,2027-02"]
    assert fields[f"p{member.pk}-shown_total"] == ["58800"]


def test_each_look_carries_another_id(client, cast) -> None:
    member = behind(cast)
    ids = {hidden(check(client, {member: 1}))[f"p{member.pk}-id"][0] for _ in range(3)}
    assert len(ids) == 3


def test_money_is_taken_and_the_receipt_is_shown(client, cast) -> None:
    member = behind(cast, phone="+6281234567890")
    response = send(client, hidden(check(client, {member: 2})))
    payment = Payment.objects.get()
    assert (payment.member, payment.amount_idr, payment.taken_by) == (
        member,
        16_800,
        cast.collector,
    )
    assert response.status_code == 302
    body = client.get(response.url).content.decode()
    link = f"http://testserver{reverse('receipt', args=[payment.token])}"
    assert payment.receipt in body
    assert f'href="{link}"' in body
    assert "https://wa.me/6281234567890?text=Terima%20kasih" in body


def test_a_relative_pays_for_three_a_receipt_each(client, cast) -> None:
    members = [behind(cast, name=name) for name in ("Siti", "Dewi", "Tuti")]
    assert all(member.name in choose(client, *members).content.decode() for member in members)
    look = check(client, {members[0]: 1, members[1]: 2, members[2]: 3})
    assert "Rp50.400" in look.content.decode()
    response = send(client, hidden(look))
    assert sorted(Payment.objects.values_list("amount_idr", flat=True)) == [8_400, 16_800, 25_200]
    body = client.get(response.url).content.decode()
    assert all(payment.receipt in body for payment in Payment.objects.all())


def test_the_next_unpaid_is_offered_afterwards(client, cast) -> None:
    member = behind(cast)
    behind(cast, name="Tuti Contoh")
    response = send(client, hidden(check(client, {member: 2})))
    assert "Berikutnya: Tuti Contoh" in client.get(response.url).content.decode()


def test_a_true_repeat_shows_the_same_receipt(client, cast) -> None:
    fields = hidden(check(client, {behind(cast): 2}))
    first, again = send(client, fields), send(client, fields)
    assert again.url == first.url
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("count", ["", "0", "-1", "4", "99", "x"])
def test_a_number_of_months_that_is_not_offered_is_asked_again(client, cast, count) -> None:
    member = behind(cast)
    chosen = {f"p{member.pk}-count": count} if count else {}
    response = client.get(reverse("check_payment"), {"anggota": member.pk, **chosen})
    body = response.content.decode()
    if count == "4":
        assert "Pilihan bulan sudah berubah" in body
    else:
        assert "Pilih" in body
    assert "Berapa bulan?" in body


def test_sponsored_months_are_not_taken_in_cash(client, cast) -> None:
    member = factories.make_member(market=cast.market)
    factories.make_term(member=member, payer_kind=PayerKind.APBD)
    body = choose(client, member).content.decode()
    assert "Iurannya dibayar oleh APBD, bukan oleh peserta. Jangan terima uang." in body
    assert "Lanjut" not in body


def test_a_sponsors_open_month_does_not_keep_her_from_paying_her_own(client, cast) -> None:
    member = factories.make_member(market=cast.market)
    factories.make_term(member=member)
    factories.make_paid_month(member=member, month=dt.date(2026, 9, 1))
    october = dt.date(2026, 10, 1)
    factories.make_contribution(member=member, month=october, payer_kind=PayerKind.APBD)
    factories.make_contribution(member=member)
    body = choose(client, member).content.decode()
    assert "1 bulan: November 2026 <b>Rp8.400</b>" in body
    assert "Oktober 2026" not in body
    send(client, hidden(check(client, {member: 1})))
    assert Payment.objects.get().lines.get().contribution_month == dt.date(2026, 11, 1)


def test_what_she_paid_too_much_is_said_at_the_till(client, cast) -> None:
    member = behind(cast)
    give_credit(member)
    assert "Kelebihan bayar Rp5.000: diperhitungkan setelah" in choose(client, member).text


def test_credit_is_taken_off_the_cash_and_said_on_the_way(client, cast) -> None:
    member = behind(cast)
    give(cast, member, 5_000)
    page = choose(client, member).text
    assert "Kelebihan bayar Rp5.000 sudah dipotong" in page
    assert "Oktober 2026 <b>Rp3.400</b>" in page
    look = check(client, {member: 1})
    for words in ("Dari kelebihan bayar", "−Rp5.000", "Rp3.400"):
        assert words in look.text
    done = client.get(send(client, hidden(look)).url).text
    payment = Payment.objects.get()
    assert (payment.amount_idr, payment.credit_idr) == (8_400, 5_000)
    assert "−Rp5.000" in done and "Rp3.400" in done
    receipt = client.get(reverse("receipt", args=[payment.token])).text
    assert "Tunai Rp3.400 dan kelebihan bayar Rp5.000" in receipt


def test_credit_that_pays_all_takes_no_cash(client, cast) -> None:
    member = behind(cast)
    give(cast, member, 9_000)
    look = check(client, {member: 1})
    assert "Pakai kelebihan bayar" in look.text
    send(client, hidden(look))
    assert Payment.objects.get().method == Payment.Method.CREDIT


def test_credit_that_was_used_meanwhile_is_told_before_money_changes_hands(client, cast) -> None:
    member = behind(cast)
    give(cast, member, 9_000)
    look = check(client, {member: 2})
    credit_use.use(member_id=member.pk, at=NOON)
    refused = send(client, hidden(look))
    assert "Belum tersimpan" in refused.text
    assert Payment.objects.count() == 1


def test_who_cannot_pay_yet_is_named_beside_those_who_can(client, cast) -> None:
    waiting = factories.make_member(market=cast.market, name="Yayah", status="applying")
    body = choose(client, behind(cast), waiting).content.decode()
    assert "Pendaftarannya belum disetujui kantor cabang" in body
    assert "Rp16.800" in body


def test_a_lapsed_member_begins_anew_with_this_month(client, cast) -> None:
    member = factories.make_member(market=cast.market, status="lapsed")
    factories.make_term(member=member)
    factories.make_cover(member=member, paid_until=dt.date(2026, 5, 31))
    assert "1 bulan: November 2026" in choose(client, member).content.decode()
    send(client, hidden(check(client, {member: 1})))
    member.refresh_from_db()
    assert member.status == "active"


@pytest.mark.parametrize("pk", ["0", "x", "-1", "99999999999999999999", "", "1 OR 1"])
def test_unknown_members_are_not_found(client, cast, pk) -> None:
    for name in ("take_payment", "check_payment"):
        assert client.get(reverse(name), {"anggota": pk}).status_code == 404
    assert send(client, {"anggota": pk}).status_code == 404


def test_members_of_another_market_are_not_found(client, cast) -> None:
    stranger = behind(make_cast())
    own = behind(cast)
    assert choose(client, stranger).status_code == 404
    assert choose(client, own, stranger).status_code == 404
    fields = hidden(check(client, {own: 1}))
    fields["anggota"] = [str(stranger.pk)]
    before = written()
    assert send(client, fields).status_code == 404
    assert written() == before


def test_receipts_of_others_are_not_shown_as_just_given(client, cast) -> None:
    payment = cast.pay(cast.member(), by=factories.make_collector(market=cast.market))
    url = reverse("payment_done")
    assert client.get(url, {"kuitansi": payment.pk}).status_code == 404
    assert client.get(url, {"kuitansi": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["take_payment", "check_payment"])
def test_without_anybody_chosen_one_is_asked_for(client, cast, name) -> None:
    assert client.get(reverse(name)).url == reverse("take_payment_search")


@pytest.mark.parametrize("role", ["treasurer", "reviewer", "auditor", "admin"])
def test_other_roles_take_no_money(client, cast, role) -> None:
    fields = hidden(check(client, {behind(cast): 1}))
    client.force_login(getattr(factories, f"make_{role}")())
    assert send(client, fields).status_code == 404
    assert not Payment.objects.exists()


def test_months_without_a_tariff_are_not_offered_and_the_others_can_be_paid(client, cast) -> None:
    member = behind(cast)
    IncomeBand.objects.update(last_month=dt.date(2026, 12, 1))
    page = choose(client, member).content.decode()
    assert "November 2026" in page
    assert "Januari 2027" not in page
