"""Lines of statements that are money given back: by reference or receiver, amount and day."""

import pytest
from django.urls import reverse

from contributions import statement_decisions, statement_matching
from contributions.models import StatementLine, StatementMatch
from tests.contributions.differing import given_back
from tests.contributions.money import make_cast
from tests.contributions.statement_steps import DAY, LATER, imported, line_of, sound
from tests.contributions.straight import insert, refused_by, update

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("said", ["TRSF balik-0042", "TRSF KE DEWI  CONTOH 0812"])
def test_a_line_is_what_was_given_back_by_its_reference_or_its_receiver(cast, bank, said):
    row = given_back(cast)
    line = line_of(cast, bank, DAY, said, "-5.000")
    assert line.state == "matched"
    assert line.matches.get().repayment == row
    sound()


def test_what_was_given_back_is_matched_once(cast, bank):
    given_back(cast)
    imported(
        cast, bank, (DAY, "TRSF BALIK-0042", "-5.000"), (DAY, "TRSF BALIK-0042 LAGI", "-5.000")
    )
    assert sorted(StatementLine.objects.values_list("state", flat=True)) == [
        "matched",
        "unmatched",
    ]
    assert StatementMatch.objects.count() == 1


def test_of_two_to_one_receiver_the_reference_tells_which(cast, bank):
    given_back(cast)
    second = given_back(cast, reference="BALIK-0043")
    assert line_of(cast, bank, DAY, "TRSF DEWI CONTOH", "-5.000").state == "doubtful"
    line = line_of(cast, bank, DAY, "TRSF DEWI CONTOH BALIK-0043", "-5.000")
    assert line.matches.get().repayment == second


@pytest.mark.parametrize(
    ("day", "said", "amount", "state"),
    [
        (DAY, "TRSF BALIK-0042", "-4.000", "doubtful"),
        (DAY, "KELUAR", "-5.000", "doubtful"),
        (DAY, "KELUAR", "-4.000", "unmatched"),
        (DAY, "TRSF BALIK-0042", "5.000", "unmatched"),
        ("01/11/2026", "TRSF BALIK-0042", "-5.000", "unmatched"),
    ],
)
def test_another_amount_or_no_name_is_doubtful_and_another_day_or_way_is_none(
    cast, bank, day, said, amount, state
):
    given_back(cast)
    assert line_of(cast, bank, day, said, amount).state == state


def test_a_person_chooses_and_takes_back(cast, bank):
    row = given_back(cast)
    line = line_of(cast, bank, DAY, "KELUAR", "-5.000")
    [candidate] = statement_matching.candidates(line)
    match = statement_decisions.choose(
        line=line, code=candidate.code, kind=candidate.kind, by=cast.treasurer, at=LATER
    )
    assert match.repayment == row
    statement_decisions.undo(match=match, by=cast.treasurer, at=LATER)
    assert [one.target for one in statement_matching.candidates(line)] == [{"repayment": row}]
    sound()


def test_what_was_given_back_in_cash_or_by_another_partner_is_no_candidate(cast, bank):
    given_back(cast, how="cash", reference="BALIK-0042")
    given_back(make_cast(), reference="BALIK-0043")
    assert line_of(cast, bank, DAY, "BALIK-0042", "-5.000").state == "unmatched"
    assert line_of(cast, bank, DAY, "BALIK-0043", "-5.000").state == "unmatched"


def test_the_list_and_the_pages_say_what_the_bank_shows(client, cast, bank):
    row = given_back(cast)
    client.force_login(cast.treasurer)
    unseen = {"status": "unseen"}
    assert "Dewi Contoh" in client.get(reverse("repayments"), unseen).text
    assert "Belum terlihat pada mutasi" in client.get(reverse("repayment", args=[row.pk])).text
    line = line_of(cast, bank, DAY, "TRSF BALIK-0042", "-5.000")
    assert "Dewi Contoh" not in client.get(reverse("repayments"), unseen).text
    page = client.get(reverse("repayments")).text
    assert "Terlihat pada mutasi" in page
    address = reverse("statement_line", args=[line.pk])
    assert address in client.get(reverse("repayment", args=[row.pk])).text
    assert reverse("repayment", args=[row.pk]) in client.get(address).text
    answer = client.get(reverse("repayments_export"))
    assert '"BALIK-0042","ya"' in b"".join(answer.streaming_content).decode()


# ---- what the database refuses ----


@pytest.fixture
def match(cast, bank):
    given_back(cast)
    return line_of(cast, bank, DAY, "TRSF BALIK-0042", "-5.000").matches.get()


def test_a_repayment_is_matched_once(cast, bank, match):
    with refused_by("a_repayment_is_matched_once"):
        insert(match, line=line_of(cast, bank, DAY, "LAIN", "-1"))


def test_repayment_is_matched_by_its_partners_transfer(cast, bank, match):
    update(match, undone_by=cast.treasurer, undone_at=LATER)
    line = line_of(cast, bank, DAY, "LAIN", "-1")
    came = line_of(cast, bank, DAY, "MASUK", "1")
    fresh = {"line": line, "undone_by": None, "undone_at": None}
    cash = given_back(cast, how="cash")
    for wrong in (
        {"repayment": given_back(make_cast())},
        {"repayment": cash},
        {"line": came},
    ):
        with refused_by("repayment_is_matched_by_its_partners_transfer"):
            insert(match, **(fresh | wrong))
