"""A QRIS charge that was paid with another amount: what the treasurer makes of it."""

import csv
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import (
    cover,
    credit_left,
    ledger,
    qris_differences,
    statement_decisions,
    statement_work,
)
from contributions.models import Contribution, Credit, QrisDifference, StatementMatch
from contributions.statement_decisions import UnableToDecide
from markets.models import Market
from tests import factories
from tests.contributions import qris_samples
from tests.contributions.differing import decide, pay_another_amount
from tests.contributions.money import DUES_IDR, make_cast
from tests.contributions.statement_steps import DAY, LATER, charge_for, line_of, settle, sound
from tests.contributions.straight import insert, refused_by
from tests.factories import NOVEMBER, TODAY

pytestmark = pytest.mark.django_db
MUCH, LITTLE = "10.000", "8.000"


def credit_of(cast, member):
    return credit_left.of_members(members=[member.pk], partner=cast.partner.pk).get(member.pk, 0)


def refusal_of(job, **fields):
    with pytest.raises(UnableToDecide) as refusal:
        job(**fields)
    return refusal.value.code


# ---- what the money becomes ----


def test_what_is_too_much_pays_the_months_and_the_rest_is_credit(cast, provider):
    charge = pay_another_amount(cast, provider, MUCH)
    assert (charge.status, charge.credit) == ("confirmed", None)
    assert [line.contribution_month for line in charge.payment.lines.all()] == [NOVEMBER]
    assert (charge.payment.method, charge.payment.amount_idr) == ("qris", DUES_IDR)
    assert charge.difference.credit.amount_idr == credit_of(cast, charge.member) == 1_600
    assert charge.difference.credit.reason == Credit.Reason.OTHER_AMOUNT
    assert ledger.balance("provider_clearing", cast.partner.pk) == DUES_IDR
    sound()


def test_what_is_too_little_is_credit_and_the_month_stays_open(cast, provider):
    charge = pay_another_amount(cast, provider, LITTLE)
    assert charge.payment is None
    assert charge.credit == charge.difference.credit
    assert credit_of(cast, charge.member) == 8_000
    assert not Contribution.objects.filter(member=charge.member, status="paid").exists()
    assert cover.of(charge.member).paid_until is None
    sound()


@pytest.mark.parametrize(("amount", "months", "left"), [("8.400", 1, 0), ("9.000", 1, 600)])
def test_of_several_months_those_are_paid_for_which_it_is_enough(
    cast, provider, amount, months, left
):
    member = cast.member()
    charge = charge_for(cast, member, count=2)
    difference = decide(cast, line_of(cast, provider, DAY, charge.reference, amount))
    charge.refresh_from_db()
    assert charge.payment.lines.count() == months
    assert (difference.credit.amount_idr if difference.credit else 0) == left
    assert credit_of(cast, member) == left
    sound()


def test_where_its_months_were_paid_meanwhile_all_of_it_is_credit(cast, provider):
    member = cast.member()
    charge = charge_for(cast, member)
    line = line_of(cast, provider, DAY, charge.reference, MUCH)
    cast.pay(member)
    assert decide(cast, line).credit.amount_idr == 10_000
    sound()


def test_the_credit_pays_the_next_month(cast, provider):
    charge = pay_another_amount(cast, provider, LITTLE)
    payment = cast.pay(charge.member, credit_idr=8_000)
    assert payment.cash_idr == 400
    sound()


def test_the_document_names_who_decided_and_why_and_what_was_matched(cast, provider):
    charge = pay_another_amount(cast, provider, MUCH)
    difference, match = QrisDifference.objects.get(), StatementMatch.objects.get()
    assert (difference.by, difference.at) == (cast.treasurer, LATER)
    assert (difference.reason, difference.received_idr) == ("Salah ketik", 10_000)
    assert (match.line, match.charge, match.by) == (difference.line, charge, cast.treasurer)
    assert match.line.state == "matched"
    assert (
        refusal_of(statement_decisions.undo, match=match, by=cast.treasurer, at=LATER) == "booked"
    )


