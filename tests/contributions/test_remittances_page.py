"""Remittances on the page: made, posted with a code or cancelled, read and exported."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import cover
from contributions.models import Remittance
from markets import months
from tests import factories
from tests.contributions.bereaved import reported
from tests.contributions.money import make_cast
from tests.contributions.transferred import PDF
from tests.factories import NOVEMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(client):
    cast = make_cast()
    client.force_login(cast.treasurer)
    return cast


@pytest.fixture
def member(cast):
    """She has paid, and her cash is with the treasurer."""
    member = cast.member(name="Siti Contoh", membership_number="01234567890")
    cast.pay(member)
    cast.hand_over()
    return member


def made(client):
    client.post(reverse("make_remittance"))
    return Remittance.objects.get()


def decide(client, remittance, **fields):
    address = reverse("decide_remittance", args=[remittance.pk])
    return client.post(address, fields, follow=True)


def post(client, remittance, **fields):
    """It was paid with one transfer, of which the bank's paper is at hand."""
    paid = {
        "kind": "transfer",
        "amount_idr": str(remittance.amount_idr),
        "day": f"{months.law_day(remittance.made_at)}",
        "reference": f"BRI-{remittance.pk}",
        "proof": SimpleUploadedFile("bukti.pdf", PDF),
    }
    return decide(client, remittance, **({"decision": "post"} | paid | fields))


def test_what_can_go_and_what_waits_are_told_apart(client, cast, member):
    cast.pay(cast.member())
    text = client.get(reverse("remittances")).text
    assert "Susun setoran" in text
    assert "Masih di tangan kolektor, belum diserahkan." in text


def test_without_money_nothing_is_made_and_the_page_says_why(client, cast):
    answer = client.post(reverse("make_remittance"), follow=True)
    assert "Belum ada iuran yang dapat disetor." in answer.text
    assert not Remittance.objects.exists()


def test_posted_with_its_code_it_waits_for_the_answer(client, member):
    remittance = made(client)
    assert cover.of(member).covered_until is None
    answer = post(client, remittance, payment_code="BPJS-77")
    assert "Setoran dibayar." in answer.text
    remittance.refresh_from_db()
    assert (remittance.status, remittance.payment_code) == ("posted", "BPJS-77")
    member.refresh_from_db()
    assert cover.of(member).covered_until is None
    assert "Dibayar ke BPJS, menunggu jawaban" in answer.text
    assert remittance.transfers.get().amount_idr == remittance.amount_idr
    assert "belum ditransfer" not in answer.text


def test_without_a_proof_or_with_a_reference_of_before_it_is_not_posted(client, cast, member):
    remittance = made(client)
    refused = post(client, remittance, payment_code="BPJS-77", proof="")
    assert "Lampirkan buktinya" in refused.text
    assert 'value="BPJS-77"' in refused.text and 'value="BRI-' in refused.text
    post(client, remittance, payment_code="BPJS-77", reference="BRI-1")
    cast.pay(cast.member())
    cast.hand_over()
    client.post(reverse("make_remittance"))
    second = Remittance.objects.latest("pk")
    refused = post(client, second, payment_code="BPJS-78", reference="bri-1")
    assert "BRI-1 sudah tercatat" in refused.text
    second.refresh_from_db()
    assert (second.status, second.payment_code) == ("final", "")
    assert not second.transfers.exists()


def test_the_code_can_be_kept_before_it_is_paid(client, member):
    remittance = made(client)
    assert "Isi kode bayar dari BPJS." in decide(client, remittance, decision="code").text
    page = decide(client, remittance, decision="code", payment_code="BPJS-77")
    assert "Kode bayar BPJS-77 tercatat." in page.text
    assert page.context["form"].initial["payment_code"] == "BPJS-77"
    remittance.refresh_from_db()
    assert remittance.status == "final"


def test_a_code_is_needed_and_used_once(client, cast, member):
    first = made(client)
    assert "Isi kode bayar BPJS." in post(client, first).text
    post(client, first, payment_code="BPJS-77")
    cast.pay(cast.member())
    cast.hand_over()
    client.post(reverse("make_remittance"))
    second = Remittance.objects.exclude(pk=first.pk).get()
    answer = post(client, second, payment_code="BPJS-77")
    assert "Kode bayar BPJS-77 sudah dipakai" in answer.text
    assert 'value="BPJS-77"' in answer.text


