"""Approving, returning, rejecting."""

import datetime as dt

import pytest

from markets.models import Role
from members import enrolment, review
from members.models import CoverageTerm, Decision, Member, PayerKind
from members.review import UnableToDecide
from tests.factories import (
    NOON,
    TODAY,
    make_admin,
    make_application,
    make_collector,
    make_enrolment,
    make_reviewer,
    make_treasurer,
    make_user,
)

pytestmark = pytest.mark.django_db
NOVEMBER = dt.date(2026, 11, 1)


def refused(decide, **arguments) -> UnableToDecide:
    before = Decision.objects.count()
    with pytest.raises(UnableToDecide) as refusal:
        decide(**arguments)
    assert Decision.objects.count() == before
    assert not CoverageTerm.objects.exists()
    return refusal.value


def test_approval_insures_her_as_she_asked_from_this_month_on(market, reviewer) -> None:
    waiting = make_enrolment(
        market=market, declared_income_idr=2_000_000, jht=True, payer_kind=PayerKind.APBD
    )
    decided = review.approve(enrolment=waiting, by=reviewer, at=NOON)
    term = CoverageTerm.objects.get()
    assert (term.member, term.first_month, term.last_month) == (waiting.member, NOVEMBER, None)
    assert (term.declared_income_idr, term.jht) == (2_000_000, True)
    assert (term.sector, term.payer_kind) == ("non_transport", "apbd")
    assert term.approved_on == TODAY
    assert decided.status == "approved"
    assert Member.objects.get().status == "active"
    step = decided.decisions.last()
    assert (step.from_status, step.to_status, step.by, step.at) == (
        "submitted",
        "approved",
        reviewer,
        NOON,
    )


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (dt.datetime(2026, 11, 30, 16, 59, tzinfo=dt.UTC), dt.date(2026, 11, 1)),
        (dt.datetime(2026, 11, 30, 17, 0, tzinfo=dt.UTC), dt.date(2026, 12, 1)),
    ],
)
def test_the_first_month_is_that_of_the_approval_in_jakarta(market, reviewer, at, month) -> None:
    review.approve(enrolment=make_enrolment(market=market), by=reviewer, at=at)
    term = CoverageTerm.objects.get()
    assert (term.first_month, term.approved_on.replace(day=1)) == (month, month)


def test_a_return_says_why_and_leaves_her_applying(market, reviewer) -> None:
    waiting = make_enrolment(market=market)
    returned = review.return_(enrolment=waiting, reason=" Nama? ", by=reviewer, at=NOON)
    assert (returned.status, returned.decisions.last().reason) == ("returned", "Nama?")
    assert Member.objects.get().status == "applying"
    assert not CoverageTerm.objects.exists()


def test_a_rejection_ends_it_and_her_place(market, reviewer) -> None:
    waiting = make_enrolment(market=market)
    review.reject(enrolment=waiting, reason="Bukan pekerja.", by=reviewer, at=NOON)
    member = Member.objects.get()
    assert (member.status, member.placements.get().last_day) == ("rejected", TODAY)
    assert not CoverageTerm.objects.exists()


@pytest.mark.parametrize("decide", [review.return_, review.reject])
@pytest.mark.parametrize(("reason", "code"), [("  ", "no_reason"), ("a" * 501, "long_reason")])
def test_return_and_rejection_need_a_reason(market, reviewer, decide, reason, code) -> None:
    waiting = make_enrolment(market=market)
    refusal = refused(decide, enrolment=waiting, reason=reason, by=reviewer, at=NOON)
    assert refusal.code == code


def test_a_return_keeps_codes_in_their_order_and_a_note_names_its_own(market, reviewer) -> None:
    returned = review.return_(
        enrolment=make_enrolment(market=market),
        codes=["phone", "nik_differs"],
        notes={"address": " Nomor rumah? ", "phone": ""},
        by=reviewer,
        at=NOON,
    )
    step = returned.decisions.last()
    assert step.codes == ["nik_differs", "address", "phone"]
    assert step.notes == {"address": "Nomor rumah?"}
    assert [(said.label, said.note) for said in step.remarks] == [
        ("NIK berbeda dengan KTP", ""),
        ("Alamat", "Nomor rumah?"),
        ("Nomor HP", ""),
    ]


