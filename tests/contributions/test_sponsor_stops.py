"""A sponsor stops before his term: members pay, are told, and no month has two payers."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import (
    admissions,
    ending_sponsorships,
    rejections,
    sponsor_budget,
    sponsor_stops,
    sponsor_sweep,
)
from contributions.models import (
    Contribution,
    LineAnswer,
    ProgrammeStop,
    Sponsorship,
    SponsorStatementLine,
)
from contributions.sponsor_stops import UnableToStop
from markets.models import Market, Role, User
from tests import factories
from tests.contributions.money import make_cast, no_differences
from tests.contributions.sponsored import (
    APBD_IDR,
    DECEMBER,
    FEBRUARY,
    JANUARY,
    bill,
    owes_apbd,
    payers,
    sponsored_since_november,
    state,
    transfer,
)
from tests.factories import NOON, NOVEMBER, TODAY, at

pytestmark = pytest.mark.django_db


def asked(cast, programme, from_month=DECEMBER, **fields):
    told = {"reason": "Surat 12/2026", "by": cast.treasurer, "at": NOON, **fields}
    return sponsor_stops.ask(programme=programme, from_month=from_month, **told)


def stopped(cast, programme, by, from_month=DECEMBER, moment=NOON):
    stop = asked(cast, programme, from_month, at=moment)
    return sponsor_stops.grant(stop=stop, by=by, at=moment)


def refused(code, job, *args, **fields):
    with pytest.raises(UnableToStop) as refusal, transaction.atomic():
        job(*args, **fields)
    assert refusal.value.code == code


def standing():
    rows = Contribution.objects.filter(status__in=Contribution.STANDING)
    rows = rows.order_by("member", "contribution_month")
    return [(f"{row.contribution_month:%m}", row.payer_kind, row.status) for row in rows]


def test_months_to_come_are_the_members_own(cast, deputy):
    programme = sponsored_since_november(cast, 1)
    stopped(cast, programme, deputy)
    row = Sponsorship.objects.get()
    assert (row.last_month, row.end_reason) == (NOVEMBER, "stopped")
    assert [kind for first, _last, kind in payers(row.member) if first > "2026-11"] == ["self"] * 2
    sponsor_sweep.sweep(at=at(DECEMBER.replace(day=2)))
    bill(at=at(DECEMBER.replace(day=2)))
    assert standing() == [("11", "apbd", "open"), ("12", "self", "open")]
    no_differences()


def test_what_was_billed_and_not_paid_leaves_the_statement_and_is_billed_to_her(cast, deputy):
    programme = sponsored_since_november(cast, 1)
    statement = state(cast, programme)
    stop = asked(cast, programme, NOVEMBER)
    found = sponsor_stops.latest_of(programme=programme)
    assert (found.people, found.lines, found.lines_idr) == (1, 1, APBD_IDR)
    sponsor_stops.grant(stop=stop, by=deputy, at=NOON)
    assert not SponsorStatementLine.objects.get(statement=statement).live
    assert standing() == [("11", "self", "open")]
    programme.refresh_from_db()
    assert (programme.drawn_idr, programme.people) == (0, 0)
    no_differences()


def test_what_he_has_paid_and_what_is_earlier_stays_his(cast, deputy):
    programme = sponsored_since_november(cast, 2)
    state(cast, programme)
    transfer(cast, programme.sponsor, amount_idr=APBD_IDR)
    stopped(cast, programme, deputy, NOVEMBER)
    assert standing() == [("11", "apbd", "paid"), ("11", "self", "open")]
    no_differences()


def test_a_month_rejected_before_one_he_has_paid_stays_on_his_statement(cast, deputy):
    programme = sponsored_since_november(cast, 1)
    member = Sponsorship.objects.get().member
    owes_apbd(member, DECEMBER)
    state(cast, programme)
    state(cast, programme, month=DECEMBER, at=at(DECEMBER))
    transfer(cast, programme.sponsor, amount_idr=2 * APBD_IDR, at=at(DECEMBER))
    later = at(DECEMBER.replace(day=2))
    first = cast.post(at=later).lines.get(contribution_month=NOVEMBER)
    reason = rejections.Rejected(LineAnswer.Reason.NIK_UNKNOWN, "")
    rejections.reject(line=first, rejected=reason, by=cast.treasurer, at=later)
    assert standing() == [("11", "apbd", "open"), ("12", "apbd", "paid")]
    stop = asked(cast, programme, NOVEMBER, at=later)
    assert not sponsor_stops.latest_of(programme=programme).lines
    sponsor_stops.grant(stop=stop, by=deputy, at=later)
    assert SponsorStatementLine.objects.filter(live=True).count() == 2
    assert not sponsor_budget.unlisted(programmes=[programme.pk]).exists()
    assert standing() == [("11", "apbd", "open"), ("12", "apbd", "paid")]
    no_differences(on=later.date())


def test_earlier_months_are_still_his_debt(cast, deputy):
    programme = sponsored_since_november(cast, 1)
    state(cast, programme)
    stopped(cast, programme, deputy, DECEMBER)
    assert SponsorStatementLine.objects.get().live
    transfer(cast, programme.sponsor, amount_idr=APBD_IDR)
    assert standing() == [("11", "apbd", "paid")]


def test_nobody_is_taken_any_more_and_it_is_stopped_once(cast, deputy):
    programme = sponsored_since_november(cast, 1)
    stopped(cast, programme, deputy)
    assert admissions.admit(programme=programme, at=NOON) == 0
    refused("asked_already", asked, cast, programme)
    row = Sponsorship.objects.get()
    with (
        pytest.raises(IntegrityError, match="a_stopped_programme_takes_nobody"),
        transaction.atomic(),
    ):
        Sponsorship.objects.create(
            programme=programme,
            member=row.member,
            market=row.market,
            place=2,
            first_month=JANUARY,
            last_month=JANUARY,
            admitted_at=NOON,
        )


def test_who_was_never_paid_for_is_not_told_that_it_ends(cast, deputy):
    programme = sponsored_since_november(cast, 1)
    stopped(cast, programme, deputy, NOVEMBER)
    assert Sponsorship.objects.get().last_month < NOVEMBER
    assert told(TODAY) == []


def told(on):
    return [
        row.member_id for row in ending_sponsorships.ending(markets=Market.objects.all(), on=on)
    ]


def test_who_was_paid_for_is_told_for_a_while(cast, deputy):
    programme = sponsored_since_november(cast, 1)
    stopped(cast, programme, deputy, DECEMBER)
    row = Sponsorship.objects.get()
    [paid] = ending_sponsorships.paid_of(rows=[row], on=TODAY)
    assert "Mulai Desember 2026 iuran dibayar sendiri" in paid.warning
    after = TODAY + dt.timedelta(days=30)
    assert told(TODAY) == told(after) == [row.member_id]
    assert ending_sponsorships.of_member(member_id=row.member_id, on=after)
    assert told(TODAY + dt.timedelta(days=60)) == []


def test_it_takes_two_persons_and_a_month_of_the_programme(cast, deputy):
    programme = sponsored_since_november(cast, 1, last_month=FEBRUARY)
    refused("needs_reason", asked, cast, programme, reason=" ")
    refused("not_yours", asked, cast, programme, by=cast.collector)
    refused("wrong_month", asked, cast, programme, dt.date(2026, 10, 1))
    refused("wrong_month", asked, cast, programme, FEBRUARY)
    stop = asked(cast, programme)
    refused("own_request", sponsor_stops.grant, stop=stop, by=cast.treasurer, at=NOON)
    refused("not_yours", sponsor_stops.grant, stop=stop, by=make_cast().treasurer, at=NOON)
    sponsor_stops.refuse(stop=stop, by=deputy, at=NOON)
    refused("decided", sponsor_stops.grant, stop=stop, by=deputy, at=NOON)
    assert asked(cast, programme), "it can be asked anew"


def test_stops_are_as_they_must_be(cast, deputy):
    programme = sponsored_since_november(cast, 1)

    def broken(constraint, **fields):
        row = {"from_month": DECEMBER, "reason": "x", "asked_by": cast.treasurer, **fields}
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            ProgrammeStop.objects.create(programme=programme, asked_at=NOON, **row)

    broken("stop_of_a_programme_says_why", reason="")
    broken("stop_of_a_programme_is_a_whole_month", from_month=dt.date(2026, 12, 2))
    broken("stop_lies_within_its_programme", from_month=dt.date(2026, 10, 1))
    broken("decided_stop_names_who_and_when", decided_by=deputy)
    decided = {"status": "granted", "decided_at": NOON}
    broken("stop_of_a_programme_is_decided_by_another", **decided, decided_by=cast.treasurer)
    asked(cast, programme)
    broken("sponsor_programme_stops_once")


@pytest.mark.usefixtures("at_noon", "as_treasurer")
def test_the_programmes_page_leads_through_it(client, cast, deputy):
    programme = sponsored_since_november(cast, 1)
    page = reverse("sponsor_programme", args=[programme.pk])
    address = reverse("stop_programme", args=[programme.pk])
    assert address in client.get(page).text
    month = {"from_month_month": "12", "from_month_year": "2026"}
    assert client.post(address, {**month, "reason": ""}).status_code == 200
    assert client.post(address, {**month, "reason": "Surat 12"}).status_code == 302
    assert "Diajukan berhenti mulai Desember 2026" in client.get(page).text
    client.force_login(deputy)
    assert "1 orang membayar sendiri" in client.get(page).text
    decide = reverse("decide_stop", args=[programme.pk])
    assert client.post(decide, {"decision": "?"}).status_code == 404
    assert client.post(decide, {"decision": "grant", "note": "Benar"}).status_code == 302
    Market.objects.filter(pk=cast.market.pk).update(zone=Market.Zone.WIT)
    text = client.get(page).text
    assert "14.00 WIT" in text and "WIB" not in text
    assert "Berhenti lebih awal: mulai Desember 2026" in text and str(deputy) in text
    assert address not in text


@pytest.mark.usefixtures("at_noon")
def test_a_stop_that_waits_takes_the_branch_few_queries_whoever_it_concerns(client, cast):
    client.force_login(factories.make_reviewer(branch=cast.partner.branch))

    def queries(people):
        programme = sponsored_since_november(cast, people)
        asked(cast, programme)
        others = User.objects.filter(partner=cast.partner, role=Role.TREASURER)
        others.exclude(pk=cast.treasurer.pk).update(is_active=False)  # so the branch decides
        with CaptureQueriesContext(connection) as captured:
            text = client.get(reverse("sponsor_programme", args=[programme.pk])).text
        assert "Hentikan program" in text
        return len(captured)

    assert queries(2) == queries(10) <= 12
