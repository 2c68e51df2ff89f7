"""Which months can be recorded as paid elsewhere, and why another cannot."""

import datetime as dt

import pytest

from contributions import elsewhere_months, elsewhere_withheld
from contributions.elsewhere_refusals import UnableToRecordElsewhere
from contributions.models import PaidElsewhere
from members.models import PayerKind
from tests import factories
from tests.contributions.elsewhere import confirm, deny, record
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = pytest.mark.django_db
DECEMBER, JANUARY = dt.date(2026, 12, 1), dt.date(2027, 1, 1)
A_YEAR_AHEAD = dt.date(2027, 11, 1)


def offered(member, on=TODAY):
    return elsewhere_months.choices(member=member, on=on)


def months_of(member):
    return [choice.month for choice in offered(member)]


def why(member, on=TODAY):
    found = elsewhere_withheld.withheld(member=member, offered=offered(member, on), on=on)
    return {each.span: each.why for each in found}


def test_offered_are_her_months_until_a_year_ahead_and_nothing_needs_a_reason(cast):
    found = months_of(cast.member())
    assert (found[0], found[-1], len(found)) == (NOVEMBER, A_YEAR_AHEAD, 13)
    assert why(cast.member()) == {}


def test_what_is_recorded_confirmed_or_with_bpjs_is_not_offered_and_says_why(cast):
    member = cast.member()
    cast.pay(member, by=cast.treasurer, method="transfer", reference="BRI-1")
    cast.accept(cast.post())
    row = record(member, DECEMBER, JANUARY, by=cast.collector)
    confirm(row, DECEMBER, by=cast.treasurer)
    assert months_of(member)[0] == dt.date(2027, 2, 1)
    assert why(member) == {
        "November 2026": "sudah sampai di BPJS",
        "Desember 2026": "sudah dibayar di tempat lain, dan BPJS membenarkannya",
        "Januari 2027": "sudah dicatat dibayar di tempat lain, menunggu jawaban BPJS",
    }
    deny(row, JANUARY, by=cast.treasurer)
    assert months_of(member)[0] == JANUARY


def test_months_of_a_sponsor_or_after_her_membership_say_so(cast):
    member = factories.make_member(market=cast.market)
    factories.make_term(member=member, first_month=NOVEMBER, last_month=DECEMBER)
    factories.make_term(
        member=member, first_month=JANUARY, last_month=JANUARY, payer_kind=PayerKind.APBD
    )
    assert months_of(member) == [NOVEMBER, DECEMBER]
    assert why(member) == {
        "Januari 2027": "dibayar sponsor, bukan olehnya sendiri",
        "Februari 2027 sampai November 2027": "di luar masa kepesertaannya",
    }


@pytest.mark.parametrize(
    ("month", "paid_on", "is_in_time"),
    [
        (NOVEMBER, dt.date(2027, 1, 31), True),
        (NOVEMBER, dt.date(2027, 2, 1), False),
        (NOVEMBER, dt.date(2025, 11, 1), True),
        (NOVEMBER, dt.date(2025, 10, 31), False),
    ],
)
def test_a_month_is_paid_from_a_year_before_until_its_arrears_end(month, paid_on, is_in_time):
    assert elsewhere_months.is_in_time(month=month, paid_on=paid_on) is is_in_time


def refused(code, member, *months, **fields):
    with pytest.raises(UnableToRecordElsewhere) as refusal:
        record(member, *months, **fields)
    assert refusal.value.code == code
    assert not PaidElsewhere.objects.exists()
    return str(refusal.value)


def test_a_slip_of_a_day_on_which_bpjs_did_not_take_the_month_is_refused(cast):
    member = cast.member()
    told = {"by": cast.collector, "at": NOON, "paid_on": dt.date(2025, 10, 31)}
    assert "tidak dapat dibayar pada 31 Oktober 2025" in refused(
        "out_of_time", member, NOVEMBER, **told
    )
