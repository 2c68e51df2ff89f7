"""The pages of the partner's own money: what is owed, recording it, the second person."""

import io

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions.models import Replenishment
from tests import factories
from tests.contributions.own_money import paid_out, told
from tests.contributions.statement_steps import LATER
from tests.contributions.transferred import PDF
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def two_days_later():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def paid(cast, provider):
    paid_out(cast, provider)


def opened(client, user, name, *arguments):
    client.force_login(user)
    return client.get(reverse(name, args=arguments)).text


def sent(client, user, name, *arguments, **said):
    client.force_login(user)
    return client.post(reverse(name, args=arguments), said, follow=True)


def form(bank, **fields):
    proof = io.BytesIO(PDF)
    proof.name = "bukti.pdf"
    said = {"account": bank.pk, "amount_idr": "118", "day": TODAY.isoformat(), "proof": proof}
    return {**said, "reference": "own-77", **fields}


def test_cash_and_remittances_say_what_fees_the_partner_owes_and_where_to_record_it(
    client, cast, paid
):
    here = f'href="{reverse("replenishments")}"'
    cash = opened(client, cast.treasurer, "treasury")
    assert "Biaya yang belum diganti mitra<b>Rp118</b>" in cash
    assert here in cash
    waiting = opened(client, cast.treasurer, "remittances")
    assert "Biaya penyedia dan bank Rp118 belum diganti mitra." in waiting
    assert here in waiting


def test_a_treasurer_records_it_and_another_confirms(client, cast, bank, paid, deputy):
    page = sent(client, cast.treasurer, "replenishments", **form(bank)).text
    assert "OWN-77" in page
    row = Replenishment.objects.get()
    assert "Ya, sudah masuk" not in page
    assert "Konfirmasi uang pengganti" in opened(client, deputy, "treasury")
    page = opened(client, deputy, "replenishment", row.pk)
    assert "Ya, sudah masuk" in page
    page = sent(client, deputy, "decide_replenishment", row.pk, decision="confirm").text
    assert "Sudah masuk" in page
    assert "Balikkan" in page
    assert "Biaya yang belum diganti" not in opened(client, deputy, "treasury")
    assert "Semua biaya sudah diganti." in opened(client, deputy, "replenishments")
    page = sent(client, deputy, "reverse_replenishment", row.pk, reason="Salah").text
    assert "Dibalik" in page


def test_a_refusal_needs_its_reason(client, cast, bank, paid, deputy):
    row = told(bank, cast.treasurer)
    refused = {"decision": "refuse", "note": " "}
    assert (
        "Tulis alasannya." in sent(client, deputy, "decide_replenishment", row.pk, **refused).text
    )
    refused["note"] = "Belum masuk"
    assert "Belum masuk" in sent(client, deputy, "decide_replenishment", row.pk, **refused).text


def test_what_the_job_refuses_stands_beside_its_field(client, cast, bank, paid):
    page = sent(client, cast.treasurer, "replenishments", **form(bank, amount_idr="119")).text
    assert "Yang belum diganti hanya Rp118." in page
    assert "Pilih lagi berkas buktinya." in page
    assert not Replenishment.objects.exists()


def test_auditors_and_the_branch_read_it_and_its_proof(client, cast, bank, paid):
    row = told(bank, cast.treasurer)
    branch = cast.partner.branch
    for user in (
        factories.make_auditor(partner=cast.partner),
        factories.make_auditor(branch=branch),
        factories.make_reviewer(branch=branch),
    ):
        assert "OWN-0001" in opened(client, user, "replenishments")
        assert user.name not in opened(client, user, "replenishment", row.pk).split("<h1>")[1]
        assert client.get(reverse("replenishment_proof", args=[row.pk])).status_code == 200
        assert user.name in opened(client, user, "replenishment", row.pk)
    assert sent(client, user, "replenishments", **form(bank)).status_code == 404


def test_the_pages_take_as_many_queries_with_many_as_with_one(client, cast, bank, paid, deputy):
    def queries(name, *arguments):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name, args=arguments)).status_code == 200
        return len(captured)

    client.force_login(deputy)
    first = told(bank, cast.treasurer, amount_idr=10)
    few = queries("replenishments")
    for number in range(8):
        told(bank, cast.treasurer, amount_idr=10, reference=f"OWN-1{number}")
    assert queries("replenishments") == few <= MOST_QUERIES
    assert queries("replenishment", first.pk) <= MOST_QUERIES
