"""Sponsors and their programmes: asked for by one, approved by another."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from contributions import sponsor_programmes
from contributions.models import Sponsor, SponsorProgramme
from contributions.sponsor_programmes import Rule, UnableToSponsor
from members.models import PayerKind
from tests import factories
from tests.contributions.money import make_cast
from tests.contributions.sponsored import DECEMBER, ask_programme, make_programme, make_sponsor
from tests.factories import NOON, NOVEMBER

pytestmark = pytest.mark.django_db


def refused(code, job, **fields):
    with pytest.raises(UnableToSponsor) as refusal:
        job(**fields)
    assert refusal.value.code == code
    return str(refusal.value)


def test_budgets_are_payers_of_their_own_kind_and_others_are_other_sponsors(cast):
    kinds = {kind: make_sponsor(cast, kind=kind).payer_kind for kind in Sponsor.Kind}
    assert kinds == {
        "apbd": PayerKind.APBD,
        "apbn": PayerKind.APBN,
        "company": PayerKind.OTHER_SPONSOR,
        "donor": PayerKind.OTHER_SPONSOR,
    }


def test_a_sponsor_has_a_name_of_his_own_and_is_written_down_by_his_partner(cast):
    make_sponsor(cast, name="Dinas Perdagangan")
    job = sponsor_programmes.record_sponsor
    fields = {"partner": cast.partner, "kind": "donor", "at": NOON}
    refused("name_used", job, name=" dinas  perdagangan", by=cast.treasurer, **fields)
    refused("no_name", job, name=" ", by=cast.treasurer, **fields)
    refused("not_yours", job, name="Lain", by=cast.collector, **fields)
    refused("not_yours", job, name="Lain", by=make_cast().treasurer, **fields)


def test_another_treasurer_approves(cast):
    programme = make_programme(cast)
    assert programme.status == SponsorProgramme.Status.APPROVED
    assert programme.decided_by != programme.asked_by


def test_nobody_approves_what_he_asked_for_himself(cast):
    programme = ask_programme(cast)
    refused(
        "own_request", sponsor_programmes.approve, programme=programme, by=cast.treasurer, at=NOON
    )


def test_the_branch_decides_only_where_the_partner_has_no_other_treasurer(cast):
    programme = ask_programme(cast)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    assert sponsor_programmes.may_decide(programme=programme, user=reviewer)
    other = factories.make_treasurer(partner=cast.partner)
    assert not sponsor_programmes.may_decide(programme=programme, user=reviewer)
    assert sponsor_programmes.may_decide(programme=programme, user=other)
    assert not sponsor_programmes.may_decide(programme=programme, user=factories.make_reviewer())
    refused("not_yours", sponsor_programmes.approve, programme=programme, by=reviewer, at=NOON)


def test_a_decision_is_made_once(cast):
    programme = make_programme(cast)
    another = factories.make_treasurer(partner=cast.partner)
    job = sponsor_programmes.refuse
    refused("decided", job, programme=programme, note="Salah", by=another, at=NOON)
    refused("needs_reason", job, programme=ask_programme(cast), note=" ", by=another, at=NOON)
    refused("decided", sponsor_programmes.withdraw, programme=programme, by=cast.treasurer, at=NOON)


def test_who_asked_may_withdraw(cast):
    programme = ask_programme(cast)
    another = factories.make_treasurer(partner=cast.partner)
    refused("not_yours", sponsor_programmes.withdraw, programme=programme, by=another, at=NOON)
    sponsor_programmes.withdraw(programme=programme, by=cast.treasurer, at=NOON)
    programme.refresh_from_db()
    assert programme.status == SponsorProgramme.Status.WITHDRAWN


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("no_name", {"name": " "}),
        ("months", {"first_month": DECEMBER, "last_month": NOVEMBER}),
        ("months", {"first_month": dt.date(2026, 12, 2)}),
        ("months", {"last_month": dt.date(2032, 1, 1)}),
        ("budget", {"budget_idr": 0}),
        ("caps", {"most_people": 0}),
        ("caps", {"most_months": 0}),
        ("caps", {"rule": Rule(sector="udara")}),
        ("caps", {"rule": Rule(most_income_idr=0)}),
        ("no_people", {"rule": Rule(listed=())}),
    ],
)
def test_what_cannot_be_is_refused_with_a_way_out(cast, code, fields):
    refused(code, ask_programme, cast=cast, **fields)
    assert not SponsorProgramme.objects.exists()


def test_markets_and_people_are_the_partners_own(cast):
    other = make_cast()
    refused("other_market", ask_programme, cast=cast, rule=Rule(markets=(other.market,)))
    refused("other_person", ask_programme, cast=cast, rule=Rule(listed=(other.member(),)))


def test_the_same_request_sent_twice_is_one(cast):
    first = ask_programme(cast)
    wanted = sponsor_programmes.Terms("x", DECEMBER, DECEMBER, 1)
    job = sponsor_programmes.ask
    again = job(id=first.pk, sponsor=first.sponsor, wanted=wanted, by=cast.treasurer, at=NOON)
    assert (again.pk, again.name) == (first.pk, first.name)
    other = make_sponsor(cast)
    refused(
        "other_body", job, id=first.pk, sponsor=other, wanted=wanted, by=cast.treasurer, at=NOON
    )


# ---- what the database refuses ----


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("sponsor_budget_is_never_exceeded", {"drawn_idr": 100_000_001}),
        ("sponsored_people_never_exceed_the_cap", {"people": 4}),
    ],
)
def test_sponsor_budget_is_never_exceeded_and_sponsored_people_never_exceed_the_cap(
    cast, constraint, change
):
    programme = ask_programme(cast, most_people=3)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SponsorProgramme.objects.filter(pk=programme.pk).update(**change)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("sponsor_programme_is_decided_by_another", {"status": "approved", "decided_at": NOON}),
        ("decided_sponsor_programme_names_who_and_when", {"status": "approved"}),
        ("sponsor_programme_is_whole_months", {"last_month": dt.date(2027, 5, 2)}),
        ("sponsor_programme_ends_after_it_begins", {"last_month": NOVEMBER}),
        ("sponsor_programme_has_a_budget", {"budget_idr": 0}),
        ("caps_of_a_sponsor_programme_are_positive", {"most_months": 0}),
    ],
)
def test_a_sponsor_programme_is_sound(cast, constraint, fields):
    row = ask_programme(cast)
    if constraint == "sponsor_programme_is_decided_by_another":
        fields = {**fields, "decided_by": cast.treasurer}
    row.pk = factories.new_id()
    for name, value in fields.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save(force_insert=True)


def test_refused_sponsor_programme_says_why(cast):
    row = ask_programme(cast)
    row.pk, row.status, row.decided_at = factories.new_id(), "refused", NOON
    row.decided_by = factories.make_treasurer(partner=cast.partner)
    with (
        pytest.raises(IntegrityError, match="refused_sponsor_programme_says_why"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


def test_sponsor_of_a_partner_once(cast):
    sponsor = make_sponsor(cast)
    sponsor.pk = None
    with pytest.raises(IntegrityError, match="sponsor_of_a_partner_once"), transaction.atomic():
        sponsor.save(force_insert=True)
