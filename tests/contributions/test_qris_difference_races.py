"""Two treasurers take one line for one QRIS charge at once, with and without the guards."""

from contributions import qris_confirmations
from contributions.models import Credit, QrisDifference, StatementMatch
from contributions.statement_decisions import UnableToDecide
from tests.contributions import qris_samples
from tests.contributions.differing import decide
from tests.contributions.money import by_type, make_cast
from tests.contributions.statement_steps import DAY, charge_for, line_of

LITTLE = "8.000"


def both_decide(cast, at_once, meet):
    provider = qris_samples.make_qris_code(market=cast.market).account
    charge = charge_for(cast)
    line = line_of(cast, provider, DAY, charge.reference, LITTLE)
    meet((qris_confirmations, "close"))
    return at_once(lambda: decide(cast, line), lambda: decide(cast, line))


def test_of_two_treasurers_one_takes_the_money_and_the_other_is_told(
    scratch_database, at_once, meet
):
    outcomes = both_decide(make_cast(), at_once, meet)
    assert len(by_type(outcomes, QrisDifference)) == 1
    [refusal] = by_type(outcomes, UnableToDecide)
    assert "sudah dikonfirmasi" in str(refusal)
    assert Credit.objects.count() == StatementMatch.objects.count() == 1


def test_without_locks_and_keys_the_money_would_be_taken_twice(
    scratch_database, at_once, meet, no_locks
):
    scratch_database.execute_as_owner(
        "ALTER TABLE contributions_qrischarge DISABLE TRIGGER USER;"
        "ALTER TABLE contributions_qrischarge"
        " DROP CONSTRAINT contributions_qrischarge_credit_id_key;"
        "ALTER TABLE contributions_qrisdifference"
        " DROP CONSTRAINT contributions_qrisdifference_charge_id_key;"
        "ALTER TABLE contributions_qrisdifference"
        " DROP CONSTRAINT contributions_qrisdifference_line_id_key;"
        "DROP INDEX a_line_is_matched_once; DROP INDEX a_charge_is_matched_once"
    )
    outcomes = both_decide(make_cast(), at_once, meet)
    assert len(by_type(outcomes, QrisDifference)) == 2
    assert Credit.objects.count() == 2
