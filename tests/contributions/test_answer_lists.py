"""BPJS's answers from a file: looked over, recorded, forgotten."""

import datetime as dt

import pytest
from django.core.management import call_command

from contributions import answer_lists, answers, books
from contributions.answer_lists import UnableToReadAnswers
from contributions.answer_rows import Verdict
from contributions.answers import UnableToAnswer
from contributions.models import AnswerList, LineAnswer
from tests import factories
from tests.contributions.answered import as_csv, make_answer_list, make_posted_line, nik_of, row
from tests.contributions.money import make_cast
from tests.factories import NOON, TODAY, make_nik

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=1)


def posted(cast, count):
    """That many members who paid November, and the remittance in which it went."""
    members = [cast.member() for _ in range(count)]
    for member in members:
        cast.pay(member)
    cast.hand_over()
    return members, cast.post()


def uploaded(cast, remittance, *rows):
    return make_answer_list(remittance=remittance, by=cast.treasurer, rows=rows)


def test_each_row_has_its_verdict_and_its_reason(cast):
    [good, bad, twice, known], remittance = posted(cast, 4)
    line = remittance.lines.get(contribution__member=known)
    answers.accept(remittance=remittance, lines=[line.pk], by=cast.treasurer, at=NOON)
    rows = [
        row(good),
        row(bad, "ditolak", "NIK tidak dikenal"),
        row(twice),
        row(twice),
        row(twice, "Ditolak", "meninggal"),
        row(known),
        row(known, "Ditolak", "meninggal"),
        row(good, month="12-2026"),
        row(good, nik=make_nik()),
        row(good, amount="8.500"),
        row(good, "Mungkin"),
        row(good, "Ditolak"),
        row(good, nik="3201"),
        row(good, month="13-2026"),
        row(good, amount="banyak"),
    ]
    found = answer_lists.look_over(answer_list=uploaded(cast, remittance, *rows))
    assert [one.verdict.value for one in found.rows] == [
        *("accepted", "rejected", "accepted", "recorded", "conflicting", "recorded"),
        *("conflicting", "unknown", "unknown", "conflicting"),
        *["wrong"] * 5,
    ]
    reasons = [one.why for one in found.rows]
    assert reasons[3:10] == [
        "Sama dengan baris 4.",
        "Bertentangan dengan baris 4.",
        "",
        "Sudah dicatat lain: Diterima BPJS.",
        "NIK dengan bulan itu tidak ada dalam setoran ini.",
        "NIK dengan bulan itu tidak ada dalam setoran ini.",
        "Jumlahnya berbeda: dalam setoran Rp8.400.",
    ]
    assert all(reasons[10:])
    assert (found.ready, len(found.failed)) == (3, 10)
    assert not LineAnswer.objects.exclude(line=line).exists(), "nothing is recorded by looking"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Peserta MENINGGAL dunia", "dead"),
        ("Iuran sudah dibayar di kanal lain", "paid_elsewhere"),
        ("terdaftar pada mitra lain", "other_partner"),
        ("NIK tidak ditemukan", "nik_unknown"),
        ("Gangguan sistem", "other"),
    ],
)
def test_the_channels_words_become_one_of_our_reasons_and_are_kept(cast, words, reason):
    [member], remittance = posted(cast, 1)
    listed = uploaded(cast, remittance, row(member, "Ditolak", words))
    assert answer_lists.apply(answer_list=listed, by=cast.treasurer, at=LATER) == 1
    answer = LineAnswer.objects.get()
    assert (answer.reason, answer.note, answer.answer_list) == (reason, words, listed)