@pytest.mark.parametrize(("amount", "credit_idr"), [(MUCH, 1_600), (LITTLE, 8_000)])
def test_the_provider_pays_out_what_it_took(cast, provider, bank, amount, credit_idr):
    pay_another_amount(cast, provider, amount)
    pay_another_amount(cast, provider, "20.000")
    gross_idr = int(amount.replace(".", "")) + 20_000
    line = line_of(cast, bank, "11/11/2026", "QRIS SETTLEMENT", str(gross_idr - 100))
    made = settle(cast, provider, line)
    assert (made.gross_idr, made.fee_idr) == (gross_idr, 100)
    assert made.credit_idr == credit_idr + 11_600
    assert ledger.balance("provider_clearing", cast.partner.pk) == 0
    sound()


# ---- which charge it may be ----


def test_a_line_without_a_code_is_decided_by_the_reference_that_is_typed(cast, provider):
    charge = charge_for(cast)
    line = line_of(cast, provider, DAY, "QR BUDI", LITTLE)
    assert qris_differences.plan(line=line, reference="", on=TODAY) is None
    assert decide(cast, line, reference=f" {charge.reference.lower()}").charge == charge


def test_what_fits_is_confirmed_otherwise_and_what_is_confirmed_is_not_paid_again(cast, provider):
    charge = pay_another_amount(cast, provider, MUCH)
    again = line_of(cast, provider, DAY, f"{charge.reference} LAGI", "9.000")
    assert qris_differences.plan(line=again, reference="", on=TODAY) is None
    other = charge_for(cast)
    for row in ((DAY, "QR", "8.400"), (DAY, "QR", "-9.000"), ("09/11/2026", "QR", "9.000")):
        line = line_of(cast, provider, *row)
        assert qris_differences.plan(line=line, reference=other.reference, on=TODAY) is None


def test_charges_of_others_are_none(cast, provider):
    other = make_cast()
    qris_samples.make_qris_code(market=other.market)
    charge = charge_for(other)
    line = line_of(cast, provider, DAY, charge.reference, LITTLE)
    assert qris_differences.plan(line=line, reference="", on=TODAY) is None


# ---- who, why, and what was shown ----


def test_it_takes_the_partners_treasurer_a_reason_and_what_was_shown(cast, provider):
    member = cast.member()
    charge = charge_for(cast, member)
    line = line_of(cast, provider, DAY, charge.reference, MUCH)
    shown = qris_differences.plan(line=line, reference="", on=TODAY)
    said = {"line": line, "shown": shown, "reason": "x", "by": cast.treasurer, "at": LATER}
    assert refusal_of(qris_differences.accept, **said | {"reason": " "}) == "needs_note"
    for by in (cast.collector, factories.make_treasurer()):
        assert refusal_of(qris_differences.accept, **said | {"by": by}) == "not_yours"
    cast.pay(member)
    assert refusal_of(qris_differences.accept, **said) == "changed"
    assert not QrisDifference.objects.exists()
    line.refresh_from_db()
    assert line.state == "doubtful"


def test_a_line_that_is_one_charges_is_not_taken_for_another(cast, provider):
    first, other = charge_for(cast), charge_for(cast)
    line = line_of(cast, provider, DAY, "QR BUDI", LITTLE)
    shown = qris_differences.plan(line=line, reference=other.reference, on=TODAY)
    decide(cast, line, reference=first.reference)
    said = {"line": line, "shown": shown, "reason": "x", "by": cast.treasurer, "at": LATER}
    assert refusal_of(qris_differences.accept, **said) == "matched"
    assert QrisDifference.objects.get().charge == first
    assert not Credit.objects.filter(member=other.member).exists()
    sound()


def test_the_next_sweep_leaves_what_was_decided(cast, provider):
    pay_another_amount(cast, provider, LITTLE)
    assert statement_work.match_again(at=LATER) == 0
    sound()


# ---- the page ----


