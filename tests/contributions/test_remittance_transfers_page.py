"""Transfers on the page of a remittance: compared with its list, and recorded with a proof."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contributions.models import RemittanceTransfer
from markets import months
from tests.contributions.money import make_cast
from tests.contributions.transferred import PDF
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def posted(client):
    cast = make_cast()
    client.force_login(cast.treasurer)
    cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference="1")
    return cast.post()


def send(client, remittance, **fields):
    told = {
        "kind": "transfer",
        "amount_idr": "8.400",
        "day": f"{months.law_day(NOON)}",
        "reference": "BRI-1",
        "proof": SimpleUploadedFile("bukti.pdf", PDF),
    }
    address = reverse("record_transfer", args=[remittance.pk])
    return client.post(address, told | fields, follow=True)


def test_a_difference_is_named_on_the_page_and_in_the_list_until_it_is_transferred(client, posted):
    pages = [reverse("remittances"), reverse("remittance", args=[posted.pk])]
    for page in pages:
        assert "kurang Rp8.400, belum ditransfer" in client.get(page).text
    assert "Transfer tercatat." in send(client, posted).text
    for page in pages:
        assert "belum ditransfer" not in client.get(page).text


def test_what_is_no_proof_or_known_already_is_refused_on_the_form(client, posted):
    refused = send(client, posted, proof=SimpleUploadedFile("x.pdf", b"no paper"))
    assert "Bukti berupa foto" in refused.text
    send(client, posted)
    assert "BRI-1 sudah tercatat" in send(client, posted).text
    assert RemittanceTransfer.objects.count() == 1
