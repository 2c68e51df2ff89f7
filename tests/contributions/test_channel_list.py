"""The list for the payment channel: what stands in it, who may read it, and that it is kept."""

import io
import zipfile

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from contributions import answer_lists, answer_rows, answers, channel_list, remittances
from contributions.models import LineAnswer
from contributions.remittances import UnableToRemit
from markets import spreadsheets
from members.models import PersonalDataView
from tests import factories
from tests.contributions.answered import nik_of
from tests.contributions.money import make_cast, send_all
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def final(cast, *members):
    for member in members:
        nik_of(member)
        cast.pay(member, count=2)
    cast.hand_over()
    return remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)


def downloaded(client, remittance):
    answer = client.post(reverse("remittance_list", args=[remittance.pk]))
    return b"".join(answer)


def cells(data):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    return sheet.to_python()


def test_it_names_each_month_with_its_amounts_as_texts(client, cast):
    member = cast.member(name="=Siti Contoh")
    remittance = final(cast, member)
    client.force_login(cast.treasurer)
    header, *rows = cells(downloaded(client, remittance))
    assert tuple(header) == channel_list.HEADER
    months = ["11-2026", "12-2026"]
    expected = [nik_of(member), "'=Siti Contoh"]
    assert rows == [[*expected, month, "5000", "3400", "0", "8400", "", ""] for month in months]


def test_who_read_whose_nik_is_kept_once_for_each_download(client, cast):
    members = [cast.member(), cast.member()]
    remittance = final(cast, *members)
    client.force_login(cast.treasurer)
    downloaded(client, remittance)
    views = PersonalDataView.objects.filter(what=channel_list.WHAT, by=cast.treasurer)
    assert sorted(views.values_list("member", flat=True)) == [member.pk for member in members]
    downloaded(client, remittance)
    assert views.count() == 4


def test_a_list_that_comes_back_filled_in_is_the_answer(client, cast):
    remittance = final(cast, cast.member(), cast.member())
    client.force_login(cast.treasurer)
    header, *rows = cells(downloaded(client, remittance))
    remittances.post(remittance=remittance, payment_code="B-1", by=cast.treasurer, at=NOON)
    send_all(remittance, by=cast.treasurer)
    rows = [[*row[:-2], "Diterima", ""] for row in rows]
    file = io.BytesIO()
    spreadsheets.write_xlsx(file=file, sheets=[spreadsheets.Sheet("x", header, rows)])
    listed = answer_lists.upload(
        remittance=remittance, data=file.getvalue(), file_name="x", by=cast.treasurer, at=NOON
    )
    assert answer_lists.apply(answer_list=listed, by=cast.treasurer, at=NOON) == 4
    assert not answers.answered(remittance=remittance).waiting


def test_only_treasurers_of_the_partner_read_it_and_not_once_it_is_cancelled(client, cast):
    remittance = final(cast, cast.member())
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    for by in (cast.collector, reviewer, make_cast().treasurer):
        with pytest.raises(UnableToRemit):
            channel_list.read(remittance=remittance, by=by, at=NOON)
    cancelled = remittances.cancel(remittance=remittance, by=cast.treasurer, at=NOON)
    with pytest.raises(UnableToRemit):
        channel_list.read(remittance=cancelled, by=cast.treasurer, at=NOON)
    assert not PersonalDataView.objects.filter(what=channel_list.WHAT).exists()


def test_the_billing_code_is_written_down_before_the_money_is_sent(client, cast):
    remittance = final(cast, cast.member())
    client.force_login(cast.treasurer)
    address = reverse("decide_remittance", args=[remittance.pk])
    client.post(address, {"decision": "code", "payment_code": " 8888-1 "})
    remittance.refresh_from_db()
    assert (remittance.status, remittance.payment_code) == ("final", "8888-1")
    page = client.get(reverse("remittance", args=[remittance.pk])).text
    assert 'value="8888-1"' in page
    assert (
        remittances.post(
            remittance=remittance, payment_code="8888-1", by=cast.treasurer, at=NOON
        ).payment_code
        == "8888-1"
    )


def test_a_code_of_another_remittance_is_not_written_down(cast):
    first = final(cast, cast.member())
    fields = {"payment_code": "8888-1", "by": cast.treasurer, "at": NOON}
    remittances.record_code(remittance=first, **fields)
    second = final(cast, cast.member())
    with pytest.raises(UnableToRemit) as refusal:
        remittances.record_code(remittance=second, **fields)
    assert refusal.value.code == "code_used"


def test_the_words_offered_for_an_answer_are_those_it_is_read_by(client, cast):
    client.force_login(cast.treasurer)
    file = zipfile.ZipFile(io.BytesIO(downloaded(client, final(cast, cast.member()))))
    sheet = file.read("xl/worksheets/sheet1.xml").decode()
    statuses, reasons = channel_list.CHOICES.values()
    for words in (statuses, reasons):
        assert ",".join(words) in sheet
    assert [word.casefold() in answer_rows.ACCEPTED for word in statuses] == [True, False]
    assert [word.casefold() in answer_rows.REJECTED for word in statuses] == [False, True]
    read = [answer_rows.reason_of(word) for word in reasons]
    assert set(read) == set(LineAnswer.Reason) - {LineAnswer.Reason.OTHER}
