"""Recording the number (KPJ) of an approved member, and correcting a wrong one."""

import pytest
from django.db import IntegrityError, transaction

from members import membership_numbers, references
from members.membership_numbers import UnableToRecordNumber
from members.models import Member, RecordedNumber
from tests.factories import NOON, make_market, make_member, make_reviewer, make_term, make_treasurer

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "12345678901", "22345678901"


@pytest.fixture
def member():
    member = make_member(name="Siti Contoh")
    make_term(member=member)
    return member


@pytest.fixture
def branch(member):
    return member.market.partner.branch


@pytest.fixture
def reviewer(branch):
    return make_reviewer(branch=branch)


def record(member, by, number=NUMBER):
    return membership_numbers.record(member=member, number=number, by=by, at=NOON)


def correct(member, by, number=OTHER, shown=NUMBER, reason="Tertukar dengan adiknya."):
    return membership_numbers.correct(
        member=member, number=number, shown=shown, reason=reason, by=by, at=NOON
    )


def refused(code):
    return pytest.raises(UnableToRecordNumber, check=lambda refusal: refusal.code == code)


class TestRecording:
    def test_the_number_stands_with_who_recorded_it_and_when(self, member, reviewer):
        record(member, reviewer, " 1234 5678-901 ")
        assert Member.objects.get(pk=member.pk).membership_number == NUMBER
        entry = RecordedNumber.objects.get()
        assert (entry.member, entry.number, entry.by, entry.at) == (member, NUMBER, reviewer, NOON)
        assert (entry.market_id, entry.former, entry.reason) == (member.market_id, "", "")

    def test_the_same_number_again_changes_nothing(self, member, reviewer, branch):
        record(member, reviewer)
        record(member, make_reviewer(branch=branch))
        assert RecordedNumber.objects.count() == 1

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("", "wrong_length"),
            ("1234567890", "wrong_length"),
            ("1" * 12, "wrong_length"),
            ("1234567890O", "letters"),
        ],
    )
    def test_what_is_no_number_is_refused(self, member, reviewer, typed, code):
        with refused(code):
            record(member, reviewer, typed)

    def test_another_number_takes_a_correction(self, member, reviewer):
        record(member, reviewer)
        with refused("has_another") as refusal:
            record(member, reviewer, OTHER)
        assert "betulkan dengan alasan" in str(refusal.value)

    def test_a_number_of_somebody_else_is_refused_without_telling_whose(self, member, reviewer):
        make_member(name="Orang Lain", membership_number=NUMBER)
        with refused("taken") as refusal:
            record(member, reviewer)
        assert "Orang Lain" not in str(refusal.value)
        assert not RecordedNumber.objects.exists()

    def test_who_is_not_approved_gets_none(self, reviewer, branch, member):
        waiting = make_member(market=member.market, status=Member.Status.APPLYING)
        with refused("not_approved"):
            record(waiting, reviewer)

    def test_only_the_reviewers_of_her_branch_record_it(self, member):
        for stranger in (make_reviewer(), make_treasurer(partner=member.market.partner)):
            with refused("other_branch"):
                record(member, stranger)


class TestCorrecting:
    def test_another_reviewer_puts_the_right_number_with_a_reason(self, member, reviewer, branch):
        record(member, reviewer)
        second = make_reviewer(branch=branch)
        correct(member, second)
        assert Member.objects.get(pk=member.pk).membership_number == OTHER
        entry = RecordedNumber.objects.last()
        assert (entry.former, entry.former_by, entry.by) == (NUMBER, reviewer, second)
        assert entry.reason == "Tertukar dengan adiknya."

    def test_who_recorded_it_does_not_correct_it(self, member, reviewer):
        record(member, reviewer)
        with refused("own_entry"):
            correct(member, reviewer)

    def test_a_number_known_before_is_corrected_by_anybody_of_the_branch(self, member, reviewer):
        Member.objects.update(membership_number=NUMBER)
        correct(member, reviewer)
        assert RecordedNumber.objects.get().former_by is None

    def test_it_takes_a_reason_and_another_number_and_what_was_shown(
        self, member, reviewer, branch
    ):
        record(member, reviewer)
        second = make_reviewer(branch=branch)
        with refused("no_reason"):
            correct(member, second, reason="  ")
        with refused("same"):
            correct(member, second, number=NUMBER)
        with refused("changed_meanwhile"):
            correct(member, second, shown="33345678901")

    def test_a_number_of_somebody_else_is_refused(self, member, reviewer, branch):
        record(member, reviewer)
        make_member(membership_number=OTHER)
        with refused("taken"):
            correct(member, make_reviewer(branch=branch))


class TestConstraints:
    def entry(self, member, by, **fields):
        row = {"member": member, "market": member.market, "number": NUMBER, "by": by, "at": NOON}
        return RecordedNumber.objects.create(**{**row, **fields})

    def refuses(self, name):
        return pytest.raises(IntegrityError, match=name)

    def test_recorded_number_is_eleven_digits(self, member, reviewer):
        with self.refuses("recorded_number_is_eleven_digits"):
            self.entry(member, reviewer, number="1234567890x")

    def test_member_gets_a_first_number_once(self, member, reviewer):
        self.entry(member, reviewer)
        with self.refuses("member_gets_a_first_number_once"):
            self.entry(member, reviewer, number=OTHER)

    @pytest.mark.parametrize(
        "fields",
        [
            {"reason": "Tertukar."},
            {"former": OTHER},
            {"former": NUMBER, "reason": "Tertukar."},
        ],
    )
    def test_correction_of_a_number_changes_it_and_says_why(self, member, reviewer, fields):
        with self.refuses("correction_of_a_number_changes_it_and_says_why"):
            self.entry(member, reviewer, **fields)

    def test_nobody_corrects_a_number_they_recorded(self, member, reviewer):
        with self.refuses("nobody_corrects_a_number_they_recorded"):
            self.entry(member, reviewer, former=OTHER, former_by=reviewer, reason="Tertukar.")

    def test_the_trace_stays_as_it_was_written(self, member, reviewer):
        row = self.entry(member, reviewer)
        for change in (
            lambda: RecordedNumber.objects.update(number=OTHER),
            lambda: RecordedNumber.objects.filter(pk=row.pk).delete(),
        ):
            with pytest.raises(Exception, match=r"permission denied|Cannot"), transaction.atomic():
                change()


class TestReferences:
    @pytest.mark.parametrize("number", [1, 12, 4711, 10**9])
    def test_it_reads_back_what_it_wrote_however_it_is_typed(self, number):
        written = references.written(number)
        assert references.read(written) == number
        assert references.read(f" {written.lower().replace('-', ' - ')} ") == number
        assert references.read(written.removeprefix("P")) == number

    def test_one_wrong_digit_names_nobody(self):
        written = references.written(4711)
        for place, digit in enumerate(written):
            for other in "0123456789":
                if digit.isdigit() and other != digit:
                    with pytest.raises(references.InvalidReference):
                        references.read(written[:place] + other + written[place + 1 :])

    @pytest.mark.parametrize("text", ["", "P", "P1", "Siti", "٣٣"])
    def test_what_is_none_is_refused(self, text):
        with pytest.raises(references.InvalidReference):
            references.read(text)


def test_people_of_another_market_of_the_branch_are_reached_too(reviewer, branch, member):
    other = make_member(market=make_market(partner=member.market.partner))
    make_term(member=other)
    record(other, reviewer)
    assert RecordedNumber.objects.get().market_id == other.market_id