def test_words_alone_are_something_else(market, reviewer) -> None:
    waiting = make_enrolment(market=market)
    returned = review.return_(enrolment=waiting, reason="Nama?", by=reviewer, at=NOON)
    assert returned.decisions.last().codes == ["other"]


@pytest.mark.parametrize(
    ("decide", "said", "code"),
    [
        (review.return_, {"codes": []}, "no_code"),
        (review.return_, {"codes": ["tidak_ada"]}, "no_code"),
        (review.return_, {"codes": ["other"]}, "no_reason"),
        (review.return_, {"notes": {"name_differs": "a" * 161}}, "long_note"),
        (review.reject, {"code": "name_differs", "reason": "Ganda."}, "no_code"),
        (review.reject, {"code": "duplicate", "reason": " "}, "no_reason"),
    ],
)
def test_what_is_not_clear_is_refused(market, reviewer, decide, said, code) -> None:
    waiting = make_enrolment(market=market)
    refusal = refused(decide, enrolment=waiting, **said, by=reviewer, at=NOON)
    assert refusal.code == code


def test_only_reviewers_of_the_markets_branch_decide(market) -> None:
    waiting = make_enrolment(market=market)
    for stranger in (
        make_reviewer(),
        make_admin(),
        make_treasurer(partner=market.partner),
        make_collector(market=market),
        make_user(role=Role.AUDITOR, branch=market.partner.branch),
    ):
        refusal = refused(review.approve, enrolment=waiting, by=stranger, at=NOON)
        assert refusal.code == "other_branch"


def test_nobody_decides_what_they_entered(market) -> None:
    entered = make_collector(market=market)
    waiting = make_enrolment(market=market, by=entered)
    entered.role, entered.partner, entered.branch = Role.REVIEWER, None, market.partner.branch
    entered.save()
    assert refused(review.approve, enrolment=waiting, by=entered, at=NOON).code == "own_entry"


def test_nobody_decides_what_they_mended(market, reviewer) -> None:
    waiting = make_enrolment(market=market)
    review.return_(enrolment=waiting, reason="Nama?", by=reviewer, at=NOON)
    substitute = make_collector(market=market)
    application = make_application(market=market, nik="")
    enrolment.resubmit(enrolment=waiting, application=application, by=substitute, at=NOON)
    substitute.role, substitute.partner = Role.REVIEWER, None
    substitute.branch = market.partner.branch
    substitute.save()
    assert refused(review.approve, enrolment=waiting, by=substitute, at=NOON).code == "own_entry"


def test_a_second_decision_is_refused_with_what_happened(market, reviewer) -> None:
    waiting = make_enrolment(market=market)
    review.reject(enrolment=waiting, reason="Ganda.", by=reviewer, at=NOON)
    other = make_reviewer(branch=market.partner.branch)
    refusal = refused(review.approve, enrolment=waiting, by=other, at=NOON)
    assert refusal.code == "already_decided"
    assert str(refusal) == (
        f"Pendaftaran ini sudah berubah: Ditolak oleh {reviewer.name}, "
        "10 November 2026 pukul 12.00 WIB."
    )


def test_a_withdrawn_one_is_not_decided(market, reviewer) -> None:
    waiting = make_enrolment(market=market)
    enrolment.withdraw(enrolment=waiting, by=waiting.entered_by, at=NOON)
    refusal = refused(review.approve, enrolment=waiting, by=reviewer, at=NOON)
    assert refusal.code == "already_decided"
    assert "Dibatalkan oleh" in str(refusal)


def test_what_was_mended_after_it_was_opened_is_looked_at_again(market, reviewer) -> None:
    waiting = make_enrolment(market=market)
    opened = waiting.submitted_at
    review.return_(enrolment=waiting, reason="Nama?", by=reviewer, at=NOON)
    enrolment.resubmit(
        enrolment=waiting,
        application=make_application(market=market, nik=""),
        by=waiting.entered_by,
        at=NOON + dt.timedelta(hours=1),
    )
    refusal = refused(
        review.approve, enrolment=waiting, by=reviewer, at=NOON, shown_submitted_at=opened
    )
    assert refusal.code == "mended_meanwhile"
    review.approve(enrolment=waiting, by=reviewer, at=NOON)
