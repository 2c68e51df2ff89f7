"""One rupiah, from a trader's hand until BPJS has answered and the bank's statement names it."""

import csv
import datetime as dt
import io

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contributions import (
    books,
    cover,
    credit_left,
    dues,
    partner_accounts,
    payments,
    receipt_code,
    statement_work,
)
from contributions.cash_counts import pieces_of
from contributions.models import Handover, Payment, Remittance, StatementImport, StatementLine
from contributions.payments import AskedPayment
from contributions.wording import rupiah
from markets import months, spreadsheets
from tests import factories
from tests.contributions.answered import nik_of
from tests.contributions.statement_samples import mapped
from tests.factories import PASSWORD
from tests.journeys.steps import log_in, looking
from tests.photos import jpeg

pytestmark = pytest.mark.usefixtures("web")

PEOPLE = 20
DUES_IDR = 8_400
TOTAL_IDR = PEOPLE * DUES_IDR
FIRST_TRANSFER_IDR = 100_000
MISSING_IDR = 1_000


@pytest.fixture
def market(web):
    partner = factories.make_partner(name="Perumda Pasar Tohaga", code="tohaga")
    return factories.make_market(partner=partner, name="Pasar Cisarua")


@pytest.fixture
def people(market):
    """They owe this month each; she whose coin is followed is the first."""
    current = months.first_of(months.law_day(timezone.now()))
    found = []
    for number in range(PEOPLE):
        name = "Siti Contoh" if not number else f"Dewi {number:02} Contoh"
        member = factories.make_member(market=market, name=name)
        nik_of(member)
        factories.make_term(member=member, first_month=current)
        factories.make_contribution(member=member, month=current)
        found.append(member)
    return found


@pytest.fixture
def collector(market):
    return factories.make_collector(market=market, username="asep", name="Asep", password=PASSWORD)


@pytest.fixture
def treasurer(market):
    """Her partner's bank account is known, and how its statements are written."""
    user = factories.make_treasurer(
        partner=market.partner, username="ratna", name="Ratna", password=PASSWORD
    )
    bank = partner_accounts.record(
        partner=market.partner,
        kind="bank",
        institution="Bank Contoh",
        number="0099",
        holder="Tohaga",
        by=user,
        at=timezone.now(),
    )
    mapped(account=bank, by=user)
    return user


@pytest.fixture
def her_phone(new_context):
    """Another phone, on which nobody is logged in."""
    return new_context().new_page()


@pytest.fixture
def look(page, screenshot):
    check = looking(page, screenshot)
    return lambda name: check(f"coin-{name}")


def test_one_coin_is_followed_from_the_hand_to_bpjs(
    web, page, her_phone, people, collector, treasurer, look
) -> None:
    log_in(page, web, collector)
    payment = she_pays(page)
    she_verifies_it(web, her_phone, payment)
    the_others_pay(people[1:], collector)
    hand_over(page, TOTAL_IDR)

    log_in(page, web, treasurer)
    count(page, TOTAL_IDR - MISSING_IDR)
    page.get_by_label("Alasan selisih").fill("Selembar belum ada")
    page.get_by_role("button", name=f"Terima {rupiah(TOTAL_IDR - MISSING_IDR)}").click()
    expect(page.get_by_text("dari Asep diterima")).to_be_visible()
    look("difference")

    log_in(page, web, collector)
    hand_over(page, MISSING_IDR)
    log_in(page, web, treasurer)
    count(page, MISSING_IDR)
    page.get_by_role("button", name=f"Terima {rupiah(MISSING_IDR)}").click()
    assert [row.difference_idr for row in Handover.objects.order_by("pk")] == [-MISSING_IDR, 0]

    answer_list = remit(page)
    look("transferred")
    answer(page, answer_list, rejected=nik_of(people[0]))
    look("answered")
    import_twice(page)
    look("imported")
    the_end(web, page, her_phone, people, collector, payment, look)


def she_pays(page) -> Payment:
    page.get_by_role("link", name="Siti Contoh").first.click()
    page.get_by_role("link", name="Terima pembayaran").click()
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_role("button", name="Uang sudah saya terima").click()
    expect(page.get_by_text("diterima dari Ibu Siti Contoh")).to_be_visible()
    return Payment.objects.select_related("series").get()


def she_verifies_it(web, her_phone, payment) -> None:
    her_phone.goto(f"{web}/masuk/")
    her_phone.get_by_role("link", name="Punya kuitansi?").click()
    her_phone.get_by_label("Nomor kuitansi").fill(payment.receipt)
    her_phone.get_by_label("Kode periksa").fill(receipt_code.written(receipt_code.of(payment)))
    her_phone.get_by_role("button", name="Periksa").click()
    expect(her_phone.get_by_text("Sah", exact=True)).to_be_visible()


def the_others_pay(people, collector) -> None:
    now = timezone.now()
    asked = []
    for member in people:
        due = dues.payable(member=member, on=months.law_day(now)).first(1)[0]
        asked.append(AskedPayment(factories.new_id(), member, (due.month,), due.amount_idr))
    payments.record_several(asked=asked, by=collector, at=now)


def hand_over(page, amount_idr) -> None:
    page.get_by_role("link", name="Uang saya").click()
    page.get_by_role("link", name=f"Serahkan {rupiah(amount_idr)}").click()
    fill_pieces(page, amount_idr)
    page.get_by_role("button", name="Serahkan", exact=True).click()
    expect(page.get_by_text("Menunggu bendahara.")).to_be_visible()


