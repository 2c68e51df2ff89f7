"""What a sponsor is billed, month by month, within his budget."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from contributions import books, payments, sponsor_money, sponsor_statements, voids
from contributions.models import (
    Contribution,
    SponsoredPayment,
    Sponsorship,
    SponsorStatement,
    SponsorStatementLine,
)
from contributions.payments import UnableToRecordPayment
from contributions.sponsor_statements import UnableToBillSponsor
from members.models import PayerKind
from tests import factories
from tests.contributions.money import ask
from tests.contributions.sponsored import (
    APBD_IDR,
    DECEMBER,
    bill,
    make_sponsor,
    owes_apbd,
    payers,
    sponsored_since_november,
    state,
    transfer,
)
from tests.factories import NOON, NOVEMBER, TODAY, at

pytestmark = pytest.mark.django_db
OCTOBER = dt.date(2026, 10, 1)


def refused(code, job, **fields):
    with pytest.raises(UnableToBillSponsor) as refusal:
        job(**fields)
    assert refusal.value.code == code
    return str(refusal.value)


def test_a_statement_lists_every_open_month_without_the_relief(cast):
    programme = sponsored_since_november(cast, 3)
    statement = state(cast, programme)
    assert (statement.lines_made, statement.amount_idr) == (3, 3 * APBD_IDR)
    programme.refresh_from_db()
    assert programme.rest_idr == programme.budget_idr - 3 * APBD_IDR


def test_a_month_has_one_statement_and_what_comes_later_waits_for_the_next(cast):
    programme = sponsored_since_november(cast, 1)
    first = state(cast, programme)
    fields = {"sponsor": programme.sponsor, "by": cast.treasurer}
    sentence = refused("made_already", sponsor_statements.make, month=NOVEMBER, at=NOON, **fields)
    assert first.number in sentence
    refused("month_to_come", sponsor_statements.make, month=DECEMBER, at=NOON, **fields)
    owes_apbd(Sponsorship.objects.get().member, DECEMBER)
    second = state(cast, programme, month=DECEMBER, at=at(dt.date(2026, 12, 2)))
    assert [line.contribution_month for line in second.lines.all()] == [DECEMBER]


def test_nothing_is_billed_where_nothing_is_open(cast):
    sponsor = make_sponsor(cast)
    fields = {"sponsor": sponsor, "month": NOVEMBER, "at": NOON}
    refused("nothing_open", sponsor_statements.make, by=cast.treasurer, **fields)
    refused("not_yours", sponsor_statements.make, by=cast.collector, **fields)


def test_the_budget_ends_a_statement_and_the_rest_pay_for_themselves(cast):
    programme = sponsored_since_november(cast, 3, budget_idr=6 * APBD_IDR)
    assert programme.people == 3
    for row in list(Sponsorship.objects.all()):
        owes_apbd(row.member, DECEMBER)
    first = state(cast, programme)
    # A tariff that rose, or another statement, may leave less than was reckoned.
    assert first.lines_made == 3
    type(programme).objects.filter(pk=programme.pk).update(drawn_idr=4 * APBD_IDR)
    second = state(cast, programme, month=DECEMBER, at=at(dt.date(2026, 12, 2)))
    assert second.lines_made == 2
    last = Sponsorship.objects.get(place=3)
    assert (last.last_month, last.end_reason) == (NOVEMBER, "budget")
    own = Contribution.objects.filter(member=last.member, contribution_month=DECEMBER)
    assert [(row.status, row.payer_kind, row.total_idr) for row in own.order_by("pk")] == [
        ("replaced", "apbd", APBD_IDR),
        ("open", "self", 8_400),
    ]
    assert payers(last.member)[:2] == [
        ("2026-01", "2026-11", "apbd"),
        ("2026-12", "2027-05", "self"),
    ]


def test_where_the_budget_does_for_nothing_the_months_are_the_members_own(cast):
    programme = sponsored_since_november(cast, 1, budget_idr=2 * APBD_IDR)
    type(programme).objects.update(drawn_idr=2 * APBD_IDR)
    sentence = refused(
        "nothing_open",
        sponsor_statements.make,
        sponsor=programme.sponsor,
        month=NOVEMBER,
        by=cast.treasurer,
        at=NOON,
    )
    assert "pesertanya sendiri" in sentence
    standing = Contribution.objects.get(status="open")
    assert (standing.payer_kind, standing.contribution_month) == (PayerKind.SELF, NOVEMBER)


def test_statement_lines_draw_the_budget_and_released_lines_give_budget_back(cast):
    programme = sponsored_since_november(cast, 2)
    statement = state(cast, programme)
    programme.refresh_from_db()
    assert programme.drawn_idr == 2 * APBD_IDR
    sponsor_statements.cancel(statement=statement, by=cast.treasurer, at=NOON)
    programme.refresh_from_db()
    assert programme.drawn_idr == 0
    assert state(cast, programme).lines_made == 2
    refused("cancelled", sponsor_statements.send, statement=statement, by=cast.treasurer, at=NOON)


def test_a_statement_that_is_paid_in_part_is_not_cancelled(cast):
    programme = sponsored_since_november(cast, 2)
    statement = state(cast, programme)
    transfer(cast, programme.sponsor, amount_idr=APBD_IDR)
    refused("paid", sponsor_statements.cancel, statement=statement, by=cast.treasurer, at=NOON)


def test_sending_is_written_down_once(cast):
    statement = state(cast, sponsored_since_november(cast, 1))
    sponsor_statements.send(statement=statement, by=cast.treasurer, at=NOON)
    refused(
        "sent_already", sponsor_statements.send, statement=statement, by=cast.treasurer, at=NOON
    )


def test_what_is_set_against_a_statement_are_the_sponsors_own_savings(cast):
    programme = sponsored_since_november(cast, 1)
    transfer(cast, programme.sponsor, amount_idr=APBD_IDR)
    assert not SponsoredPayment.objects.exists()
    statement = state(cast, programme)
    payment = SponsoredPayment.objects.get().payment
    assert payment.reference == statement.number
    assert Contribution.objects.get().status == "paid"


def test_a_sponsored_month_is_taken_from_nobody_else(cast):
    sponsored_since_november(cast, 1)
    member = Sponsorship.objects.get().member
    for method, by in (("cash", cast.collector), ("transfer", cast.treasurer)):
        asked = ask(member, shown_total_idr=APBD_IDR)
        with pytest.raises(UnableToRecordPayment) as refusal:
            payments.record(asked=asked, method=method, by=by, at=NOON)
        assert refusal.value.code == "sponsored"
        assert "Dinas" in str(refusal.value)


def test_a_void_opens_the_month_and_the_money_stays_the_sponsors(cast):
    programme = sponsored_since_november(cast, 1)
    state(cast, programme)
    transfer(cast, programme.sponsor, amount_idr=APBD_IDR)
    payment = SponsoredPayment.objects.get().payment
    another = factories.make_treasurer(partner=cast.partner)
    voids.grant(void=cast.void(payment), by=another, at=NOON)
    assert sponsor_money.waiting(sponsor=programme.sponsor) == APBD_IDR
    assert books.differences(on=TODAY) == []


def test_the_months_a_sponsor_pays_are_billed_month_after_month(cast):
    programme = sponsored_since_november(cast, 2)
    state(cast, programme)
    transfer(cast, programme.sponsor, amount_idr=2 * APBD_IDR)
    bill(at=at(dt.date(2026, 12, 1)))
    statement = state(cast, programme, month=DECEMBER, at=at(dt.date(2026, 12, 2)))
    assert (statement.lines_made, statement.amount_idr) == (2, 2 * APBD_IDR)


# ---- what the database refuses ----


def test_one_statement_per_sponsor_and_month(cast):
    statement = state(cast, sponsored_since_november(cast, 1))
    statement.pk = None
    with (
        pytest.raises(IntegrityError, match="one_statement_per_sponsor_and_month"),
        transaction.atomic(),
    ):
        statement.save(force_insert=True)


def test_sponsor_budget_is_never_exceeded_by_a_line(cast):
    programme = sponsored_since_november(cast, 1)
    type(programme).objects.update(drawn_idr=programme.budget_idr)
    line = _line(state_without_budget(cast, programme), programme)
    with (
        pytest.raises(IntegrityError, match="sponsor_budget_is_never_exceeded"),
        transaction.atomic(),
    ):
        line.save(force_insert=True)


def state_without_budget(cast, programme):
    return SponsorStatement.objects.create(
        sponsor=programme.sponsor,
        partner=cast.partner,
        month=OCTOBER,
        lines_made=1,
        amount_idr=APBD_IDR,
        made_by=cast.treasurer,
        made_at=NOON,
    )


def _line(statement, programme, **fields):
    sponsorship = programme.sponsorships.first()
    contribution = Contribution.objects.get(member=sponsorship.member)
    return SponsorStatementLine(
        **{
            "statement": statement,
            "programme": programme,
            "sponsorship": sponsorship,
            "contribution": contribution,
            "member": sponsorship.member,
            "market": sponsorship.market,
            "contribution_month": contribution.contribution_month,
            "amount_idr": contribution.total_idr,
            **fields,
        }
    )


def test_month_is_billed_to_a_sponsor_once(cast):
    programme = sponsored_since_november(cast, 1)
    state(cast, programme)
    again = _line(state_without_budget(cast, programme), programme)
    with (
        pytest.raises(IntegrityError, match="month_is_billed_to_a_sponsor_once"),
        transaction.atomic(),
    ):
        again.save(force_insert=True)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("statement_line_fits_its_contribution", {"amount_idr": 1}),
        ("statement_line_fits_its_contribution", {"contribution_month": OCTOBER}),
        ("statement_line_is_positive", {"amount_idr": 0}),
        ("released_statement_line_says_when", {"live": False}),
    ],
)
def test_a_statement_line_is_sound(cast, constraint, fields):
    programme = sponsored_since_november(cast, 1)
    line = _line(state_without_budget(cast, programme), programme, **fields)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        line.save(force_insert=True)


def test_a_released_line_stays_released(cast):
    programme = sponsored_since_november(cast, 1)
    sponsor_statements.cancel(statement=state(cast, programme), by=cast.treasurer, at=NOON)
    with pytest.raises(Exception, match="a_released_line_stays_released"), transaction.atomic():
        SponsorStatementLine.objects.update(live=True, released_at=NOON)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("statement_is_for_a_whole_month", {"month": dt.date(2026, 9, 2)}),
        ("statement_is_positive", {"amount_idr": 0}),
        ("sent_or_cancelled_statement_names_who_and_when", {"sent_at": NOON}),
    ],
)
def test_a_statement_is_sound(cast, constraint, fields):
    row = state_without_budget(cast, sponsored_since_november(cast, 1))
    row.pk, row.month = None, dt.date(2026, 9, 1)
    for name, value in fields.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save(force_insert=True)
