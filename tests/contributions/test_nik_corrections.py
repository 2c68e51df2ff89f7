"""A NIK that was written down wrongly: corrected by two, doubtful at BPJS until it says so."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from contributions import nik_corrections, remittances
from contributions.models import Payment
from contributions.nik_corrections import UnableToChange
from members import asked, doubtful_nik, nik_correction_case, nik_correction_vault, nik_vault
from members.models import Member, NikCorrection, PersonalDataView
from tests import factories
from tests.asked import give_nik, make_nik_correction
from tests.factories import NOON, NOVEMBER, make_nik

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=1)
DECEMBER = dt.date(2026, 12, 1)
TRANSFER = {"method": Payment.Method.TRANSFER, "reference": "1"}


@pytest.fixture
def wrong():
    return make_nik()


@pytest.fixture
def member(cast, wrong):
    return give_nik(member=cast.member(name="Siti Contoh"), digits=wrong)


def approve(correction, reviewer):
    return nik_corrections.approve(correction=correction, by=reviewer, at=LATER)


def refused(code, job, **arguments) -> UnableToChange:
    before = (NikCorrection.objects.count(), list(Member.objects.values_list("nik_index")))
    with pytest.raises(UnableToChange) as refusal:
        job(**arguments)
    assert refusal.value.code == code
    after = (NikCorrection.objects.count(), list(Member.objects.values_list("nik_index")))
    assert before == after
    return refusal.value


def remitted_and_on_the_way(cast, member):
    """November is with BPJS, December is listed to go there, January is only collected."""
    by = {"by": cast.treasurer}
    cast.pay(member, **TRANSFER, **by)
    cast.remit()
    cast.pay(member, first=DECEMBER, **TRANSFER, **by)
    remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    cast.pay(member, first=dt.date(2027, 1, 1), **TRANSFER, **by)


def test_approved_the_number_is_hers_and_what_bpjs_has_is_doubtful(cast, member, reviewer, wrong):
    remitted_and_on_the_way(cast, member)
    right = make_nik()
    correction = make_nik_correction(
        member=member, by=cast.collector, number=f" {right[:6]}-{right[6:]}"
    )
    assert nik_vault.open_(Member.objects.get(pk=member.pk)) == wrong
    approve(correction, reviewer)
    assert nik_vault.open_(Member.objects.get(pk=member.pk)) == right
    correction.refresh_from_db()
    assert correction.doubtful_months == [NOVEMBER, DECEMBER]
    assert nik_correction_vault.open_(correction) == (right, wrong)
    assert doubtful_nik.of(member=member) == [correction]


def test_confirmed_the_former_number_is_forgotten(cast, member, reviewer):
    remitted_and_on_the_way(cast, member)
    correction = approve(make_nik_correction(member=member, by=cast.collector), reviewer)
    nik_corrections.confirm(correction=correction, note=" Surat  12/2026 ", by=reviewer, at=LATER)
    correction.refresh_from_db()
    assert (correction.confirmed_by, correction.confirmation_note) == (reviewer, "Surat 12/2026")
    assert correction.doubtful_months == [NOVEMBER, DECEMBER]
    assert nik_correction_vault.open_(correction)[1] == ""
    assert doubtful_nik.of(member=member) == []
    arguments = {"correction": correction, "note": "x", "by": reviewer, "at": LATER}
    refused("nothing_doubtful", nik_corrections.confirm, **arguments)


def test_where_bpjs_has_nothing_there_is_nothing_to_confirm(cast, member, reviewer):
    cast.pay(member)
    correction = approve(make_nik_correction(member=member, by=cast.collector), reviewer)
    correction.refresh_from_db()
    assert (correction.doubtful_months, correction.former_index) == ([], None)
    assert doubtful_nik.of(member=member) == []


def test_only_the_branch_confirms_and_says_by_what(cast, member, reviewer):
    remitted_and_on_the_way(cast, member)
    correction = approve(make_nik_correction(member=member, by=cast.collector), reviewer)
    for who in (cast.treasurer, factories.make_reviewer()):
        arguments = {"correction": correction, "note": "Surat", "by": who, "at": LATER}
        refused("other_branch", nik_corrections.confirm, **arguments)
    for note in (" ", "x" * 201):
        arguments = {"correction": correction, "note": note, "by": reviewer, "at": LATER}
        refused("no_note", nik_corrections.confirm, **arguments)


def test_the_nik_of_another_person_is_refused_in_words_that_tell_nothing(cast, member, caplog):
    other = factories.make_member(name="Rahasia")
    known = make_nik()
    give_nik(member=other, digits=known)
    refusal = refused(
        "already_known", make_nik_correction, member=member, by=cast.collector, number=known
    )
    assert "Rahasia" not in str(refusal)
    assert "was refused" in caplog.text
    assert known not in caplog.text


def test_a_nik_that_another_person_got_meanwhile_is_refused(cast, member, reviewer):
    right = make_nik()
    correction = make_nik_correction(member=member, by=cast.collector, number=right)
    give_nik(member=factories.make_member(), digits=right)
    arguments = {"correction": correction, "by": reviewer, "at": LATER}
    refused("already_known", nik_corrections.approve, **arguments)
    correction.refresh_from_db()
    assert correction.status == "asked"


@pytest.mark.parametrize("status", ["applying", "ended", "rejected"])
def test_of_who_is_no_member_no_nik_is_corrected_here(cast, status):
    member = cast.member(status=status)
    refused("not_a_member", make_nik_correction, member=member, by=cast.collector)


def test_the_same_nik_and_no_nik_are_refused(cast, member, wrong):
    refused("same_nik", make_nik_correction, member=member, by=cast.collector, number=wrong)
    refused("wrong_length", make_nik_correction, member=member, by=cast.collector, number="12")


def test_the_same_request_sent_twice_is_one_also_after_the_decision(cast, member, reviewer):
    sent = {"id": uuid.uuid4(), "member": member, "by": cast.collector, "number": make_nik()}
    correction = make_nik_correction(**sent)
    approve(correction, reviewer)
    assert make_nik_correction(**sent, at=LATER) == correction
    refused("other_body", make_nik_correction, **{**sent, "number": make_nik()})


def test_only_another_person_of_the_branch_decides(cast, member, reviewer):
    correction = make_nik_correction(member=member, by=reviewer)
    for who, code in (
        (reviewer, "own_request"),
        (cast.collector, "other_branch"),
        (factories.make_reviewer(), "other_branch"),
    ):
        arguments = {"correction": correction, "by": who, "at": LATER}
        refused(code, nik_corrections.approve, **arguments)
        refused(code, asked.refuse, row=correction, note="Tidak.", by=who, at=LATER)


def test_who_read_the_numbers_is_kept(cast, member, reviewer, wrong):
    right = make_nik()
    correction = make_nik_correction(member=member, by=cast.collector, number=right)
    numbers = nik_correction_case.reveal(correction=correction, by=reviewer, at=NOON)
    assert numbers.wished.replace(" ", "") == right
    assert numbers.former.replace(" ", "") == wrong
    assert right not in repr(numbers)
    view = PersonalDataView.objects.get()
    assert (view.member, view.by, view.what) == (member, reviewer, "nik")


def test_another_key_seals_the_numbers_anew(cast, member, reviewer, wrong, settings):
    remitted_and_on_the_way(cast, member)
    right = make_nik()
    correction = make_nik_correction(member=member, by=cast.collector, number=right)
    approve(correction, reviewer)
    settings.NIK_OLD_KEYS = {settings.NIK_KEY_ID: settings.NIK_ENCRYPTION_KEY}
    settings.NIK_KEY_ID, settings.NIK_ENCRYPTION_KEY = "k2", "another key " * 4
    assert nik_correction_vault.seal_some_anew() == 1
    assert nik_correction_vault.seal_some_anew() == 0
    settings.NIK_OLD_KEYS = {}
    correction.refresh_from_db()
    assert nik_correction_vault.open_(correction) == (right, wrong)


class TestConstraints:
    """What the database refuses."""

    @pytest.fixture
    def rows(self, cast, member):
        correction = make_nik_correction(member=member, by=cast.collector)
        return NikCorrection.objects.filter(pk=correction.pk)

    def _refuses(self, name, rows, **fields):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**fields)

    def test_member_has_one_open_nik_correction(self, rows):
        values = rows.values().get() | {"id": uuid.uuid4()}
        with pytest.raises(IntegrityError, match="member_has_one_open_nik_correction"):
            NikCorrection.objects.create(**values)

    def test_nik_correction_is_decided_by_another(self, rows):
        decided = {"decided_by": rows.get().asked_by, "decided_at": NOON, "decision_note": "x"}
        self._refuses("nik_correction_is_decided_by_another", rows, status="refused", **decided)

    def test_decided_nik_correction_names_who_and_when(self, rows):
        name = "decided_nik_correction_names_who_and_when"
        self._refuses(name, rows, status="refused", decision_note="x")

    def test_refused_nik_correction_says_why(self, rows, reviewer):
        decided = {"decided_by": reviewer, "decided_at": NOON}
        self._refuses("refused_nik_correction_says_why", rows, status="refused", **decided)

    def test_nik_correction_changes_the_number(self, rows):
        index = rows.get().nik_index
        self._refuses("nik_correction_changes_the_number", rows, former_index=index)

    def test_only_approved_nik_corrections_make_months_doubtful(self, rows):
        name = "only_approved_nik_corrections_make_months_doubtful"
        self._refuses(name, rows, doubtful_months=[NOVEMBER])

    def test_confirmation_says_who_and_by_what(self, rows, reviewer):
        self._refuses("confirmation_says_who_and_by_what", rows, confirmed_at=NOON)
        rows.update(status="approved", decided_by=reviewer, decided_at=NOON)
        confirmed = {"confirmed_at": NOON, "confirmed_by": reviewer}
        self._refuses("confirmation_says_who_and_by_what", rows, **confirmed)

    def test_decision_of_nik_correction_stays(self, rows, reviewer):
        rows.update(status="approved", decided_by=reviewer, decided_at=NOON)
        for fields in (
            {"decision_note": "x"},
            {"decided_at": LATER},
            {"status": "refused"},
            {"explanation": "x"},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(**fields)