@pytest.mark.usefixtures("as_treasurer")
def test_the_treasurer_sees_what_it_becomes_and_decides_on_the_page(
    client, cast, provider, time_machine
):
    time_machine.move_to(LATER, tick=False)
    client.force_login(cast.treasurer)
    charge = charge_for(cast)
    line = line_of(cast, provider, DAY, charge.reference, MUCH)
    address = reverse("statement_line", args=[line.pk])
    page = client.get(address).text
    assert "meminta Rp8.400; mutasi menunjukkan Rp10.000" in page
    assert "Rp1.600" in page
    shown = re.search(r'name="shown" value="([^"]+)"', page)[1]
    said = {"what": "differ", "reference": charge.reference, "shown": shown, "reason": "Tip"}
    page = client.post(address, {**said, "reason": ""}, follow=True).text
    assert "Tulis mengapa jumlahnya berbeda" in page
    page = client.post(address, {**said, "shown": "0"}, follow=True).text
    assert "baru saja berubah" in page
    Market.objects.filter(pk=cast.market.pk).update(zone=Market.Zone.WIT)
    page = client.post(address, said, follow=True).text
    assert "WIT" in page and "WIB" not in page
    assert "diminta Rp8.400, dibayar Rp10.000" in page
    assert "Tip" in page
    page = client.get(reverse("qris_charge", args=[charge.pk])).text
    assert "Pada mutasi Rp10.000" in page
    assert "Rp1.600 menjadi kelebihan bayar" in page


@pytest.mark.usefixtures("as_treasurer")
def test_a_charge_is_found_on_the_page_by_its_reference(client, cast, provider):
    client.force_login(cast.treasurer)
    charge = charge_for(cast)
    line = line_of(cast, provider, DAY, "QR BUDI", LITTLE)
    address = reverse("statement_line", args=[line.pk])
    assert "QRIS yang dibayar dengan jumlah lain" in client.get(address).text
    page = client.get(address, {"qris": "MP22222222"}).text
    assert "Tidak ada tagihan QRIS dengan referensi itu" in page
    page = client.get(address, {"qris": charge.reference}).text
    assert "belum cukup untuk satu bulan" in page
    client.force_login(factories.make_auditor(partner=cast.partner))
    assert "belum cukup" not in client.get(address, {"qris": charge.reference}).text


@pytest.mark.usefixtures("as_treasurer", "at_noon")
def test_the_page_takes_as_many_queries_with_many_charges_as_with_few(client, cast, provider):
    client.force_login(cast.treasurer)
    line = line_of(cast, provider, DAY, "QR BUDI", "8.400")

    def queries():
        charge_for(cast)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("statement_line", args=[line.pk])).context["charges"]
        return len(captured)

    queries()
    few = queries()
    assert queries() == few <= 12


@pytest.mark.usefixtures("as_treasurer")
def test_the_list_of_charges_sums_shows_and_exports_what_was_paid(client, cast, provider):
    client.force_login(cast.treasurer)
    paid, waits = pay_another_amount(cast, provider, MUCH), charge_for(cast)
    answer = client.get(reverse("qris_charges"))
    sums = {row.status: row.amount_idr for row in answer.context["charges"].sums}
    assert (sums["confirmed"], sums["pending"]) == (10_000, DUES_IDR)
    assert answer.text.count("dibayar Rp10.000") == 1
    table = b"".join(client.get(reverse("qris_charges_export"))).decode()
    rows = {row[0]: row[1:4] for row in csv.reader(table.splitlines())}
    assert rows[paid.reference] == ["Terkonfirmasi", "8400", "10000"]
    assert rows[waits.reference] == ["Menunggu konfirmasi", "8400", ""]


# ---- what the database refuses ----


def test_qris_difference_has_a_reason(cast, provider):
    pay_another_amount(cast, provider, MUCH)
    with refused_by("qris_difference_has_a_reason"):
        insert(QrisDifference.objects.get(), reason="")


def test_qris_difference_is_what_its_line_says(cast, provider):
    pay_another_amount(cast, provider, MUCH)
    fits, differs = charge_for(cast), charge_for(cast)
    row = QrisDifference.objects.get()
    line = line_of(cast, provider, DAY, "LAIN", "8.400")
    went = line_of(cast, provider, DAY, "KELUAR", "-9.000")
    for wrong in (
        {"charge": fits, "line": line, "received_idr": DUES_IDR},
        {"charge": differs, "line": line, "received_idr": 9_000},
        {"charge": differs, "line": went, "received_idr": 9_000},
    ):
        with refused_by("qris_difference_is_what_its_line_says"):
            insert(row, credit=None, **wrong)
