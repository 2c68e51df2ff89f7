"""What the database refuses about members' credit: a test each."""

import pytest

from contributions import ledger, voids
from contributions.models import Credit, Place
from tests import factories
from tests.contributions.credit import give, make_credit
from tests.contributions.money import DUES_IDR
from tests.contributions.straight import insert, refused_by, update
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def credit(cast):
    return give(cast, cast.member(), DUES_IDR)


def sent(cast):
    """A line of a posted remittance."""
    cast.pay(cast.member())
    cast.hand_over()
    return cast.remit().lines.get()


def test_only_credit_of_a_tariff_waits(cast, credit):
    for changes in ({"booked_at": None}, {"by": None}):
        with refused_by("only_credit_of_a_tariff_waits"):
            insert(credit, **changes)
    paid = cast.pay(cast.member()).lines.get().contribution
    waiting = make_credit(contribution=paid, amount_idr=400)
    for changes in ({"contribution": None}, {"source_place": Place.TREASURER}):
        with refused_by("only_credit_of_a_tariff_waits"):
            insert(waiting, **changes)


def test_a_credit_is_booked_once(cast):
    paid = cast.pay(cast.member()).lines.get().contribution
    waiting = make_credit(contribution=paid, amount_idr=400)
    update(waiting, booked_at=NOON)
    with refused_by("Cannot update rows"):
        update(waiting, booked_at=None)


def test_rejected_credit_names_its_remitted_line(cast, credit):
    with refused_by("rejected_credit_names_its_remitted_line"):
        insert(credit, reason=Credit.Reason.REJECTED_BY_BPJS)
    with refused_by("rejected_credit_names_its_remitted_line"):
        insert(credit, reason=Credit.Reason.REJECTED_BY_BPJS, remittance_line=sent(cast))


def test_rejected_line_gives_one_credit(cast, credit):
    fields = {
        "reason": Credit.Reason.REJECTED_BY_BPJS,
        "remittance_line": sent(cast),
        "source_place": Place.BPJS,
    }
    insert(credit, **fields)
    with refused_by("rejected_line_gives_one_credit"):
        insert(credit, **fields)


def test_corrected_credit_names_its_payment_line(credit):
    with refused_by("corrected_credit_names_its_payment_line"):
        insert(credit, reason=Credit.Reason.CORRECTED)


def test_payment_line_gives_one_credit(cast, credit):
    fields = {
        "reason": Credit.Reason.CORRECTED,
        "payment_line": cast.pay(cast.member()).lines.get(),
    }
    insert(credit, **fields)
    with refused_by("payment_line_gives_one_credit"):
        insert(credit, **fields | {"reason": Credit.Reason.CANCELLED_MONTH})


def test_payment_wholly_of_credit_says_so(cast, credit):
    payment = cast.pay(credit.member, credit_idr=DUES_IDR)
    fields = {"id": factories.new_id(), "token": "lain", "number": 2}
    for changes in ({"method": "cash"}, {"credit_idr": DUES_IDR - 1}):
        with refused_by("payment_wholly_of_credit_says_so"):
            insert(payment, **fields, **changes)


def test_credit_is_part_of_the_line(cast):
    line = cast.pay(cast.member()).lines.get()
    with refused_by("credit_is_part_of_the_line"):
        insert(line, live=False, credit_idr=line.amount_idr + 1)


def test_the_credit_of_a_payment_is_that_of_its_lines(cast, credit):
    payment = cast.pay(credit.member, credit_idr=3_000)
    voids.grant(void=cast.void(payment), by=cast.treasurer, at=NOON)
    fields = {"id": factories.new_id(), "token": "lain", "number": 2}
    with refused_by("payment_is_the_sum_of_its_lines"):
        another = insert(payment, **fields)
        insert(payment.lines.get(), payment=another, credit_idr=2_000)


def test_no_more_credit_is_used_than_there_is(cast, credit):
    payment = cast.pay(cast.member())
    line = payment.lines.get()
    with refused_by("has less credit than is used"):
        insert(line, live=True, contribution=None, credit_idr=1)
    with refused_by("has less credit than is used"):
        cast.pay(credit.member, credit_idr=DUES_IDR)
        again = credit.member.payments.get()
        insert(again.lines.get(), contribution=None)


def test_credit_is_kept_by_its_partner(cast, credit):
    assert ledger.balance(Place.MEMBER_CREDIT, credit.member_id) == DUES_IDR
    assert credit.partner == cast.partner
