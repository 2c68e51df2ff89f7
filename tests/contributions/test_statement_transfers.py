"""Lines of statements that are transfers to BPJS: by reference or payment code, amount and day."""

import pytest

from contributions import statement_decisions, statement_matching
from contributions.models import StatementMatch
from tests.contributions.money import make_cast
from tests.contributions.statement_steps import DAY, LATER, line_of, sound, transferred
from tests.contributions.straight import insert, refused_by
from tests.contributions.transferred import record, reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def posted(cast):
    """A list of Rp8.400."""
    transferred(cast, "BRI-0042")
    return cast.post_unsent(payment_code="BPJS-77")


def matched(line):
    return line.matches.get().remittance_transfer


def test_a_line_is_the_transfer_of_its_reference_or_of_its_payment_code(cast, bank, posted):
    first = record(posted, cast.treasurer, reference="TRF-1001", amount_idr=5_000)
    second = record(posted, cast.treasurer, reference="TRF-1002", amount_idr=3_400)
    assert matched(line_of(cast, bank, DAY, "TRANSFER trf-1001", "-5.000")) == first
    line = line_of(cast, bank, DAY, "BAYAR BPJS-77", "-3.400")
    assert matched(line) == second
    assert line.matches.get().remittance == posted
    again = line_of(cast, bank, DAY, "TRF-1001 BPJS-77", "-5.000")
    assert (again.state, again.matches.count()) == ("unmatched", 0)
    sound()


def test_another_amount_is_doubtful_and_a_person_decides(cast, bank, posted):
    row = record(posted, cast.treasurer, reference="TRF-1001")
    line = line_of(cast, bank, DAY, "TRF-1001", "-8.500")
    assert line.state == "doubtful"
    [candidate] = statement_matching.candidates(line)
    statement_decisions.choose(
        line=line, code=candidate.code, kind=candidate.kind, by=cast.treasurer, at=LATER
    )
    assert matched(line) == row
    sound()


@pytest.mark.parametrize(
    ("day", "said", "state"), [(DAY, "KELUAR", "doubtful"), ("01/11/2026", "TRF-1001", "unmatched")]
)
def test_amount_and_day_alone_are_doubtful_and_another_day_is_none(
    cast, bank, posted, day, said, state
):
    record(posted, cast.treasurer, reference="TRF-1001")
    assert line_of(cast, bank, day, said, "-8.400").state == state


def test_what_went_beyond_the_list_left_in_one_and_the_banks_fee_alone(cast, bank, posted):
    row = record(posted, cast.treasurer, reference="TRF-1001")
    record(posted, cast.treasurer, kind="surplus", reference="TRF-1001", amount_idr=100, proof=None)
    fee = record(
        posted, cast.treasurer, kind="fee", reference="TRF-1001", amount_idr=2_500, proof=None
    )
    assert matched(line_of(cast, bank, DAY, "TRF-1001", "-8.500")) == row
    assert matched(line_of(cast, bank, DAY, "BIAYA TRF-1001", "-2.500")) == fee
    assert line_of(cast, bank, DAY, "TRF-1001", "-100").state == "unmatched"
    sound()


def test_what_came_back_is_the_row_that_reverses_and_what_is_set_off_is_no_line(cast, bank, posted):
    lost = record(posted, cast.treasurer, kind="misdirected", reference="TRF-1001")
    assert matched(line_of(cast, bank, DAY, "TRF-1001", "-8.400")) == lost
    back = reverse(lost, "Kembali")
    assert matched(line_of(cast, bank, DAY, "RETUR TRF-1001", "8.400")) == back
    sent = record(posted, cast.treasurer, reference="TRF-1002")
    assert matched(line_of(cast, bank, DAY, "TRF-1002", "-8.400")) == sent
    cast.reject(posted, posted.lines.get().contribution.member)
    transferred(cast, "BRI-0043")
    later = cast.post_unsent(payment_code="BPJS-78")
    record(later, cast.treasurer, kind="set_off", reference="SURAT-1")
    assert line_of(cast, bank, DAY, "SURAT-1", "-8.400").state == "unmatched"
    sound()


def test_what_was_recorded_in_error_does_not_stand_beside_what_replaced_it(cast, bank, posted):
    reverse(record(posted, cast.treasurer, reference="TRF-1001"), "Salah hari")
    right = record(posted, cast.treasurer, reference="TRF-1001")
    assert matched(line_of(cast, bank, DAY, "TRF-1001", "-8.400")) == right


def test_a_transfer_of_another_partner_is_not_touched(cast, bank):
    other = make_cast()
    transferred(other, "BRI-0042")
    record(other.post_unsent(payment_code="BPJS-77"), other.treasurer, reference="TRF-1001")
    assert line_of(cast, bank, DAY, "TRF-1001 BPJS-77", "-8.400").state == "unmatched"


# ---- what the database refuses ----


@pytest.fixture
def match(cast, bank, posted):
    record(posted, cast.treasurer, reference="TRF-1001", amount_idr=8_300)
    return line_of(cast, bank, DAY, "TRF-1001", "-8.300").matches.get()


def test_a_remittance_transfer_is_matched_once(cast, bank, match):
    with refused_by("a_remittance_transfer_is_matched_once"):
        insert(match, line=line_of(cast, bank, DAY, "LAIN", "-1"))


def test_remittance_is_matched_by_its_transfers(cast, bank, posted, match):
    other = line_of(cast, bank, DAY, "LAIN", "-1")
    with refused_by("remittance_is_matched_by_its_transfers"):
        insert(match, line=other, remittance_transfer=None)
    transferred(cast, "BRI-0043")
    elsewhere = cast.post_unsent(payment_code="BPJS-78")
    with refused_by("remittance_is_matched_by_its_transfers"):
        insert(
            match,
            line=other,
            remittance=elsewhere,
            remittance_transfer=record(
                posted, cast.treasurer, reference="TRF-1002", amount_idr=100
            ),
        )
    with refused_by("a_match_names_what_its_kind_says"):
        insert(match, line=other, kind="not_ours", remittance=None)
    assert StatementMatch.objects.count() == 1
