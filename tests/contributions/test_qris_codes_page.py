"""The page of codes and accounts: paste, look at the name, use."""

import pytest
from django.urls import reverse

from contributions.models import PartnerAccount, QrisCode
from tests import factories
from tests.contributions import qris_samples
from tests.contributions.qris_samples import make_static

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_treasurer")]


def paste(client, cast, account, **fields):
    said = {"text": make_static(), "account": account.pk, **fields}
    return client.post(reverse("record_qris_code", args=[cast.market.pk]), said, follow=True)


def test_accounts_come_before_codes(client, cast):
    text = client.get(reverse("qris_codes")).text
    assert "catat dahulu rekening bank" in text
    assert reverse("record_qris_code", args=[cast.market.pk]) not in text
    said = {"kind": "bank", "institution": "BJB", "number": "0012", "holder": "Perumda"}
    answer = client.post(reverse("record_account"), said, follow=True)
    assert "Rekening dicatat." in answer.text
    bank = PartnerAccount.objects.get()
    said |= {"kind": "provider", "institution": "QRIS BJB", "settles_into": bank.pk}
    answer = client.post(reverse("record_account"), said, follow=True)
    assert reverse("record_qris_code", args=[cast.market.pk]) in answer.text


def test_a_provider_without_its_bank_is_asked_for_it(client, cast):
    said = {"kind": "provider", "institution": "QRIS BJB", "number": "1", "holder": "Perumda"}
    answer = client.post(reverse("record_account"), said)
    assert "Pilih rekening bank mitra" in answer.text
    assert not PartnerAccount.objects.exists()


def test_the_name_is_shown_before_a_code_is_used(client, cast):
    account = qris_samples.make_account(partner=cast.partner, kind="provider")
    answer = paste(client, cast, account)
    assert "Benarkah ini kode pasar?" in answer.text
    assert "PASAR CISARUA" in answer.text
    assert not QrisCode.objects.exists()
    answer = paste(client, cast, account, confirmed="1")
    assert "sekarang menerima QRIS atas nama PASAR CISARUA" in answer.text
    assert QrisCode.objects.get().market == cast.market


def test_another_merchants_number_is_warned_of(client, cast):
    code = qris_samples.make_qris_code(market=cast.market)
    other = make_static(nmid="ID1020000088888")
    answer = paste(client, cast, code.account, text=other)
    assert "uangnya akan masuk ke pedagang lain" in answer.text


def test_what_is_wrong_with_a_code_stands_beside_it(client, cast):
    account = qris_samples.make_account(partner=cast.partner, kind="provider")
    answer = paste(client, cast, account, text=make_static()[:-2] + "ZZ")
    assert "Angka pemeriksa tidak cocok" in answer.text


def test_former_codes_stay_in_sight(client, cast):
    code = qris_samples.make_qris_code(market=cast.market)
    client.post(reverse("end_qris_code", args=[cast.market.pk]))
    text = client.get(reverse("qris_codes")).text
    assert "Belum menerima QRIS." in text
    assert "1 kode terdahulu" in text
    assert code.nmid in text


def test_auditors_read_and_cannot_write(client, cast):
    qris_samples.make_qris_code(market=cast.market)
    client.force_login(factories.make_auditor(partner=cast.partner))
    text = client.get(reverse("qris_codes")).text
    assert "PASAR CISARUA" in text
    assert reverse("record_account") not in text


def test_the_page_asks_the_same_few_queries_for_many_markets(
    client, cast, django_assert_max_num_queries
):
    for _each in range(12):
        market = factories.make_market(partner=cast.partner)
        qris_samples.make_qris_code(market=market)
    with django_assert_max_num_queries(8):
        client.get(reverse("qris_codes"))
