"""Giving credit back: two persons, a signature, then the money."""

import pytest

from contributions import credit_left, credit_use, ledger, repayments
from contributions.models import LedgerEntry, Place, Repayment
from contributions.repayments import UnableToRepay
from members.models import Document
from tests import factories
from tests.contributions.credit import give
from tests.contributions.money import DUES_IDR, make_cast, no_differences
from tests.contributions.repaid import pay, prepare
from tests.contributions.straight import insert, refused_by, update
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(cast):
    return factories.make_reviewer(branch=cast.partner.branch)


@pytest.fixture
def member(cast):
    member = cast.member()
    give(cast, member, 5_000)
    return member


@pytest.fixture
def prepared(cast, member):
    return prepare(member=member, by=cast.treasurer)


@pytest.fixture
def approved(prepared, reviewer):
    return repayments.approve(repayment=prepared, by=reviewer, at=NOON)


def refusal_of(job, **fields):
    with pytest.raises(UnableToRepay) as refusal:
        job(**fields)
    return refusal.value.code


def left(cast, member):
    return credit_left.of_members(members=[member.pk], partner=cast.partner.pk).get(member.pk, 0)


# ---- two persons and a signature ----


def test_prepared_approved_signed_and_paid_the_money_leaves_the_books(cast, member, reviewer):
    row = prepare(member=member, by=cast.treasurer, receiver=" Dewi Contoh ", relation="child")
    assert (row.amount_idr, row.receiver, left(cast, member)) == (5_000, "Dewi Contoh", 0)
    row = repayments.approve(repayment=row, by=reviewer, at=NOON)
    row = pay(repayment=row, by=cast.treasurer)
    assert (row.status, row.approved_by, row.paid_by) == ("paid", reviewer, cast.treasurer)
    assert (row.signature.kind, row.signature.member) == (Document.Kind.SIGNATURE, member)
    assert ledger.balance(Place.MEMBER_CREDIT, member.pk) == 0
    move = LedgerEntry.objects.get(document="refund")
    assert (move.from_place, move.to_place, move.amount_idr) == ("member_credit", "member", 5_000)
    no_differences()


def test_a_signed_sheet_is_kept_as_such(cast, approved):
    row = pay(repayment=approved, by=cast.treasurer, on_paper=True)
    assert row.signature.kind == Document.Kind.SIGNED_SHEET


def test_what_is_prepared_pays_no_month_meanwhile(cast, member, prepared):
    factories.make_contribution(member=member)
    give(cast, member, DUES_IDR - 1)
    assert credit_use.sweep(at=NOON) == 0
    assert left(cast, member) == DUES_IDR - 1
    no_differences()


def test_who_prepared_does_not_approve(cast, prepared):
    code = refusal_of(repayments.approve, repayment=prepared, by=cast.treasurer, at=NOON)
    assert code == "own_preparation"


def test_the_branch_approves_only_where_there_is_no_other_treasurer(cast, prepared, reviewer):
    other = factories.make_treasurer(partner=cast.partner)
    assert refusal_of(repayments.approve, repayment=prepared, by=reviewer, at=NOON) == "not_yours"
    assert repayments.approve(repayment=prepared, by=other, at=NOON).approved_by == other


def test_others_neither_prepare_nor_pay(cast, member, approved):
    stranger = make_cast().treasurer
    assert refusal_of(prepare, member=member, by=stranger, shown_idr=1) == "nothing_left"
    assert refusal_of(pay, repayment=approved, by=stranger) == "not_yours"
    assert refusal_of(prepare, member=member, by=cast.collector, shown_idr=1) == "not_yours"


def test_nothing_is_paid_before_it_is_approved_nor_twice(cast, prepared, reviewer):
    assert refusal_of(pay, repayment=prepared, by=cast.treasurer) == "not_approved"
    repayments.approve(repayment=prepared, by=reviewer, at=NOON)
    pay(repayment=prepared, by=cast.treasurer)
    assert refusal_of(pay, repayment=prepared, by=cast.treasurer) == "not_approved"


