"""Two imports of one statement, and two matchings of one line, at once."""

import datetime as dt

from django.db import connections

from contributions import payments, qris_charges, statement_matching, statement_work
from contributions.models import Payment, StatementImport, StatementLine, StatementMatch
from tests.contributions import qris_samples, statement_samples
from tests.contributions.money import ask, by_type, make_cast
from tests.factories import NOON

LATER = NOON + dt.timedelta(days=2)
ROWS = [("10/11/2026", f"TRANSFER {number}", "8400") for number in range(40)]


def _provider(cast):
    account = qris_samples.make_qris_code(market=cast.market).account
    statement_samples.mapped(account=account, by=cast.treasurer)
    return account


def test_one_file_uploaded_twice_at_once_is_one_import(scratch_database, at_once):
    cast = make_cast()
    account = _provider(cast)

    def upload():
        return statement_samples.received(account=account, rows=ROWS, by=cast.treasurer)

    outcomes = at_once(upload, upload)
    assert len({row.pk for row in by_type(outcomes, StatementImport)}) == 1
    assert len(by_type(outcomes, StatementImport)) == 2


def test_two_exports_with_the_same_lines_read_at_once_keep_each_line_once(
    scratch_database, at_once
):
    cast = make_cast()
    account = _provider(cast)
    for rows in (ROWS, [*ROWS, ("11/11/2026", "LAIN", "1")]):
        statement_samples.received(account=account, rows=rows, by=cast.treasurer)
    outcomes = at_once(lambda: statement_work.work(at=LATER), lambda: statement_work.work(at=LATER))
    assert len(by_type(outcomes, StatementImport)) == 2
    assert StatementLine.objects.count() == len(ROWS) + 1
    assert sum(row.new for row in StatementImport.objects.all()) == len(ROWS) + 1


def _charge_named_by_two_lines(cast):
    account = _provider(cast)
    charge = qris_charges.ask(asked=ask(cast.member()), by=cast.collector, at=NOON)
    for day in ("10/11/2026", "11/11/2026"):
        statement_samples.received(
            account=account, rows=[(day, charge.reference, "8400")], by=cast.treasurer
        )


def test_two_statements_that_name_one_charge_at_once_confirm_it_once(scratch_database, at_once):
    cast = make_cast()
    _charge_named_by_two_lines(cast)
    outcomes = at_once(lambda: statement_work.work(at=LATER), lambda: statement_work.work(at=LATER))
    assert not by_type(outcomes, Exception)
    assert Payment.objects.count() == 1
    assert StatementMatch.objects.count() == 1
    states = sorted(StatementLine.objects.values_list("state", flat=True))
    assert states == ["doubtful", "matched"]


def _matched_twice(at_once, meet):
    """A bank's line that is a transfer by code and amount, looked at by two workers."""
    cast = make_cast()
    bank = _provider(cast).settles_into
    row = statement_samples.imported(
        account=bank, rows=[("10/11/2026", "TRSF BRI-0042", "8400")], by=cast.treasurer, at=LATER
    )
    asked = ask(cast.member())
    payments.record(
        asked=asked, method="transfer", reference="BRI-0042", by=cast.treasurer, at=NOON
    )
    meet((statement_matching, "_settle"))

    def match():
        return statement_matching.match(account=row.account, at=LATER)

    return at_once(match, match)


def test_one_line_matched_twice_at_once_is_matched_once(scratch_database, at_once, meet):
    assert sorted(_matched_twice(at_once, meet)) == [0, 1]
    assert StatementMatch.objects.count() == 1
    assert StatementLine.objects.get().state == "matched"


# ---- without the keys ----


def _without(*names):
    with connections["owner"].cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP INDEX {name}")


def test_without_the_keys_one_line_would_be_matched_twice(scratch_database, at_once, meet):
    _without("a_line_is_matched_once", "a_transfer_reference_is_matched_once")
    assert _matched_twice(at_once, meet) == [1, 1]
    assert StatementMatch.objects.count() == 2


def test_without_the_key_overlapping_exports_would_keep_lines_twice(scratch_database):
    cast = make_cast()
    account = _provider(cast)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "ALTER TABLE contributions_statementline DROP CONSTRAINT a_statement_line_is_kept_once"
        )
    for rows in (ROWS, [*ROWS, ("11/11/2026", "LAIN", "1")]):
        statement_samples.imported(account=account, rows=rows, by=cast.treasurer, at=LATER)
    assert StatementLine.objects.count() == 2 * len(ROWS) + 1