def test_the_same_file_twice_changes_nothing(cast):
    members, remittance = posted(cast, 3)
    rows = [row(members[0]), row(members[1], "Ditolak", "meninggal"), row(members[2])]
    first = uploaded(cast, remittance, *rows)
    assert answer_lists.apply(answer_list=first, by=cast.treasurer, at=LATER) == 3
    before = list(LineAnswer.objects.order_by("pk").values())
    for again in (first, uploaded(cast, remittance, *rows)):
        assert answer_lists.look_over(answer_list=again).counts[Verdict.RECORDED] == 3
        assert answer_lists.apply(answer_list=again, by=cast.treasurer, at=LATER) == 0
    assert list(LineAnswer.objects.order_by("pk").values()) == before
    assert books.differences(on=TODAY) == []


def test_what_is_wrong_with_a_row_keeps_no_other_back(cast):
    members, remittance = posted(cast, 2)
    listed = uploaded(cast, remittance, row(members[0], amount="1"), row(members[1]))
    assert answer_lists.apply(answer_list=listed, by=cast.treasurer, at=LATER) == 1
    assert answers.answered(remittance=remittance).waiting == 1


def test_rows_without_a_status_are_not_answered_yet(cast):
    members, remittance = posted(cast, 2)
    assert uploaded(cast, remittance, row(members[0]), row(members[1], "")).rows == 1


def test_no_nik_lies_readable_in_the_database(cast):
    [member], remittance = posted(cast, 1)
    uploaded(cast, remittance, row(member))
    assert nik_of(member).encode() not in bytes(AnswerList.objects.get().sealed)


@pytest.mark.parametrize("data", [b"", b"NIK;Status\n1;Diterima", b"\x00\x01", as_csv([])])
def test_what_is_no_list_of_answers_is_refused(cast, data):
    _members, remittance = posted(cast, 1)
    fields = {"remittance": remittance, "file_name": "x", "by": cast.treasurer, "at": NOON}
    with pytest.raises(UnableToReadAnswers):
        answer_lists.upload(data=data, **fields)
    assert not AnswerList.objects.exists()


def test_a_list_is_recorded_by_who_uploaded_it_and_may_answer(cast):
    [member], remittance = posted(cast, 1)
    listed = uploaded(cast, remittance, row(member))
    other = factories.make_treasurer(partner=cast.partner)
    with pytest.raises(UnableToAnswer):
        answer_lists.apply(answer_list=listed, by=other, at=LATER)
    with pytest.raises(UnableToAnswer):
        make_answer_list(remittance=remittance, by=make_cast().treasurer, rows=[row(member)])


def test_old_lists_are_forgotten_and_what_was_recorded_stays(cast):
    [member], remittance = posted(cast, 1)
    listed = uploaded(cast, remittance, row(member))
    answer_lists.apply(answer_list=listed, by=cast.treasurer, at=LATER)
    day = dt.timedelta(days=1)
    assert answer_lists.forget_old(at=NOON + 30 * day) == 0
    assert answer_lists.forget_old(at=NOON + 31 * day) == 1
    listed.refresh_from_db()
    assert answer_lists.look_over(answer_list=listed).rows == []
    assert LineAnswer.objects.count() == 1


def test_a_list_whose_key_is_gone_is_uploaded_again(cast):
    [member], remittance = posted(cast, 1)
    listed = uploaded(cast, remittance, row(member))
    listed.key_id = "gone"
    assert answer_lists.given(listed) == []


def test_after_a_change_of_key_a_list_is_sealed_anew_and_reads_as_before(settings):
    remittance = make_posted_line().remittance
    treasurer = factories.make_treasurer(partner=remittance.partner)
    uploaded = make_answer_list(remittance=remittance, by=treasurer)
    rows = answer_lists.given(uploaded)
    old = settings.NIK_ENCRYPTION_KEY
    settings.NIK_OLD_KEYS = {settings.NIK_KEY_ID: old}
    settings.NIK_KEY_ID, settings.NIK_ENCRYPTION_KEY = "k2", "baru" * 12
    call_command("rotate_nik_key")
    settings.NIK_OLD_KEYS = {}
    uploaded.refresh_from_db()
    assert uploaded.key_id == "k2"
    assert answer_lists.given(uploaded) == rows != []
