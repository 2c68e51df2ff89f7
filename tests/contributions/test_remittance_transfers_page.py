"""Transfers on the page of a remittance: compared with its list, and recorded with a proof."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contributions.models import RemittanceTransfer
from markets import months
from tests.contributions.money import make_cast
from tests.contributions.transferred import PDF, record
from tests.factories import NOON, make_reviewer, make_treasurer

pytestmark = pytest.mark.django_db


@pytest.fixture
def posted(client):
    cast = make_cast()
    client.force_login(cast.treasurer)
    cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference="1")
    return cast.post_unsent()


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
    assert "Uangnya belum semuanya ditransfer" in client.get(pages[1]).text
    assert "Transfer tercatat." in send(client, posted).text
    for page in pages:
        assert "ditransfer" not in client.get(page).text


def test_what_is_still_missing_stands_in_the_form_of_the_next_transfer(client, posted):
    page = client.get(reverse("remittance", args=[posted.pk]))
    assert page.context["transfer_form"]["amount_idr"].value() == 8_400
    sent = send(client, posted, amount_idr="8.000")
    assert sent.context["transfer_form"]["amount_idr"].value() == 400
    done = send(client, posted, amount_idr="400", reference="BRI-2")
    assert done.context["transfer_form"]["amount_idr"].value() is None


def test_what_was_typed_stays_and_only_the_file_is_asked_for_again(client, posted):
    refused = send(client, posted, amount_idr="", reference="BRI-9")
    form = refused.context["transfer_form"]
    assert list(form.errors) == ["amount_idr"]
    assert 'value="BRI-9"' in refused.text
    assert "Pilih lagi berkas buktinya." in refused.text
    tomorrow = months.law_day(NOON) + dt.timedelta(days=99_999)
    assert list(send(client, posted, day=f"{tomorrow}").context["transfer_form"].errors) == ["day"]
    refused = send(client, posted, proof="")
    assert "Lampirkan buktinya" in refused.text
    assert "Pilih lagi" not in refused.text


def test_nobody_but_the_partners_treasurer_is_offered_the_form(client, posted):
    client.force_login(make_reviewer(branch=posted.partner.branch))
    page = client.get(reverse("remittance", args=[posted.pk]))
    assert "kurang Rp8.400" in page.text
    assert "Catat transfer" not in page.text


def test_what_is_no_proof_or_known_already_is_refused_on_the_form(client, posted):
    refused = send(client, posted, proof=SimpleUploadedFile("x.pdf", b"no paper"))
    assert "Bukti berupa foto" in refused.text
    send(client, posted)
    assert "BRI-1 sudah tercatat" in send(client, posted).text
    assert RemittanceTransfer.objects.count() == 1


def test_another_treasurer_reverses_a_transfer_and_explains_what_differs(client, posted):
    send(client, posted)
    row = posted.transfers.get()
    mine = client.get(reverse("transfer", args=[row.pk]))
    assert "BRI-1" in mine.text
    assert "Balikkan transfer ini" not in mine.text
    reversing = reverse("reverse_transfer", args=[row.pk])
    assert "oleh orang lain" in client.post(reversing, {"reason": "Salah"}).text

    client.force_login(make_treasurer(partner=posted.partner))
    assert "Isi alasan" in client.post(reversing, {"reason": ""}).text
    page = client.post(reversing, {"reason": "Salah catat"}, follow=True)
    assert "kurang Rp8.400, belum ditransfer" in page.text
    assert "Dibalik, tidak dihitung" in page.text
    assert "Salah catat" in client.get(reverse("transfer", args=[row.pk])).text
    assert "Jelaskan selisihnya" not in page.text  # who reversed is no other person any more

    client.force_login(make_treasurer(partner=posted.partner))
    shown = client.get(reverse("remittance", args=[posted.pk]))
    assert "Jelaskan selisihnya" in shown.text
    explaining = reverse("explain_difference", args=[posted.pk])
    moved = client.post(explaining, {"reason": "Besok", "shown_idr": "-1"})
    assert "baru saja berubah" in moved.text and "Besok" in moved.text
    sent = {"reason": "Bank libur", "shown_idr": "-8400"}
    assert "Bank libur" in client.post(explaining, sent, follow=True).text
    assert "sudah dijelaskan" in client.get(reverse("remittances")).text


def test_the_page_costs_the_same_with_many_transfers(client, posted, django_assert_max_num_queries):
    address = reverse("remittance", args=[posted.pk])
    with django_assert_max_num_queries(12) as one:
        client.get(address)
    for number in range(4):
        record(posted, posted.posted_by, reference=f"BRI {number}", amount_idr=100)
    with django_assert_max_num_queries(len(one)):
        client.get(address)
    with django_assert_max_num_queries(12):
        client.get(reverse("transfer", args=[posted.transfers.latest("pk").pk]))
