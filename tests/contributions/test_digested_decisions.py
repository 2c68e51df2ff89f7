"""What is decided about a row shows in the digest of the day on which it was decided."""

import datetime as dt
import re

import pytest
from django.db import connections, transaction

from contributions import (
    books,
    daily_digests,
    digest_check,
    digest_decisions,
    digest_sql,
    voids,
)
from contributions.models import MONEY, DailyDigest, Void
from markets import months
from tests import factories
from tests.contributions.money import make_cast

# Long ago by the database's clock, which says when a row was stored.
FIRST, SECOND, THIRD = (dt.date(2020, 3, day) for day in (2, 3, 4))
VOIDS = Void._meta.db_table
DECIDED = f"{VOIDS}@decided_at"
STAYING = ("_stay", "_stays", "_stays_released")

# What may change and is in no digest: what it follows from, which check_books compares, or whose
# it is to look after. No rupiah and no name of who decided depends on it alone.
FOLLOWS = {
    "AnswerList": {"sealed": "forgotten in time", "key_id": "changes with the keys"},
    "Claim": {"status": "its last step, which is a row"},
    "Contribution": {
        "status": "paid_is_one_live_line; no line, no money",
        "status_reason": "why no money is asked for",
        "status_at": "the moment of the payment or void",
        "remitted_on": "remitted_is_posted; the answer of BPJS is a row",
    },
    "ElsewhereMonth": {"status": "elsewhere_follows_its_answers, which are rows"},
    "HandoverLine": {"live": "handover_lines_follow_its_status"},
    "HeldDues": {"status": "held_dues_are_their_line, credited_dues_are_their_credit"},
    "LineAnswer": {"settlement": "who settled it and when are digested; the credit is a row"},
    "Loss": {
        "status": "who decided and when are digested; the move is a row of the ledger",
        "decision_note": "a remark",
        "replaced_note": "a remark",
    },
    "OfflinePayment": {"status": "offline_cash_is_its_lines, credited_offline_cash_is_its_credit"},
    "PaidElsewhere": {"live": "elsewhere_follows_its_answers"},
    "PartnerAccount": {"settles_into": "moves nothing itself"},
    "PaymentLine": {
        "live": "lines_follow_voids",
        "contribution": "line_is_its_contribution; set once",
    },
    "Phone": {"session_key": "no money", "seen_at": "no money"},
    "QrisCharge": {
        "status": "confirmed: the payment or credit, digested with its moment",
        "closed_by": "a charge that was closed is no money",
        "closed_at": "a charge that was closed is no money",
    },
    "ReceiptSeries": {"last_number": "every_number_is_a_receipt, counter_is_the_receipts"},
    "Refund": {"status": "cancelled: its moment; paid: the repayment"},
    "RefundLine": {"live": "refund_lines_follow_its_status"},
    "RemittanceLine": {"live": "remittance_lines_follow_its_status"},
    "RemittanceTransfer": {"live": "transfer_counts_until_reversed: by a row"},
    "Repayment": {
        "status": "who approved, closed and paid are digested; the move is a row of the ledger",
        "closing_note": "a remark",
        "reference": "the line of the statement, which is a row",
        "signature": "forgotten in time",
    },
    "Replenishment": {"status": "who decided and reversed is digested; replenishment_is_confirmed"},
    "Sponsor": {"contact_name": "a telephone", "contact": "a telephone"},
    "SponsorProgramme": {
        "status": "who decided and when are digested",
        "drawn_idr": "budget_is_what_is_drawn",
        "people": "its sponsorships",
        "runs_out_month": "reckoned anew each day",
        "reckoned_at": "reckoned anew each day",
    },
    "Sponsorship": {"last_month": "its statement lines", "end_reason": "a remark"},
    "SpotAsker": {"live": "the next asker, who is a row"},
    "SpotCase": {"owner": "who looks after it"},
    "StatementLine": {
        "state": "line_state_is_its_match, which is a row",
        "doubt": "a remark",
        "owner": "who looks after it",
        "note": "a remark",
    },
    "TransferProof": {"sealed": "forgotten in time", "key_id": "changes with the keys"},
}


def midday(day):
    return dt.datetime.combine(day, dt.time(12), months.WIB)


def digest(day):
    """Make the digests until that day."""
    at = dt.datetime.combine(day + daily_digests.ONE_DAY, dt.time(1), months.WIB)
    assert daily_digests.make_due(at=at) > 0


def names(day):
    return [name for name, *_rest in DailyDigest.objects.get(day=day).tables]


