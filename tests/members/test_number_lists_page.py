"""The pages on which a reviewer uploads membership numbers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from markets import spreadsheets
from members import references
from members.models import Member, NumberList, RecordedNumber
from tests.factories import (
    make_market,
    make_member,
    make_nik,
    make_reviewer,
    make_term,
)
from tests.numbered import make_number_list

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_reviewer")]
A = "12345678901"


def approved(market, **fields) -> Member:
    member = make_member(market=market, **fields)
    make_term(member=member)
    return member


def upload(client, text: str):
    file = SimpleUploadedFile("nomor.csv", text.encode())
    return client.post(reverse("upload_numbers"), {"file": file}, follow=True)


def sheet(answer) -> list[list[str]]:
    content = b"".join(answer.streaming_content)
    return [line.cells for line in spreadsheets.read(data=content, most_rows=100)]


def test_a_list_is_uploaded_looked_over_and_recorded(client, market, reviewer):
    member = approved(market, name="Siti")
    answer = upload(client, f"Referensi;KPJ\n{references.written(member.pk)};{A}\nP1-96;{A}\n")
    page = answer.content.decode()
    assert "Catat 1 nomor" in page and "Referensinya salah tulis." in page
    assert not RecordedNumber.objects.exists()
    answer = client.post(reverse("number_list", args=[NumberList.objects.get().pk]), follow=True)
    assert "1 nomor peserta tercatat." in answer.content.decode()
    assert Member.objects.get(pk=member.pk).membership_number == A
    assert "nomor.csv" in client.get(reverse("upload_numbers")).content.decode()


def test_what_is_no_list_is_told_at_the_field(client, reviewer):
    page = upload(client, "Nama;Alamat\nx;y").content.decode()
    assert "Baris pertama harus berisi judul kolom" in page
    assert "Unggah" in client.post(reverse("upload_numbers"), {}).content.decode()
    assert not NumberList.objects.exists()


def test_failed_rows_come_back_as_they_were_with_a_reason_and_no_formula(client, market, reviewer):
    number = make_nik()
    rows = [(number, "", A), ("", "=1+1", A), ("", references.written(approved(market).pk), A)]
    row = make_number_list(by=reviewer, rows=rows)
    answer = client.get(reverse("failed_numbers", args=[row.pk]))
    assert answer["Cache-Control"] == "no-store"
    header, first, second = sheet(answer)
    assert header == ["Referensi", "NIK", "Nomor peserta (KPJ)", "Alasan"]
    assert first == [
        "",
        number,
        A,
        "Tidak ada peserta dengan NIK atau referensi itu di cabang Anda.",
    ]
    assert second == ["=1+1", "", A, "Referensinya salah tulis."]


def test_mended_rows_are_read_back_from_the_file_of_failed_ones(client, market, reviewer):
    row = make_number_list(by=reviewer, rows=[("", "P1-96", A)])
    content = b"".join(client.get(reverse("failed_numbers", args=[row.pk])).streaming_content)
    file = SimpleUploadedFile("gagal.xlsx", content)
    answer = client.post(reverse("upload_numbers"), {"file": file}, follow=True)
    assert "Referensinya salah tulis." in answer.content.decode()


def test_no_nik_stands_on_the_pages(client, market, reviewer):
    number = make_nik()
    row = make_number_list(by=reviewer, rows=[(number, "", A), (number[:15], "", A)])
    page = client.get(reverse("number_list", args=[row.pk])).content.decode()
    assert number not in page and number[:15] not in page


def test_only_who_uploaded_it_reaches_it(client, market, reviewer):
    row = make_number_list(by=make_reviewer(branch=market.partner.branch))
    for name in ("number_list", "failed_numbers"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 404
    assert client.post(reverse("number_list", args=[row.pk])).status_code == 404


def test_the_list_to_fill_in_names_who_waits_and_comes_back_filled(client, market, reviewer):
    member = approved(market, name="=Siti")
    approved(market, membership_number=A)
    approved(make_market(), name="Cabang Lain")
    header, row = sheet(client.get(reverse("list_to_fill_in")))
    assert header == ["Referensi", "Nama", "Tanggal lahir", "Pasar", "Nomor peserta (KPJ)"]
    assert row == [references.written(member.pk), "=Siti", "17-03-1975", "Pasar Cisarua", ""]


def test_a_forgotten_list_says_so(client, reviewer):
    row = make_number_list(by=reviewer)
    NumberList.objects.update(sealed=None, key_id="")
    page = client.get(reverse("number_list", args=[row.pk])).content.decode()
    assert "Isi daftar ini sudah dihapus" in page


@pytest.mark.parametrize("count", [10, 300])
def test_queries_do_not_grow_with_the_list(
    client, market, reviewer, count, django_assert_max_num_queries
):
    rows = [("", references.written(number), f"{number:011}") for number in range(count)]
    row = make_number_list(by=reviewer, rows=rows)
    with django_assert_max_num_queries(10):
        client.get(reverse("number_list", args=[row.pk]))
    with django_assert_max_num_queries(10):
        client.get(reverse("upload_numbers"))
