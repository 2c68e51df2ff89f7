"""The check of the books: silent where all is well, and not to be fooled by any kind of row."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db import connections, transaction

from contributions import books, handovers, held_returns, remittances, sponsors, voids
from contributions.management.commands import check_books
from contributions.models import Contribution, Payment
from members import enrolment
from members.models import PayerKind
from tests import factories
from tests.contributions.deposits import held
from tests.contributions.money import make_cast
from tests.factories import NOON, NOVEMBER, TODAY

DECEMBER = dt.date(2026, 12, 1)


def whole_cycle():
    """Every kind of document, in every state, made by the jobs."""
    cast = make_cast()
    remitted, collected = cast.member(), cast.member()
    cast.pay(remitted, count=2)
    cast.pay(collected)
    cast.hand_over(counted_idr=26_000)  # a surplus
    cast.remit()
    undone = cast.pay(cast.member())
    voids.grant(void=cast.void(undone), by=cast.treasurer, at=NOON)
    voids.refuse(void=cast.void(cast.pay(cast.member())), by=cast.treasurer, at=NOON)
    cast.hand_over(counted_idr=8_000)  # a shortage
    cast.pay(cast.member())
    refused = handovers.ask(by=cast.collector, at=NOON)
    handovers.refuse(handover=refused, reason="Belum dibawa", by=cast.treasurer, at=NOON)
    handovers.ask(by=cast.collector, at=NOON)
    sweeper = factories.make_member(market=cast.market)
    factories.make_contribution(
        member=sweeper,
        payer_kind=PayerKind.APBD,
        jkk_idr=10_000,
        jkm_idr=6_800,
        relief_jkk_idr=0,
        relief_jkm_idr=0,
        relief_name="",
    )
    sponsors.record_transfer(
        partner=cast.partner,
        payer_kind=PayerKind.APBD,
        month=NOVEMBER,
        reference="SP2D-1",
        by=cast.treasurer,
        at=NOON,
    )
    given_up = remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    remittances.cancel(remittance=given_up, by=cast.treasurer, at=NOON)
    remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    factories.make_contribution(member=cast.member())
    given_back = held(cast)
    enrolment.withdraw(enrolment=given_back.enrolment, by=cast.collector, at=NOON)
    held_returns.give_back(held=given_back, by=cast.collector, at=NOON)
    held(cast)
    return cast


@pytest.mark.django_db
def test_books_kept_by_the_jobs_agree():
    whole_cycle()
    assert [str(difference) for difference in books.differences(on=TODAY)] == []


@pytest.mark.django_db
def test_a_month_behind_a_gap_moves_cover_with_the_first_sweep_of_its_month():
    cast = make_cast()
    member = cast.member()
    first = cast.pay(member)
    second = cast.pay(member, first=DECEMBER)
    Contribution.objects.filter(payment_lines__payment=first).update(status="open")
    first.lines.update(live=False)
    from contributions import cover

    cover.refresh(members=[member.pk], on=TODAY)
    assert member.cover.has_gap
    assert second.lines.get().live

    def about_cover(on):
        found = books.differences(on=on)
        return [one for one in found if one.check == books.COVER_IS_ITS_MONTHS]

    assert about_cover(TODAY) == []
    assert about_cover(dt.date(2026, 12, 1)) == []
    assert about_cover(dt.date(2027, 1, 2)) != []


# A way to corrupt each kind of row, and the check that must find it. {table} stands for the
# table's full name.
CORRUPTIONS = [
    ("payment_is_its_lines", "UPDATE {payment} SET amount_idr = amount_idr + 1"),
    ("payment_is_its_lines", "DELETE FROM {paymentline} WHERE NOT live"),
    ("line_is_its_contribution", "UPDATE {paymentline} SET amount_idr = amount_idr + 1"),
    ("line_is_its_contribution", "UPDATE {contribution} SET total_idr = total_idr + 1"),
    ("line_is_its_contribution", "UPDATE {contribution} SET contribution_month = '2026-10-01'"),
    (
        "line_is_of_its_payment",
        "UPDATE {payment} SET member_id = (SELECT max(id) FROM members_member)",
    ),
    ("lines_follow_voids", "UPDATE {paymentline} SET live = false"),
    ("lines_follow_voids", "UPDATE {paymentline} SET live = true"),
    (
        "lines_follow_voids",
        "UPDATE {void} SET status = 'granted', decided_at = now() WHERE status = 'refused'",
    ),
    ("contribution_is_its_programmes", "UPDATE {contribution} SET jkk_idr = jkk_idr + 1"),
    (
        "one_contribution_a_month",
        "UPDATE {contribution} SET member_id = (SELECT max(id) FROM members_member)",
    ),
    ("paid_is_one_live_line", "UPDATE {contribution} SET status = 'paid' WHERE status = 'open'"),
    ("paid_is_one_live_line", "UPDATE {contribution} SET status = 'open' WHERE status = 'paid'"),
    (
        "paid_is_one_live_line",
        "UPDATE {paymentline} SET contribution_id ="
        " (SELECT contribution_id FROM {paymentline} ORDER BY id LIMIT 1)",
    ),
    ("counter_is_the_receipts", "UPDATE {receiptseries} SET last_number = last_number + 1"),
    ("receipt_numbers_have_no_gap", "UPDATE {payment} SET number = 77 WHERE number = 2"),
    ("receipt_numbers_are_used_once", "UPDATE {payment} SET number = 1 WHERE number = 2"),
    ("handover_is_its_lines", "UPDATE {handover} SET receipts_idr = receipts_idr + 1"),
    ("handover_is_its_lines", "UPDATE {handover} SET expected_idr = 1"),
    ("handover_line_is_its_receipt", "UPDATE {handoverline} SET amount_idr = 1"),
    (
        "handover_line_is_its_receipt",
        "UPDATE {handover} SET collector_id = (SELECT max(id) FROM markets_user)",
    ),
    ("handover_lines_follow_its_status", "UPDATE {handoverline} SET live = NOT live"),
    ("receipt_is_handed_over_once", "UPDATE {handoverline} SET live = true"),
    (
        "void_receipts_are_not_handed_over",
        "UPDATE {handoverline} SET payment_id ="
        " (SELECT payment_id FROM {void} WHERE status = 'granted') WHERE live",
    ),
    ("remittance_is_its_lines", "UPDATE {remittance} SET amount_idr = amount_idr + 1"),
    ("remittance_is_its_lines", "UPDATE {remittance} SET months = months + 1"),
    (
        "remittance_is_its_lines",
        "DELETE FROM {remittanceline} WHERE id = (SELECT min(id) FROM {remittanceline})",
    ),
    ("remittance_line_is_its_payment_line", "UPDATE {remittanceline} SET amount_idr = 1"),
    ("remittance_lines_follow_its_status", "UPDATE {remittanceline} SET live = NOT live"),
    ("month_is_remitted_once", "UPDATE {remittanceline} SET live = true"),
    (
        "void_months_are_not_remitted",
        "UPDATE {remittanceline} SET payment_line_id ="
        " (SELECT id FROM {paymentline} WHERE NOT live) WHERE live",
    ),
    ("remitted_is_posted", "UPDATE {contribution} SET remitted_on = NULL"),
    (
        "remitted_is_posted",
        "UPDATE {contribution} SET remitted_on = remitted_on + 1 WHERE remitted_on IS NOT NULL",
    ),
    ("remitted_is_posted", "UPDATE {remittance} SET status = 'final' WHERE status = 'posted'"),
    ("held_dues_are_their_line", "UPDATE {helddues} SET amount_idr = amount_idr + 1"),
    ("held_dues_are_their_line", "DELETE FROM {helddues} WHERE status = 'held'"),
    (
        "held_dues_are_their_line",
        "UPDATE {helddues} SET status = 'applied' WHERE status = 'held'",
    ),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'return'"),
    ("ledger_is_the_documents", "UPDATE {ledgerentry} SET amount_idr = amount_idr + 1"),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'payment'"),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'void'"),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'handover'"),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'remittance'"),
    ("ledger_is_the_documents", "UPDATE {ledgerentry} SET to_id = to_id + 1"),
    ("ledger_is_the_documents", "UPDATE {ledgerentry} SET business_day = '2026-01-01'"),
    ("ledger_is_the_documents", "UPDATE {ledgerentry} SET document_id = 'lain'"),
    (
        "ledger_is_the_documents",
        "INSERT INTO {ledgerentry} (from_place, from_id, to_place, to_id, amount_idr, document,"
        " document_id, partner_id, by_id, at, business_day) SELECT from_place, from_id, to_place,"
        " to_id, amount_idr, document, document_id, partner_id, by_id, at, business_day"
        " FROM {ledgerentry} LIMIT 1",
    ),
    ("no_place_below_zero", "UPDATE {ledgerentry} SET amount_idr = 1 WHERE document = 'payment'"),
    ("cover_is_its_months", "UPDATE {cover} SET paid_until = '2027-12-31'"),
    ("cover_is_its_months", "UPDATE {cover} SET covered_until = NULL"),
    ("cover_is_its_months", "DELETE FROM {cover}"),
]
TABLES = {
    name: f"contributions_{name}"
    for name in (
        "contribution",
        "cover",
        "handover",
        "helddues",
        "handoverline",
        "ledgerentry",
        "payment",
        "paymentline",
        "receiptseries",
        "remittance",
        "remittanceline",
        "void",
    )
}


def test_every_check_is_shown_to_find_something():
    assert {check for check, _ in CORRUPTIONS} == {*books.CHECKS, books.COVER_IS_ITS_MONTHS}


def test_each_kind_of_corrupted_row_is_found(scratch_database):
    whole_cycle()
    owner = connections["owner"]
    bare(owner)
    missed, app = [], connections["default"]
    connections["default"] = owner  # so that the check sees what is rolled back afterwards
    try:
        assert books.differences(on=TODAY) == []
        for check, statement in CORRUPTIONS:
            with transaction.atomic():
                with owner.cursor() as cursor:
                    cursor.execute(statement.format(**TABLES))
                    assert cursor.rowcount > 0, statement
                found = {difference.check for difference in books.differences(on=TODAY)}
                transaction.set_rollback(True)
            if check not in found:
                missed.append((check, statement, sorted(found)))
    finally:
        connections["default"] = app
    assert missed == []


def bare(owner):
    """Take every trigger and constraint but the keys from the tables of money."""
    with owner.cursor() as cursor:
        for table in TABLES.values():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            "SELECT conrelid::regclass, quote_ident(conname) FROM pg_constraint"
            " WHERE contype IN ('c', 'u', 'f') AND conrelid::regclass::text = ANY(%s)",
            [list(TABLES.values())],
        )
        for table, name in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute(
            "SELECT indexrelid::regclass FROM pg_index WHERE indisunique AND NOT indisprimary"
            " AND indrelid::regclass::text = ANY(%s)",
            [list(TABLES.values())],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")


# ---- the command ----


def check():
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("check_books", stdout=out, stderr=err)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_the_command_says_that_clean_books_agree():
    whole_cycle()
    assert check() == (check_books.AGREE, "The books agree.\n", "")


@pytest.mark.django_db
def test_the_command_prints_each_difference():
    factories.make_paid_month(member=factories.make_member(), month=NOVEMBER)
    code, out, err = check()
    assert code == check_books.DIFFER
    assert len(out.splitlines()) == 2
    assert "Status iuran tidak sesuai dengan baris pembayarannya" in out
    assert err == "2 differences.\n"


def test_the_command_says_when_it_could_not_look(monkeypatch):
    def fail(**_):
        raise ConnectionError("no server")

    monkeypatch.setattr(books, "differences", fail)
    code, out, err = check()
    assert (code, out) == (check_books.FAILED, "")
    assert "no server" in err


def test_the_check_reads_one_state_while_money_moves(scratch_database):
    """Outside a transaction it opens one that only reads."""
    cast = whole_cycle()
    assert books.differences(on=TODAY) == []
    cast.pay(cast.member())
    assert books.differences(on=TODAY) == []
