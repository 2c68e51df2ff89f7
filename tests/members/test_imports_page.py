"""The office's pages for lists: upload, look, save, take out what failed."""

import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from markets import spreadsheets
from members import bulk_columns, import_work, imports
from members.models import BulkImport, ImportedPerson
from tests.factories import (
    NOON,
    make_admin,
    make_auditor,
    make_collector,
    make_market,
    make_reviewer,
    make_treasurer,
)
from tests.members.uploaded import NEW, as_xlsx, checked, grid, person, saved, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def treasurer(client):
    user = make_treasurer()
    client.force_login(user)
    return user


@pytest.fixture
def market(treasurer):
    return make_market(partner=treasurer.partner, name="Pasar Cisarua")


def send(client, data, *, name="daftar.xlsx", kind=NEW):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("imports"), {"kind": kind, "file": file})


def page_of(client, row, **query):
    return client.get(reverse("bulk_import", args=[row.pk]), query).content.decode()


def test_a_list_is_uploaded_checked_saved_and_its_failed_rows_taken_out(client, treasurer, market):
    rows = [person(market=market), person(market=market, phone=""), person(market=market, nik="1")]
    answer = send(client, as_xlsx(grid(rows)))
    row = BulkImport.objects.get()
    assert answer.url == reverse("bulk_import", args=[row.pk])
    page = page_of(client, row)
    assert "Menunggu giliran" in page and "js/progress" in page and ">Perbarui</a>" in page
    import_work.work_all(at=NOON)
    page = page_of(client, row)
    assert "Simpan 2 baris" in page and "js/progress" not in page
    assert "NIK terdiri atas 16 angka; yang tertulis 1 angka." in page
    assert "Tanpa nomor HP." in page
    client.post(reverse("save_import", args=[row.pk]))
    assert "Sedang disimpan" in page_of(client, row)
    import_work.work_all(at=NOON)
    page = page_of(client, row)
    assert "2 orang menunggu persetujuan" in page
    download = client.get(reverse("failed_rows", args=[row.pk]))
    lines = spreadsheets.read(data=download.getvalue(), most_rows=10)
    assert [line.cells[0] for line in lines] == ["NIK", "1"]
    assert lines[1].cells[-1] == "NIK: NIK terdiri atas 16 angka; yang tertulis 1 angka."
    assert "no-store" in download["Cache-Control"]


def test_the_progress_is_shown_while_rows_are_checked(client, treasurer, market):
    row = upload([person(market=market)], by=treasurer)
    BulkImport.objects.update(rows=10_000, checked=2_000, valid=2_000)
    page = page_of(client, row)
    assert "2.000 dari 10.000 baris" in page
    assert '<progress value="2000" max="10000"' in page


def test_the_same_file_leads_to_the_import_it_became(client, treasurer, market):
    data = as_xlsx(grid([person(market=market)]))
    send(client, data)
    with time_machine.travel(NOON.replace(hour=13), tick=False):
        answer = send(client, data)
        page = client.get(answer.url).content.decode()
    assert "Berkas ini sudah diunggah" in page and BulkImport.objects.count() == 1


@pytest.mark.parametrize("kind", BulkImport.Kind.values)
def test_each_template_has_the_columns_and_explains_them(client, treasurer, kind):
    answer = client.get(reverse("import_template", args=[kind]))
    data = answer.getvalue()
    assert answer["Content-Disposition"].startswith('attachment; filename="contoh-')
    (header,) = spreadsheets.read(data=data, most_rows=10)
    assert header.cells == bulk_columns.titles(bulk_columns.of(kind))


def test_a_template_is_there_as_csv_too(client, treasurer):
    answer = client.get(reverse("import_template", args=["stalls"]), {"format": "csv"})
    (header,) = spreadsheets.read(data=answer.getvalue(), most_rows=10)
    assert header.cells == bulk_columns.titles(bulk_columns.of("stalls"))
    assert answer["Content-Disposition"].endswith('"contoh-tempat.csv"')


def test_a_list_to_try_is_offered_but_not_in_production(
    client, treasurer, market, settings, monkeypatch
):
    monkeypatch.setattr("members.views.imports.EXAMPLE", {"rows": 20, "bad": 3})
    assert reverse("example_list") in client.get(reverse("imports")).content.decode()
    data = client.get(reverse("example_list")).getvalue()
    send(client, data)
    import_work.work_all(at=NOON)
    row = BulkImport.objects.get()
    assert (row.valid, row.invalid) == (17, 3)
    settings.PRODUCTION = True
    assert reverse("example_list") not in client.get(reverse("imports")).content.decode()
    assert client.get(reverse("example_list")).status_code == 404