def test_cancelled_its_months_can_go_again(client, member):
    remittance = made(client)
    decide(client, remittance, decision="cancel")
    remittance.refresh_from_db()
    assert remittance.status == "cancelled"
    assert "Susun setoran" in client.get(reverse("remittances")).text
    answer = post(client, remittance, payment_code="BPJS-77")
    assert "tidak menunggu lagi" in answer.text


def test_a_list_overtaken_by_a_death_says_so_before_it_is_paid(client, cast):
    member = cast.member(name="Siti Contoh")
    cast.pay(member, count=2)
    cast.hand_over()
    remittance = made(client)
    page = reverse("remittance", args=[remittance.pk])
    assert "Catat sudah dibayar" in client.get(page).text
    reported(member)
    warned = client.get(page).text
    assert "Siti Contoh (Desember 2026)" in warned
    assert "Catat sudah dibayar" not in warned
    answer = post(client, remittance, payment_code="BPJS-77")
    assert answer.text.count("Batalkan setoran ini, lalu susun yang baru.") == 1
    remittance.refresh_from_db()
    assert remittance.status == "final"
    decide(client, remittance, decision="cancel")
    assert "Siti Contoh (Desember 2026)" not in client.get(page).text


def test_a_list_names_those_of_whom_bpjs_rejected_a_month_since(client, cast, member):
    other = cast.member(name="Wati Contoh")
    cast.pay(other)
    cast.hand_over()
    posted = cast.post()
    for each in (member, other):
        cast.pay(each, first=months.add(NOVEMBER, 1))
    cast.hand_over()
    client.post(reverse("make_remittance"))
    listed = Remittance.objects.latest("pk")
    page = reverse("remittance", args=[listed.pk])
    assert "penolakannya belum diselesaikan" not in client.get(page).text
    cast.reject(posted, member)
    text = client.get(page).text
    assert "penolakannya belum diselesaikan: Siti Contoh (" in text
    assert text.count("Wati Contoh") == 1  # on the list, not in the warning
    post(client, listed, payment_code="BPJS-2")  # where it was paid before: that is told, too
    listed.refresh_from_db()
    assert listed.status == Remittance.Status.POSTED


def test_its_months_are_found_by_name_and_by_number(client, member):
    address = reverse("remittance", args=[made(client).pk])
    for words in ("siti", "01234567890"):
        assert "Siti Contoh" in client.get(address, {"q": words}).text
    assert "Tidak ditemukan" in client.get(address, {"q": "Ujang"}).text


def test_the_export_has_names_and_numbers_but_no_nik(client, member):
    address = reverse("remittance_export", args=[made(client).pk])
    lines = b"".join(client.get(address)).decode().splitlines()
    titles = '"Nama","KPJ","Pasar","Bulan iuran","Jumlah","Kuitansi","Jawaban BPJS","Alasan"'
    assert lines[0].lstrip("\ufeff") == titles
    assert lines[1].startswith('"Siti Contoh","01234567890",')
    assert len(lines) == 2


@pytest.mark.parametrize("role", ["reviewer", "auditor"])
def test_branch_and_auditor_read_but_decide_nothing(client, cast, member, role):
    remittance = made(client)
    scope = {"reviewer": {"branch": cast.partner.branch}, "auditor": {"partner": cast.partner}}
    client.force_login(factories.make_user(role=role, **scope[role]))
    page = client.get(reverse("remittance", args=[remittance.pk]))
    assert "Siti Contoh" in page.text
    assert "Catat sudah dibayar" not in page.text
    assert decide(client, remittance, decision="cancel").status_code == 404


def test_pages_take_as_many_queries_with_many_months_as_with_few(client, cast):
    def queries(count):
        for _ in range(count):
            cast.pay(cast.member())
        cast.hand_over()
        client.post(reverse("make_remittance"))
        remittance = Remittance.objects.latest("pk")
        with CaptureQueriesContext(connection) as captured:
            for name, args in (("remittances", []), ("remittance", [remittance.pk])):
                assert client.get(reverse(name, args=args)).status_code == 200
        return len(captured)

    queries(1)
    few = queries(1)
    assert queries(20) == few <= 2 * 12