def test_a_transfer_names_its_reference(cast, member, reviewer):
    row = prepare(member=member, by=cast.treasurer, how="transfer")
    repayments.approve(repayment=row, by=reviewer, at=NOON)
    assert refusal_of(pay, repayment=row, by=cast.treasurer, reference=" ") == "needs_reference"
    assert pay(repayment=row, by=cast.treasurer, reference=" TRF-1 ").reference == "TRF-1"


@pytest.mark.parametrize("how", ["refuse", "cancel"])
def test_refused_or_cancelled_the_credit_is_hers_again(cast, member, prepared, reviewer, how):
    by = reviewer if how == "refuse" else cast.treasurer
    job = getattr(repayments, how)
    fields = {"repayment": prepared, "by": by, "at": NOON}
    assert refusal_of(job, note=" ", **fields) == "needs_reason"
    row = job(note="Salah penerima", **fields)
    assert (row.closed_by, left(cast, member)) == (by, 5_000)
    assert refusal_of(job, note="Lagi", **fields) == "decided"
    assert prepare(member=member, by=cast.treasurer).status == "prepared"
    no_differences()


def test_what_is_approved_can_still_be_cancelled(cast, member, approved):
    repayments.cancel(repayment=approved, note="Tidak datang", by=cast.treasurer, at=NOON)
    assert left(cast, member) == 5_000


def test_one_is_open_at_a_time_and_the_amount_is_what_was_shown(cast, member, prepared):
    assert refusal_of(prepare, member=member, by=cast.treasurer, shown_idr=1) == "open_already"
    other = cast.member()
    give(cast, other, 3_000)
    assert refusal_of(prepare, member=other, by=cast.treasurer, shown_idr=2) == "amount_moved"
    assert refusal_of(prepare, member=cast.member(), by=cast.treasurer) == "nothing_left"


# ---- what the database refuses ----


def test_repayment_is_positive(prepared):
    with refused_by("repayment_is_positive"):
        insert(prepared, amount_idr=0, member=factories.make_member())


def test_one_open_repayment_per_member(cast, prepared):
    give(cast, prepared.member, 5_000)
    with refused_by("one_open_repayment_per_member"):
        insert(prepared)


def test_no_more_is_given_back_than_there_is(prepared):
    with refused_by("has less credit than is given back"):
        insert(prepared, member=factories.make_member())


def test_repayment_is_approved_by_another_person(prepared):
    with refused_by("repayment_is_approved_by_another_person"):
        update(prepared, status="approved", approved_by=prepared.prepared_by, approved_at=NOON)


def test_repayment_says_who_and_when(prepared, reviewer):
    for changes in (
        {"status": "approved"},
        {"status": "refused", "closed_by": reviewer},
        {"status": "refused", "closed_by": reviewer, "closed_at": NOON},
        {"closed_by": reviewer, "closed_at": NOON, "closing_note": "x"},
    ):
        with refused_by("repayment_says_who_and_when"):
            update(prepared, **changes)


def test_paid_repayment_is_signed_for(cast, approved):
    with refused_by("paid_repayment_is_signed_for"):
        update(approved, status="paid", paid_by=cast.treasurer, paid_at=NOON)


def test_transferred_repayment_names_its_reference(cast, member, reviewer):
    row = prepare(member=member, by=cast.treasurer, how="transfer")
    repayments.approve(repayment=row, by=reviewer, at=NOON)
    paid = pay(repayment=row, by=cast.treasurer, reference="TRF-1")
    with refused_by("transferred_repayment_names_its_reference"):
        update(paid, reference="")


def test_steps_of_a_repayment_are_the_listed_ones(prepared, reviewer):
    with refused_by("status_moves_as_listed"):
        update(prepared, status="paid")
    repayments.refuse(repayment=prepared, note="Tidak", by=reviewer, at=NOON)
    with refused_by("status_moves_as_listed"):
        update(prepared, status="approved")
    assert Repayment.objects.get().status == Repayment.Status.REFUSED