def count(page, amount_idr) -> None:
    page.get_by_role("link", name="Serah terima").first.click()
    page.get_by_role("link", name="Asep").first.click()
    fill_pieces(page, amount_idr)
    page.get_by_role("button", name="Simpan hitungan").click()


def fill_pieces(page, amount_idr) -> None:
    for worth, number in pieces_of(amount_idr).items():
        page.get_by_label(rupiah(worth), exact=True).first.fill(f"{number}")


def remit(page) -> bytes:
    """Two transfers pay what is listed; the list as the channel gets it."""
    page.get_by_role("link", name="Setoran").first.click()
    page.get_by_role("button", name="Susun setoran").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh daftar dengan NIK").click()
    page.get_by_label("Kode bayar BPJS").fill("KODE-1")
    fill_transfer(page, FIRST_TRANSFER_IDR, "TRF-1")
    page.get_by_role("button", name="Catat sudah dibayar").click()
    expect(page.get_by_text("Setoran dibayar.")).to_be_visible()
    expect(page.get_by_text("belum ditransfer")).to_be_visible()
    page.locator("summary", has_text="Catat transfer").click()
    fill_transfer(page, TOTAL_IDR - FIRST_TRANSFER_IDR, "TRF-2")
    page.get_by_role("button", name="Catat transfer").click()
    expect(page.get_by_text("Transfer tercatat.")).to_be_visible()
    expect(page.get_by_text("Cocok", exact=True)).to_be_visible()
    return download.value.path().read_bytes()


def fill_transfer(page, amount_idr, reference) -> None:
    page.get_by_label("Jumlah pada bukti").fill(f"{amount_idr}")
    page.get_by_label("Tanggal pada bukti").fill(f"{today()}")
    page.get_by_label("Nomor referensi bank").fill(reference)
    proof = {"name": "bukti.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    page.get_by_label("Bukti (foto atau PDF)").set_input_files(proof)


def answer(page, answer_list, *, rejected) -> None:
    """The list with its last two columns filled in, as a spreadsheet saves it."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    head, *lines = spreadsheets.read(data=answer_list, most_rows=PEOPLE + 1)
    status, reason = head.cells.index("Status"), head.cells.index("Alasan")
    writer.writerow(head.cells)
    for line in lines:
        cells = [*line.cells, *[""] * (len(head.cells) - len(line.cells))]
        said = ("Ditolak", "NIK tidak dikenal") if cells[0] == rejected else ("Diterima", "")
        cells[status], cells[reason] = said
        writer.writerow(cells)
    page.get_by_role("link", name="Unggah jawaban BPJS").click()
    file = {"name": "jawaban.csv", "mimeType": "text/csv", "buffer": written.getvalue().encode()}
    page.get_by_label("Berkas XLSX atau CSV").set_input_files(file)
    page.get_by_role("button", name="Unggah dan periksa").click()
    expect(page.get_by_text("NIK tidak dikenal")).to_be_visible()
    page.get_by_role("button", name=f"Catat {PEOPLE} jawaban").click()
    expect(page.get_by_text(f"{PEOPLE} jawaban BPJS tercatat")).to_be_visible()


def import_twice(page) -> None:
    """The second time nothing changes; a line of the bank's own has an owner."""
    day = f"{today():%d/%m/%Y}"
    rest_idr = TOTAL_IDR - FIRST_TRANSFER_IDR
    lines = [
        "Tanggal;Keterangan;Jumlah",
        f"{day};BPJS KETENAGAKERJAAN TRF-1;-{FIRST_TRANSFER_IDR}",
        f"{day};BPJS KETENAGAKERJAAN TRF-2;-{rest_idr}",
        f"{day};BIAYA TRANSFER;-2500",
    ]
    data = "\n".join(lines).encode()
    for name in ("mutasi.csv", "mutasi.csv", "mutasi-lagi.csv"):
        page.get_by_role("link", name="Lainnya").click()
        page.get_by_role("link", name="Rekonsiliasi").first.click()
        # The same lines under another name and with another ending are another file.
        body = data + b"\n" if name == "mutasi-lagi.csv" else data
        file = {"name": name, "mimeType": "text/csv", "buffer": body}
        page.get_by_label("Berkas mutasi (CSV)").set_input_files(file)
        page.get_by_role("button", name="Unggah dan cocokkan").click()
        page.wait_for_url("**/mutasi/impor/**")
        statement_work.work_all(at=timezone.now())
    page.reload()
    assert StatementImport.objects.count() == 2
    states = StatementLine.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["matched", "matched", "unmatched"]


def the_end(web, page, her_phone, people, collector, payment, look) -> None:
    """Nineteen are covered; she has her credit, and her receipt says so."""
    remittance = Remittance.objects.get()
    assert remittance.months == PEOPLE
    moved = [member for member in people if cover.of(member).covered_until]
    assert moved == people[1:]
    left = credit_left.of_members(members=[one.pk for one in people], partner=payment.partner_id)
    assert left == {people[0].pk: DUES_IDR}
    log_in(page, web, collector)
    page.get_by_role("link", name="Siti Contoh").first.click()
    expect(page.get_by_text("Kelebihan bayar").first).to_be_visible()
    look("her-credit")
    her_phone.goto(f"{web}/kuitansi/{payment.token}/")
    expect(her_phone.get_by_text("ditolak BPJS").first).to_be_visible()
    assert books.differences(on=today()) == []


def today() -> dt.date:
    return months.law_day(timezone.now())
