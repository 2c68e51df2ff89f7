"""The same application sent again, before and after the branch has decided."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.urls import reverse

from members import enrolment, review
from members.applications import UnableToEnrol
from members.models import Consent, Decision, Enrolment, Member
from tests.factories import NOON, make_application, make_collector, make_market, make_reviewer
from tests.members.test_enrol_page import post, typed  # noqa: F401  (a fixture)

LATER = NOON + dt.timedelta(hours=2)


@pytest.fixture
def market(db):
    return make_market()


@pytest.fixture
def collector(market, client):
    user = make_collector(market=market)
    client.force_login(user)
    return user


@pytest.fixture
def application(market):
    return make_application(market=market)


def decide(sent, decision) -> None:
    by = make_reviewer(branch=sent.market.partner.branch)
    if decision == "return":
        review.return_(enrolment=sent, reason="Foto buram.", by=by, at=NOON)
    elif decision == "approve":
        review.approve(enrolment=sent, by=by, at=NOON)
    elif decision == "reject":
        review.reject(enrolment=sent, reason="Ganda.", by=by, at=NOON)


@pytest.mark.parametrize("decision", ["none", "return", "approve"])
def test_a_true_repeat_is_answered_with_the_same_enrolment(
    application, collector, decision
) -> None:
    sent = enrolment.submit(application=application, by=collector, at=NOON)
    decide(sent, decision)
    before = [model.objects.count() for model in (Member, Enrolment, Consent, Decision)]
    assert enrolment.submit(application=application, by=collector, at=LATER) == sent
    assert enrolment.submit(application=application, by=collector, at=LATER) == sent
    assert [m.objects.count() for m in (Member, Enrolment, Consent, Decision)] == before


@pytest.mark.parametrize(
    ("decision", "words"),
    [("none", "sedang memeriksanya"), ("return", "mengembalikannya"), ("approve", "menyetujuinya")],
)
def test_another_application_for_the_same_person_is_told_what_became_of_the_first(
    application, collector, decision, words
) -> None:
    decide(enrolment.submit(application=application, by=collector, at=NOON), decision)
    other = replace(application, declared_income_idr=2_000_000)
    with pytest.raises(UnableToEnrol) as refusal:
        enrolment.submit(application=other, by=collector, at=LATER)
    assert refusal.value.code == "already_sent" and words in str(refusal.value)


def test_after_a_rejection_the_same_words_are_a_new_application(application, collector) -> None:
    sent = enrolment.submit(application=application, by=collector, at=NOON)
    decide(sent, "reject")
    assert enrolment.submit(application=application, by=collector, at=LATER) != sent


def test_the_application_of_a_colleague_is_no_repeat(application, collector, market) -> None:
    enrolment.submit(application=application, by=collector, at=NOON)
    with pytest.raises(UnableToEnrol) as refusal:
        enrolment.submit(application=application, by=make_collector(market=market), at=LATER)
    assert refusal.value.code == "already_known"


@pytest.mark.parametrize("decision", ["return", "approve"])
def test_the_page_sent_again_after_the_decision_says_that_it_was_sent(
    client,
    collector,
    typed,  # noqa: F811
    decision,
) -> None:
    with time_machine.travel(NOON, tick=False):
        post(client, typed, go="send")
    decide(Enrolment.objects.get(), decision)
    with time_machine.travel(LATER, tick=False):
        answer = post(client, typed, go="send")
        assert answer.status_code == 302
        page = client.get(reverse("enrolments_mine")).content.decode()
    assert "sudah terkirim sebelumnya" in page and "sudah terdaftar" not in page


def test_two_taps_at_once_enter_one_person(scratch_database, at_once) -> None:
    market = make_market()
    collector, application = make_collector(market=market), make_application(market=market)
    one, other = at_once(
        *[lambda: enrolment.submit(application=application, by=collector, at=NOON)] * 2
    )
    assert one == other == Enrolment.objects.get()