def test_an_untouched_example_cannot_be_imported(client, treasurer, market):
    columns = bulk_columns.of(NEW)
    example = {column.key: column.example for column in columns} | {"market": market.name}
    row = checked([{**example, "block": "", "stall_kind": "", "stall_number": ""}], by=treasurer)
    assert row.lines.get().reasons == [
        "NIK: Empat angka terakhir NIK tidak mungkin 0000. Bandingkan dengan KTP."
    ]


def test_a_template_of_no_kind_is_not_found(client, treasurer):
    assert client.get(reverse("import_template", args=["apa-saja"])).status_code == 404


def test_what_is_missing_is_asked_for(client, treasurer):
    page = client.post(reverse("imports"), {}).content.decode()
    assert "Pilih salah satu." in page and "Pilih berkasnya." in page


def test_a_refusal_stands_beside_the_file(client, treasurer, monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_BYTES", 10)
    page = send(client, b"x" * 11).content.decode()
    assert "Berkas lebih besar dari" in page and not BulkImport.objects.exists()


def test_a_request_that_is_too_large_to_be_taken_in_says_so(client, treasurer, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    page = send(client, b"x" * 101).content.decode()
    assert "Berkas lebih besar dari" in page and "Pilih berkasnya" not in page


def test_a_file_that_cannot_be_read_says_so(client, treasurer):
    send(client, b"%PDF-1.7\x00 no list")
    import_work.work_all(at=NOON)
    page = page_of(client, BulkImport.objects.get())
    assert "Berkas tidak bisa dibaca." in page and "Unggah berkas lain" in page


def test_rows_can_be_narrowed_to_a_verdict(client, treasurer, market):
    rows = [person(market=market, phone="", name="SITI A"), person(market=market, nik="1")]
    row = checked(rows, by=treasurer)
    assert "SITI A" in page_of(client, row, hasil="warned")
    assert "SITI A" not in page_of(client, row, hasil="invalid")
    assert "SITI A" in page_of(client, row, hasil="valid' OR 1=1")


def test_a_list_is_thrown_away_after_a_question(client, treasurer, market):
    row = checked([person(market=market)], by=treasurer)
    address = reverse("throw_away_import", args=[row.pk])
    assert "Buang daftar ini?" in client.get(address).content.decode()
    assert client.post(address).url == reverse("imports")
    assert not BulkImport.objects.exists()


def test_no_nik_stands_on_the_pages_of_a_list(client, treasurer, market):
    row = saved([person(market=market, nik="3201014503809"), person(market=market)], by=treasurer)
    for page in (page_of(client, row), client.get(reverse("imports")).content.decode()):
        assert "32010145" not in page


@pytest.mark.parametrize("make", [make_collector, make_reviewer, make_auditor, make_admin])
def test_only_the_office_imports(client, make):
    client.force_login(make())
    assert client.get(reverse("imports")).status_code == 404


def test_another_partners_list_is_not_found(client, market):
    row = checked([person(market=market)], by=make_treasurer(partner=market.partner))
    client.force_login(make_treasurer())
    for name in ("bulk_import", "failed_rows", "throw_away_import"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 404
    assert client.post(reverse("save_import", args=[row.pk])).status_code == 404
    assert not ImportedPerson.objects.exists()


def test_the_pages_take_as_many_queries_for_many_rows_as_for_few(
    client, treasurer, market, django_assert_max_num_queries
):
    rows = [person(market=market, phone="", name=f"SITI {n}") for n in range(120)]
    row = checked(rows, by=treasurer)
    with django_assert_max_num_queries(12):
        assert "Halaman 1 dari 3" in page_of(client, row)
    with django_assert_max_num_queries(12):
        client.get(reverse("imports"))


def test_a_file_is_written_without_holding_it_in_memory(client, treasurer, market, monkeypatch):
    monkeypatch.setattr("markets.exports.MOST_IN_MEMORY", 100)
    row = checked([person(market=market, nik="1")], by=treasurer)
    data = client.get(reverse("failed_rows", args=[row.pk])).getvalue()
    assert len(spreadsheets.read(data=data, most_rows=5)) == 2
    assert io.BytesIO(data).read(4) == spreadsheets.ZIP_BEGINS


def test_a_list_with_nothing_to_save_offers_no_saving(client, treasurer, market):
    row = checked([person(market=market, nik="1")], by=treasurer)
    assert "Simpan" not in page_of(client, row).split("<main", 1)[1]
    client.post(reverse("save_import", args=[row.pk]))
    with pytest.raises(imports.UnableToImport):
        imports.save(bulk_import=row, by=treasurer, at=NOON)