def changed():
    return [(one.day, one.table) for one in digest_check.changed_past()]


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def refused(cast):
    """Asked on the first day and refused on the second one."""
    void = cast.void(cast.pay(cast.member()), at=midday(FIRST))
    digest(FIRST)
    voids.refuse(void=void, note="tidak benar", by=cast.treasurer, at=midday(SECOND))
    digest(SECOND)
    return void


def test_every_column_that_may_change_is_digested_or_follows_from_what_is():
    silent, excused = {}, {}
    for model in MONEY:
        moments = digest_decisions.DECISIONS.get(model, {})
        said = {name for moment, names in moments.items() for name in (moment, *names)}
        assert said <= set(model.updatable_columns), model
        silent[model.__name__] = set(model.updatable_columns) - said
        excused[model.__name__] = set(FOLLOWS.get(model.__name__, {}))
    assert silent == excused


def test_what_a_column_follows_from_is_a_rule_or_a_check_of_the_books():
    rules = {
        rule.name
        for model in MONEY
        for rule in (*model._meta.constraints, *getattr(model._meta, "triggers", ()))
    }
    reasons = "; ".join(why for columns in FOLLOWS.values() for why in columns.values())
    named = set(re.findall(r"[a-z]+(?:_[a-z]+)+", reasons))
    assert named
    assert named <= rules | set(books.CHECKS)


@pytest.mark.parametrize("model", digest_decisions.DECISIONS, ids=lambda model: model.__name__)
def test_what_is_decided_changes_no_more(model):
    """By a trigger of the column, or by one of the row once it is decided."""
    triggers = {trigger.name for trigger in model._meta.triggers}
    stays = any(name.endswith(STAYING) for name in triggers)
    loose = [
        name
        for moment, names in digest_decisions.DECISIONS[model].items()
        for name in (moment, *names)
        if not stays and f"{name}_is_written_once" not in triggers
    ]
    assert loose == []


@pytest.mark.django_db
def test_a_decision_belongs_to_the_day_on_which_it_was_made(refused):
    assert DECIDED not in names(FIRST)
    assert names(SECOND) == [DECIDED]
    assert DailyDigest.objects.get(day=SECOND).rows == 0  # of those that were stored that day
    assert changed() == []


@pytest.mark.django_db
def test_a_later_decision_leaves_the_days_before_as_they_were(cast, refused):
    other = cast.void(cast.pay(cast.member()), at=midday(FIRST))
    voids.grant(void=other, by=cast.treasurer, at=midday(THIRD))
    assert changed() == []
    digest(THIRD)
    assert changed() == []


@pytest.mark.django_db
def test_decisions_from_before_they_were_digested_change_nothing(cast, monkeypatch):
    void = cast.void(cast.pay(cast.member()), at=midday(FIRST))
    voids.refuse(void=void, by=cast.treasurer, at=midday(FIRST))
    every = digest_decisions.digested()
    before = {name: columns for name, columns in every.items() if digest_sql.AT not in name}
    with monkeypatch.context() as former:
        former.setattr(digest_decisions, "digested", lambda: before)
        digest(FIRST)
    assert changed() == []
    digest(SECOND)
    other = cast.void(cast.pay(cast.member()), at=midday(FIRST))
    voids.refuse(void=other, by=cast.treasurer, at=midday(THIRD))
    digest(THIRD)
    assert changed() == []


CHANGES = [
    "decision_note = 'lain'",
    "status = 'granted'",
    "decided_by_id = (SELECT max(id) FROM markets_user)",
    "decided_at = decided_at - interval '1 minute'",
    "decided_at = decided_at + interval '3 days'",
    "status = 'asked', decided_by_id = NULL, decided_at = NULL",
]


def test_whoever_changes_a_decision_is_found_and_its_day_is_named(scratch_database):
    """As the owner, with triggers and checks off: what no rule of the database stops any more."""
    cast = make_cast()
    void = cast.void(cast.pay(cast.member()), at=midday(FIRST))
    digest(FIRST)
    voids.refuse(void=void, by=cast.treasurer, at=midday(SECOND))
    digest(SECOND)
    digest(THIRD)
    factories.make_treasurer(partner=cast.partner)
    scratch_database.execute_as_owner(f"ALTER TABLE {VOIDS} DISABLE TRIGGER USER")
    owner, app = connections["owner"], connections["default"]
    connections["default"] = owner
    try:
        assert changed() == []
        for change in CHANGES:
            with transaction.atomic():
                scratch_database.execute_as_owner(f"UPDATE {VOIDS} SET {change}")
                assert changed() == [(SECOND, DECIDED)], change
                transaction.set_rollback(True)
    finally:
        connections["default"] = app
