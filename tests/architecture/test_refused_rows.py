"""Rows that the database refuses, and by which rule; every rule of ours is named in a test.

Most rules are tested beside what they hold for. Here stand those which no job comes near to.
"""

import re
from pathlib import Path

import pytest
from django.apps import apps

from tests import factories
from tests.architecture.rows import Rows
from tests.contributions.straight import insert, refused_by, update
from tests.factories import TODAY

SAME: dict[str, object] = {}
# A second row like the first, but for these fields: model, fields, the rule which refuses it.
SECOND = [
    (
        "contributions.BillingRun",
        {"month": TODAY.replace(day=2)},
        "billing_run_is_for_a_whole_month",
    ),
    ("contributions.BillingDoubt", SAME, "one_open_doubt_per_member_and_month"),
    ("contributions.ClaimMonth", SAME, "claim_lists_a_month_once"),
    (
        "contributions.ClaimStep",
        {"to_status": "refused", "note": ""},
        "refused_claim_gives_a_reason",
    ),
    ("contributions.Refund", SAME, "one_refund_per_death_and_partner"),
    ("contributions.Refund", {"amount_idr": 0}, "refund_is_positive"),
    (
        "contributions.Refund",
        {"months": 0, "amount_idr": 2, "credit_idr": 1},
        "refund_without_months_is_all_credit",
    ),
    ("contributions.Refund", {"status": "cancelled"}, "cancelled_refund_names_who_and_when"),
    ("contributions.RefundLine", {"amount_idr": 0}, "refund_line_is_positive"),
    ("contributions.ProgrammeMarket", SAME, "market_of_a_sponsor_programme_once"),
    ("contributions.ListedPerson", SAME, "person_on_a_sponsor_list_once"),
    ("members.BulkImportRow", SAME, "row_of_an_import_is_checked_once"),
    ("members.BulkImport", {"checked": 1, "digest": "y"}, "each_checked_row_has_one_verdict"),
    (
        "contributions.Claim",
        {"months_in_a_row": 9, "months_posted": 8},
        "months_in_a_row_are_posted",
    ),
    (
        "contributions.IncomeBand",
        {"last_month": None},
        "income_band_ended_by_a_regulation_has_a_last_month",
    ),
    ("contributions.Rate", {"last_month": None}, "rate_ended_by_a_regulation_has_a_last_month"),
    ("contributions.Relief", {"last_month": None}, "relief_ended_by_a_regulation_has_a_last_month"),
]
# A row that is changed: model, the change, the rule which refuses it.
CHANGED = [
    ("contributions.Loss", {"decision_note": "lain"}, "closed_losses_stay"),
    ("contributions.ProgrammeStop", {"decision_note": "lain"}, "decided_stops_stay"),
    ("contributions.SurplusDecision", {"decision_note": "lain"}, "decided_surplus_stays"),
    (
        "contributions.SponsorProgramme",
        {"decision_note": "lain"},
        "decision_about_a_sponsor_programme_stays",
    ),
    ("contributions.Rate", {"per_mille": 11}, "fixed_as_loaded"),
    ("markets.Stall", {"block": None}, "stays_in_its_block"),
    ("members.Death", {"reporter_name": "Orang Lain"}, "who_reported_is_only_erased"),
    ("members.EarlierMembership", {"membership_number": "9"}, "earlier_number_is_only_erased"),
]
# Where a person or a thing is: model, the part that lies elsewhere, the rule.
ELSEWHERE = [
    ("members.ImportedPerson", "market", "imported_person_market_lies_in_its_partner"),
    ("members.ImportedPerson", "block", "imported_person_block_lies_in_its_market"),
    ("members.ImportedPerson", "stall", "imported_person_stall_lies_in_its_block"),
]
OURS = ("markets", "members", "contributions", "collectors")
# What every kept or tracked model has: test_kept_rows.py and the tests of histories hold them.
OF_EVERY_MODEL = re.compile(r".*_is_written_once|insert_insert|update_update")


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "changes", "rule"), SECOND)
def test_a_second_row_is_refused(model, changes, rule):
    [row] = Rows().make(apps.get_model(model), 1)
    with refused_by(rule):
        insert(row, **changes)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "standing", "rule"),
    [
        (
            "contributions.BillingRun",
            {"status": "waiting"},
            "one_unfinished_billing_run_per_market_and_month",
        ),
        ("contributions.RefundLine", {"live": True}, "month_is_refunded_once"),
    ],
)
def test_a_second_standing_row_is_refused(model, standing, rule):
    [row] = Rows().make(apps.get_model(model), 1)
    insert(row, **standing)
    with refused_by(rule):
        insert(row, **standing)


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "changes", "rule"), CHANGED)
def test_a_change_is_refused(model, changes, rule):
    [row] = Rows().make(apps.get_model(model), 1)
    with refused_by(rule):
        update(row, **changes)


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "part", "rule"), ELSEWHERE)
def test_what_lies_elsewhere_is_refused(model, part, rule):
    [row] = Rows().make(apps.get_model(model), 1)
    places = {
        "market": {"market": factories.make_market, "block": None, "stall": None},
        "block": {"block": factories.make_block, "stall": None},
        "stall": {"stall": factories.make_stall},
    }[part]
    with refused_by(rule):
        update(row, **{name: make and make() for name, make in places.items()})


def test_every_rule_of_the_database_is_named_in_a_test():
    tests = "\n".join(path.read_text() for path in Path("tests").rglob("test_*.py"))
    names = {
        rule.name
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for rule in (*model._meta.constraints, *getattr(model._meta, "triggers", ()))
    }
    assert names
    missing = {name for name in names if name not in tests}
    assert sorted(name for name in missing if not OF_EVERY_MODEL.fullmatch(name)) == []
