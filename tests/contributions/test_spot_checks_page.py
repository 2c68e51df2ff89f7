"""Spot checks as treasurers, the branch and auditors see them: figures, people, cases, draws."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from contributions import spot_answers, spot_asking, spot_cases
from contributions.models import SpotCase, SpotPerson
from contributions.spot_answers import Told
from contributions.spot_figures import spot_figures
from markets.models import Partner
from tests import factories
from tests.contributions.spot import ask, check_on_the_spot, make_spot_cast, told
from tests.factories import NOON, NOVEMBER, TODAY, at

pytestmark = pytest.mark.usefixtures("at_noon")
MOST_QUERIES = 12


@pytest.fixture
def spot(db):
    """Of five who were drawn four have answered, three of them with a difference."""
    return check_on_the_spot()


@pytest.fixture
def treasurer(client, spot):
    client.force_login(spot.cast.treasurer)
    return client


@pytest.fixture
def auditor(client, spot):
    client.force_login(factories.make_auditor(partner=spot.cast.partner))
    return client


def body(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def table(client, name, **query):
    """The sheets of an XLSX, by name."""
    answer = client.get(reverse(name), {**query, "format": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    return {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}


def close(case, spot, **fields):
    by = {"by": spot.cast.treasurer, "at": NOON}
    spot_cases.own(case=case, **by)
    found = {"finding": "not_entered", "amount_idr": 8_400, "explanation": "Diakui", **fields}
    finding = spot_cases.propose(case=case, **found, **by)
    deputy = factories.make_treasurer(partner=spot.cast.partner)
    return spot_cases.decide(finding=finding, granted=True, by=deputy, at=NOON)


def test_figures_count_drawn_asked_answered_and_differences_by_collector(spot):
    close(SpotCase.objects.get(kind="unrecorded"), spot)
    partners = Partner.objects.filter(pk=spot.cast.partner.pk)
    (row,) = spot_figures(partners=partners, month=NOVEMBER)
    assert (row.collector, row.month) == (spot.cast.collector.name, NOVEMBER)
    assert (row.drawn, row.sent, row.asked, row.answered) == (5, 4, 4, 4)
    assert (row.differences, row.still_open, row.not_entered_idr) == (3, 2, 8_400)


def test_a_difference_counts_for_whom_it_is_about(db):
    spot = make_spot_cast()
    other = factories.make_collector(partner=spot.cast.partner, name="Orang Lain")
    ask(spot.drawn(), spot.colleague, told(paid_to=other))
    rows = spot_figures(partners=Partner.objects.filter(pk=spot.cast.partner.pk))
    found = {row.collector: (row.drawn, row.differences) for row in rows}
    assert found == {spot.cast.collector.name: (1, 0), other.name: (0, 1)}


def test_who_told_nothing_was_asked_but_did_not_answer(db):
    spot = make_spot_cast()
    person = spot.drawn()
    spot_asking.take(person=person, by=spot.colleague, at=NOON)
    spot_answers.record(person=person, told=Told("not_found"), by=spot.colleague, at=NOON)
    (row,) = spot_figures(partners=Partner.objects.all())
    assert (row.asked, row.answered, row.differences) == (1, 0, 0)


def test_the_page_lists_people_by_state_and_name(treasurer, spot):
    waiting = SpotPerson.objects.get(answers=None)
    everybody = [person.member.name for person in SpotPerson.objects.all()]
    shown = body(treasurer, "spot_checks")
    assert all(name in shown for name in everybody)
    only = body(treasurer, "spot_checks", keadaan="tunggu")
    assert [name for name in everybody if f">{name}<" in only] == [waiting.member.name]
    assert "Tidak ada yang cocok" in body(treasurer, "spot_checks", q="tidak ada orangnya")
    assert waiting.member.name in body(treasurer, "spot_checks", q=spot.cast.collector.name)


def test_why_somebody_was_drawn_is_told_to_auditors_at_once_and_to_others_after_the_answer(
    client, db
):
    spot = make_spot_cast()
    spot.cast.pay(spot.cast.member())
    spot.cast.hand_over(counted_idr=8_000)
    person = spot.drawn()
    why = "Uang serah terima kolektornya kurang"
    client.force_login(spot.cast.treasurer)
    assert why not in body(client, "spot_checks_export").split(person.member.name)[1]
    client.force_login(factories.make_auditor(partner=spot.cast.partner))
    assert why in body(client, "spot_checks_export")
    assert why in body(client, "spot_draw", person.draw_id)
    ask(person, spot.colleague)
    client.force_login(spot.cast.treasurer)
    assert why in body(client, "spot_checks_export").split(person.member.name)[1]


def test_figures_and_people_are_downloaded(treasurer):
    sheets = table(treasurer, "spot_checks_export")
    assert list(sheets) == ["Angka", "Orang terpilih"]
    assert len(sheets["Orang terpilih"]) == 6
    assert sheets["Angka"][1][3:9] == ["5", "4", "4", "4", "3", "3"]


def test_cases_are_filtered_and_downloaded(treasurer, spot):
    closed = SpotCase.objects.get(kind="unrecorded")
    close(closed, spot)
    assert "Uang tidak tercatat</" not in body(treasurer, "spot_cases").split("<tbody>")[1]
    assert "Uang tidak tercatat" in body(treasurer, "spot_cases", keadaan="tutup")
    assert len(table(treasurer, "spot_cases_export")["kasus-cek-acak"]) == 3
    assert len(table(treasurer, "spot_cases_export", keadaan="semua")["kasus-cek-acak"]) == 4
    csv = body(treasurer, "spot_cases_export", jenis="denied")
    assert csv.count("\n") == 2
    name = closed.answer.person.member.name
    assert name in body(treasurer, "spot_cases", keadaan="semua", q=name)


def test_the_day_of_a_case_in_the_table_is_that_of_jakarta(client, db):
    spot = make_spot_cast()
    early = at(TODAY, hour=1)
    ask(spot.drawn(at=early), spot.colleague, told(), at=early)
    client.force_login(spot.cast.treasurer)
    assert f'"{TODAY}",' in body(client, "spot_cases_export")


def test_a_case_is_dealt_with_on_its_page(client, treasurer, spot):
    case = SpotCase.objects.get(kind="unrecorded")
    url = reverse("settle_spot_case", args=[case.pk])

    def do(what, **fields):
        return treasurer.post(url, {"what": what, **fields}, follow=True).content.decode()

    assert "Saya yang menangani" in body(treasurer, "spot_case", case.pk)
    assert "Tulis temuan" in do("own")
    assert "Sudah ditelepon" in do("note", words="Sudah ditelepon")
    found = {"finding": "not_entered", "amount": "8.400", "explanation": "Diakui"}
    again = do("propose", **{**found, "amount": ""})
    assert "Tulis jumlah" in again and "Diakui</textarea>" in again
    assert "Periksa angka nolnya" in do("propose", **{**found, "amount": "2.147.483.648"})
    shown = do("propose", **found)
    assert "kolektor mencatat pembayaran ini sekarang dengan kuitansi" in shown
    assert "Temuan sendiri" in do("grant")
    client.force_login(factories.make_reviewer(branch=spot.cast.partner.branch))
    assert "Setujui dan tutup" in body(client, "spot_case", case.pk)
    do("grant", note="Sesuai")
    assert spot_cases.with_state(SpotCase.objects.filter(pk=case.pk)).get().is_closed


def test_auditors_read_cases_and_change_nothing(auditor):
    case = SpotCase.objects.get(kind="denied")
    shown = body(auditor, "spot_case", case.pk)
    assert "Saya yang menangani" not in shown
    answer = auditor.post(reverse("settle_spot_case", args=[case.pk]), {"what": "own"})
    assert answer.status_code == 404


def test_a_draw_is_repeated_on_its_page_and_downloaded(auditor, spot):
    draw = SpotPerson.objects.first().draw
    assert "Diundi ulang dari benihnya: orangnya sama." in body(auditor, "spot_draw", draw.pk)
    lots = body(auditor, "spot_draw_export", draw.pk)
    assert lots.count("\n") == 13
    auditor.force_login(spot.cast.treasurer)
    assert auditor.get(reverse("spot_draw", args=[draw.pk])).status_code == 404


def test_open_cases_stand_first_on_the_treasurers_day(treasurer, spot):
    args = [spot.cast.partner.pk, NOON.date()]
    shown = body(treasurer, "daily_close", *args)
    assert "3 jawaban pedagang berbeda dari buku" in shown
    assert reverse("spot_cases") in shown
    for case in SpotCase.objects.all():
        close(case, spot, finding="not_proven", amount_idr=None)
    assert "jawaban pedagang berbeda" not in body(treasurer, "daily_close", *args)


@pytest.mark.parametrize("name", ["spot_checks", "spot_cases"])
def test_lists_take_as_many_queries_for_many_as_for_few(
    treasurer, spot, name, django_assert_max_num_queries
):
    body(treasurer, name, keadaan="")
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        body(treasurer, name)
    few = make_spot_cast()
    ask(few.drawn(), few.colleague, told())
    treasurer.force_login(few.cast.treasurer)
    body(treasurer, name)
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        body(treasurer, name)
    assert len(one) == len(many)


@pytest.mark.parametrize("name", ["spot_case", "spot_draw"])
def test_single_pages_take_few_queries(auditor, name, django_assert_max_num_queries):
    case = SpotCase.objects.get(kind="amount")
    pk = case.pk if name == "spot_case" else case.answer.person.draw_id
    body(auditor, name, pk)
    with django_assert_max_num_queries(MOST_QUERIES):
        body(auditor, name, pk)
