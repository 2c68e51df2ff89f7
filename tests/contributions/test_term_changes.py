"""Another income, sector or programme: from which month, decided by whom, kept how."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from contributions import billing, dues, term_changes
from contributions.models import Contribution
from contributions.term_changes import UnableToChange
from members import asked
from members.models import CoverageTerm, TermChange
from tests import factories
from tests.asked import make_term_change
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = pytest.mark.django_db
DECEMBER, JANUARY, FEBRUARY = (dt.date(2026, 12, 1), dt.date(2027, 1, 1), dt.date(2027, 2, 1))
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def member(cast):
    return cast.member(name="Siti Contoh")


def terms_of(member):
    return list(
        member.terms.order_by("first_month").values_list(
            "first_month", "last_month", "declared_income_idr"
        )
    )


def refused(code, job, **arguments) -> UnableToChange:
    before = (TermChange.objects.count(), list(CoverageTerm.objects.values()))
    with pytest.raises(UnableToChange) as refusal:
        job(**arguments)
    assert refusal.value.code == code
    assert before == (TermChange.objects.count(), list(CoverageTerm.objects.values()))
    return refusal.value


def approve(change, reviewer, *, shown=DECEMBER, at=LATER):
    return term_changes.approve(change=change, shown_month=shown, by=reviewer, at=at)


def test_approved_it_holds_from_its_month_and_the_earlier_income_stays(cast, member, reviewer):
    change = make_term_change(member=member, by=cast.collector, jht=True)
    approve(change, reviewer)
    assert terms_of(member) == [
        (NOVEMBER, NOVEMBER, 1_000_000),
        (DECEMBER, None, 2_000_000),
    ]
    change.refresh_from_db()
    assert (change.status, change.decided_by, change.effective_month) == (
        "approved",
        reviewer,
        DECEMBER,
    )
    billing.open_due_runs(at=NOON)
    billing.work_all(at=NOON)
    billing.open_due_runs(at=factories.at(DECEMBER))
    billing.work_all(at=factories.at(DECEMBER))
    billed = Contribution.objects.filter(member=member).order_by("contribution_month")
    assert [(row.declared_income_idr, row.jht_idr > 0) for row in billed] == [
        (1_000_000, False),
        (2_000_000, True),
    ]


def test_until_it_is_decided_nothing_changes(cast, member):
    make_term_change(member=member, by=cast.collector)
    assert terms_of(member) == [(NOVEMBER, None, 1_000_000)]


def test_billed_and_paid_months_are_never_changed(cast, member):
    assert term_changes.earliest_month(member=member, on=TODAY) == DECEMBER
    cast.pay(member, count=3)
    assert term_changes.earliest_month(member=member, on=TODAY) == FEBRUARY
    refused(
        "month_taken",
        make_term_change,
        member=member,
        by=cast.collector,
        from_month=JANUARY,
    )
    make_term_change(member=member, by=cast.collector, from_month=FEBRUARY)


def test_months_paid_before_the_decision_move_it_and_the_reviewer_sees_that(cast, member, reviewer):
    change = make_term_change(member=member, by=cast.collector)
    cast.pay(member, count=2)
    refusal = refused(
        "month_moved",
        term_changes.approve,
        change=change,
        shown_month=DECEMBER,
        by=reviewer,
        at=LATER,
    )
    assert "berlaku mulai Januari 2027" in str(refusal)
    approve(change, reviewer, shown=JANUARY)
    change.refresh_from_db()
    assert (change.from_month, change.effective_month) == (DECEMBER, JANUARY)
    assert terms_of(member)[-1] == (JANUARY, None, 2_000_000)


def test_a_later_month_is_offered_at_the_new_price(cast, member, reviewer):
    approve(make_term_change(member=member, by=cast.collector), reviewer)
    prices = [due.amount_idr for due in dues.payable(member=member, on=TODAY).first(2)]
    assert prices[0] == 8_400 < prices[1]


def test_a_change_before_it_began_is_written_over(cast, member, reviewer):
    approve(make_term_change(member=member, by=cast.collector), reviewer)
    again = make_term_change(member=member, by=cast.collector, declared_income_idr=3_000_000)
    assert again.former_income_idr == 2_000_000
    approve(again, reviewer)
    assert terms_of(member) == [(NOVEMBER, NOVEMBER, 1_000_000), (DECEMBER, None, 3_000_000)]


def test_a_change_prolongs_no_offer(cast, member, reviewer):
    approve(make_term_change(member=member, by=cast.collector), reviewer)
    first, second = member.terms.order_by("first_month")
    assert second.approved_on == first.approved_on


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"declared_income_idr": 1_000_000}, "nothing_changes"),
        ({"declared_income_idr": 0}, "income"),
        ({"sector": "x"}, "sector"),
        ({"from_month": NOVEMBER}, "month_taken"),
        ({"from_month": dt.date(2026, 12, 2)}, "month_taken"),
        ({"from_month": dt.date(2031, 1, 1)}, "month_too_far"),
        ({"explanation": "x" * 301}, "long_explanation"),
    ],
)
def test_what_makes_no_sense_is_refused(cast, member, fields, code):
    refused(code, make_term_change, member=member, by=cast.collector, **fields)


def test_who_left_or_applies_has_no_dues_to_change(cast):
    for status in ("applying", "ended", "rejected"):
        member = cast.member(status=status)
        refused("no_term", make_term_change, member=member, by=cast.collector)


def test_only_people_of_the_partner_or_branch_ask(member):
    for stranger in (
        factories.make_collector(market=factories.make_market()),
        factories.make_reviewer(),
        factories.make_auditor(partner=member.market.partner),
    ):
        refused("not_yours", make_term_change, member=member, by=stranger)


def test_the_same_request_sent_twice_is_one_also_after_the_decision(cast, member, reviewer):
    sent = {"id": uuid.uuid4(), "member": member, "by": cast.collector}
    change = make_term_change(**sent)
    assert make_term_change(**sent, at=LATER) == change
    approve(change, reviewer)
    assert make_term_change(**sent, at=LATER).status == "approved"
    refused("other_body", make_term_change, **sent, declared_income_idr=5_000_000)
    assert TermChange.objects.count() == 1


def test_one_request_waits_at_a_time(cast, member):
    make_term_change(member=member, by=cast.collector)
    refused("already_asked", make_term_change, member=member, by=cast.collector, jht=True)


def test_only_another_person_of_the_branch_decides(cast, member, reviewer):
    change = make_term_change(member=member, by=reviewer)
    for who, code in (
        (reviewer, "own_request"),
        (cast.collector, "other_branch"),
        (factories.make_reviewer(), "other_branch"),
        (factories.make_admin(), "other_branch"),
    ):
        arguments = {"change": change, "by": who, "at": LATER}
        refused(code, term_changes.approve, shown_month=DECEMBER, **arguments)
        refused(code, asked.refuse, row=change, note="Tidak.", by=who, at=LATER)
    approve(change, factories.make_reviewer(branch=cast.partner.branch))


def test_a_refusal_says_why_and_changes_nothing(cast, member, reviewer):
    change = make_term_change(member=member, by=cast.collector)
    arguments = {"row": change, "by": reviewer, "at": LATER}
    refused("no_reason", asked.refuse, note="  ", **arguments)
    refused("long_reason", asked.refuse, note="x" * 501, **arguments)
    asked.refuse(note=" Tanpa bukti. ", **arguments)
    change.refresh_from_db()
    assert (change.status, change.decision_note) == ("refused", "Tanpa bukti.")
    assert terms_of(member) == [(NOVEMBER, None, 1_000_000)]
    refusal = refused("already_decided", asked.refuse, note="Lagi.", **arguments)
    assert f"Ditolak oleh {reviewer.name}, 10 November 2026 pukul 13.00 WIB" in str(refusal)


def test_who_asked_takes_it_back_while_it_waits(cast, member, reviewer):
    change = make_term_change(member=member, by=cast.collector)
    colleague = factories.make_collector(market=cast.market)
    refused("not_yours", asked.take_back, row=change, by=colleague, at=LATER)
    asked.take_back(row=change, by=cast.collector, at=LATER)
    arguments = {"change": change, "shown_month": DECEMBER, "by": reviewer, "at": LATER}
    refusal = refused("already_decided", term_changes.approve, **arguments)
    assert "Ditarik kembali oleh yang meminta" in str(refusal)
    make_term_change(member=member, by=cast.collector)


class TestConstraints:
    """What the database refuses."""

    @pytest.fixture
    def rows(self, cast, member):
        change = make_term_change(member=member, by=cast.collector)
        return TermChange.objects.filter(pk=change.pk)

    def _refuses(self, name, rows, **fields):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**fields)

    def _insert(self, change, **fields):
        values = {
            field.attname: getattr(change, field.attname) for field in change._meta.concrete_fields
        }
        TermChange.objects.create(**{**values, "id": uuid.uuid4(), **fields})

    def test_member_has_one_open_term_change(self, rows):
        with pytest.raises(IntegrityError, match="member_has_one_open_term_change"):
            self._insert(rows.get())

    def test_term_change_is_decided_by_another(self, rows):
        change = rows.get()
        decided = {"decided_by": change.asked_by, "decided_at": NOON, "decision_note": "x"}
        self._refuses("term_change_is_decided_by_another", rows, status="refused", **decided)

    def test_decided_term_change_names_who_and_when(self, rows):
        self._refuses(
            "decided_term_change_names_who_and_when", rows, status="refused", decision_note="x"
        )

    def test_refused_term_change_says_why(self, rows, reviewer):
        decided = {"decided_by": reviewer, "decided_at": NOON}
        self._refuses("refused_term_change_says_why", rows, status="refused", **decided)

    def test_approved_term_change_has_its_month(self, rows, reviewer):
        decided = {"decided_by": reviewer, "decided_at": NOON}
        self._refuses("approved_term_change_has_its_month", rows, status="approved", **decided)

    def test_term_change_holds_no_earlier_than_asked(self, rows, reviewer):
        decided = {"decided_by": reviewer, "decided_at": NOON, "effective_month": NOVEMBER}
        name = "term_change_holds_no_earlier_than_asked"
        self._refuses(name, rows, status="approved", **decided)

    @pytest.mark.parametrize(
        ("name", "fields"),
        [
            ("term_change_is_from_whole_months", {"from_month": TODAY}),
            ("term_change_income_is_positive", {"declared_income_idr": 0}),
            ("term_change_changes_something", {"declared_income_idr": 1_000_000}),
        ],
    )
    def test_what_is_asked_for_can_stand(self, rows, name, fields):
        withdrawn = {"status": "withdrawn", "decided_at": NOON}
        with pytest.raises(IntegrityError, match=name):
            self._insert(rows.get(), **withdrawn, **fields)

    def test_decided_term_change_stays(self, rows):
        rows.update(status="withdrawn", decided_at=NOON)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(decided_at=LATER)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
