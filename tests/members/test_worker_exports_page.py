"""The pages on which new workers are exported for BPJS."""

import pytest
from django.urls import reverse

from markets import spreadsheets
from members import bulk_columns, exporting
from members.models import BulkImport, WorkerExport, WorkerExportReading
from tests.factories import (
    NOON,
    make_market,
    make_partner,
    make_reviewer,
    new_id,
)
from tests.numbered import make_approved, make_worker_export

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_treasurer")]


def make(client, partner, **sent):
    url = reverse("new_worker_export", args=[partner.pk])
    return client.post(url, {"id": new_id(), **sent}, follow=True)


def test_who_waits_is_looked_over_exported_and_taken(client, market, treasurer):
    make_approved(market=market, name="Siti")
    assert "Belum diekspor" in client.get(reverse("worker_exports")).content.decode()
    page = client.get(reverse("new_worker_export", args=[market.partner_id])).content.decode()
    assert "Siti" in page and "Buat berkas 1 orang" in page
    page = make(client, market.partner).content.decode()
    assert "Berkas berisi 1 orang sudah dibuat." in page and "Belum ada yang mengunduhnya." in page
    export = WorkerExport.objects.get()
    answer = client.post(reverse("worker_export_file", args=[export.pk]))
    assert answer["Cache-Control"] == "no-store"
    name = f"pekerja-baru-{market.partner.code}-2026-11-10.xlsx"
    assert name in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)
    header, row = spreadsheets.read(data=content, most_rows=10)
    columns = bulk_columns.of(BulkImport.Kind.NEW_WORKERS)
    assert header.cells == bulk_columns.titles(columns) and row.cells[1] == "Siti"
    again = client.post(reverse("worker_export_file", args=[export.pk]))
    assert b"".join(again.streaming_content) == content
    page = client.get(reverse("worker_exports")).content.decode()
    assert "Tidak ada yang menunggu diekspor" in page and "2 kali" in page


def test_the_file_is_taken_by_post_only(client, market, treasurer):
    make_approved(market=market)
    export = make_worker_export(partner=market.partner, by=treasurer)
    assert client.get(reverse("worker_export_file", args=[export.pk])).status_code == 405
    assert not WorkerExportReading.objects.exists()


def test_a_double_tap_makes_one_file(client, market, treasurer):
    make_approved(market=market)
    same = new_id()
    make(client, market.partner, id=same)
    make_approved(market=market)
    make(client, market.partner, id=same)
    assert WorkerExport.objects.count() == 1


def test_without_an_id_nothing_is_made(client, market, treasurer):
    make_approved(market=market)
    assert "Buat berkas 1 orang" in make(client, market.partner, id="x").content.decode()
    assert not WorkerExport.objects.exists()


def test_when_somebody_was_faster_it_says_so(client, market, treasurer):
    page = make(client, market.partner).content.decode()
    assert "Tidak ada lagi yang menunggu diekspor" in page


def test_a_reviewer_narrows_the_files_to_a_partner(client, market):
    branch = market.partner.branch
    other = make_market(partner=make_partner(branch=branch, name="Dinas Perdagangan"))
    reviewer = make_reviewer(branch=branch)
    client.force_login(reviewer)
    for each in (market, other):
        make_approved(market=each)
        make_worker_export(partner=each.partner, by=reviewer)
    found = client.get(reverse("worker_exports")).context["page"]
    assert len(found) == 2
    found = client.get(reverse("worker_exports"), {"partner": other.partner_id}).context["page"]
    assert [export.partner for export in found] == [other.partner]


def test_the_people_of_a_file_are_found_by_name_and_market(client, market, treasurer):
    second = make_market(partner=market.partner)
    make_approved(market=market, name="Ani")
    make_approved(market=second, name="Budi")
    waiting = reverse("new_worker_export", args=[market.partner_id])

    def names(url, **query) -> list[str]:
        page = client.get(url, query).context["page"]
        return [getattr(row, "name", "") or row.enrolment.member.name for row in page]

    def waits(**query) -> list[str]:
        return [row.member.name for row in client.get(waiting, query).context["page"]]

    assert waits(q="an") == ["Ani"] and waits(market=second.pk) == ["Budi"]
    export = make_worker_export(partner=market.partner, by=treasurer)
    url = reverse("worker_export", args=[export.pk])
    assert names(url) == ["Ani", "Budi"]
    assert names(url, q="bu") == names(url, market=second.pk) == ["Budi"]
    assert names(url, market=make_market().pk) == ["Ani", "Budi"]


def test_a_forgotten_file_says_so(client, market, treasurer):
    make_approved(market=market)
    export = make_worker_export(partner=market.partner, by=treasurer)
    WorkerExport.objects.update(sealed=None, key_id="")
    url = reverse("worker_export", args=[export.pk])
    assert "Isi berkas ini sudah dihapus" in client.get(url).content.decode()
    answer = client.post(reverse("worker_export_file", args=[export.pk]), follow=True)
    assert "Isi ekspor ini sudah dihapus" in answer.content.decode()


def test_no_nik_stands_on_the_pages(client, market, treasurer):
    enrolment = make_approved(market=market)
    export = make_worker_export(partner=market.partner, by=treasurer)
    number = exporting.read(export=export, by=treasurer, at=NOON)[0][0]
    page = client.get(reverse("worker_export", args=[export.pk])).content.decode()
    assert enrolment.member.name in page and number not in page and number[:6] not in page


@pytest.mark.parametrize("count", [3, 20])
def test_queries_do_not_grow(client, market, treasurer, count, django_assert_max_num_queries):
    for _each in range(count):
        make_approved(market=market)
    with django_assert_max_num_queries(10):
        client.get(reverse("new_worker_export", args=[market.partner_id]))
    with django_assert_max_num_queries(32):
        make(client, market.partner)
    for url in (
        reverse("worker_exports"),
        reverse("worker_export", args=[WorkerExport.objects.get().pk]),
    ):
        with django_assert_max_num_queries(12):
            client.get(url)
    with django_assert_max_num_queries(14):
        client.post(reverse("worker_export_file", args=[WorkerExport.objects.get().pk]))
