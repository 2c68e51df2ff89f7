"""Sending an application, mending a returned one, withdrawing."""

import datetime as dt
from dataclasses import replace

import pytest

from markets.models import Stall
from members import enrolment, nik_vault, review
from members.applications import UnableToEnrol
from members.models import Consent, ConsentText, Decision, Enrolment, Member, PayerKind
from tests.factories import (
    NOON,
    TODAY,
    WIB,
    make_application,
    make_block,
    make_collector,
    make_enrolment,
    make_market,
    make_nik,
    make_stall,
    make_term,
)

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=3)


def submit(application, collector, at=NOON):
    return enrolment.submit(application=application, by=collector, at=at)


def refused(application, collector, at=NOON) -> UnableToEnrol:
    before = [model.objects.count() for model in (Member, Enrolment, Consent, Decision)]
    with pytest.raises(UnableToEnrol) as refusal:
        submit(application, collector, at)
    assert [m.objects.count() for m in (Member, Enrolment, Consent, Decision)] == before
    return refusal.value


def test_it_makes_the_member_her_place_her_consent_and_the_first_step(market, collector) -> None:
    stall = make_stall(block=make_block(market=market), kind=Stall.Kind.BOOTH, number="12")
    number = make_nik()
    sent = submit(
        make_application(
            market=market,
            nik=f"{number[:6]} {number[6:]}",
            name="  Siti   Aminah ",
            block=stall.block,
            stall=stall,
            occupations=("Pedagang sayur", "Kuli panggul"),
            declared_income_idr=1_500_000,
            jht=True,
        ),
        collector,
    )
    member = sent.member
    assert (member.name, member.status, member.market) == ("Siti Aminah", "applying", market)
    assert nik_vault.open_(member) == number
    assert str(member.phone) == "+6281234567890"
    assert (member.occupation, member.second_occupation) == ("Pedagang sayur", "Kuli panggul")
    place = member.placements.get()
    assert (place.market, place.block, place.stall) == (market, stall.block, stall)
    assert (place.first_day, place.last_day, place.find_here) == (TODAY, None, True)
    consent = member.consents.get()
    assert (consent.text.version, consent.how) == ("2", "signed_sheet")
    assert (consent.taken_by, consent.given_at, consent.market) == (collector, NOON, market)
    assert (sent.status, sent.entered_by, sent.entered_at) == ("submitted", collector, NOON)
    assert (sent.declared_income_idr, sent.jht, sent.payer_kind) == (1_500_000, True, "self")
    assert sent.warnings == []
    step = sent.decisions.get()
    assert (step.from_status, step.to_status, step.by, step.at) == (
        "",
        "submitted",
        collector,
        NOON,
    )
    assert not member.terms.exists()


def test_without_consent_nothing_is_recorded(market, collector) -> None:
    refusal = refused(make_application(market=market, consent_how=""), collector)
    assert (refusal.code, refusal.field) == ("no_consent", "consent_how")
    assert str(refusal).startswith("Tanpa persetujuan calon peserta, datanya tidak boleh dicatat.")


def test_consent_to_a_text_that_was_replaced_is_asked_again(market, collector) -> None:
    ConsentText.objects.create(version="3", body="…", in_force_from=TODAY)
    assert refused(make_application(market=market), collector).code == "other_consent_text"
    sent = submit(make_application(market=market, consent_version="3"), collector)
    assert sent.member.consents.get().text.version == "3"


@pytest.mark.parametrize(
    ("born", "code"),
    [
        (dt.date(1961, 11, 10), "too_old"),  # 65 today
        (dt.date(1961, 11, 11), None),  # 65 tomorrow
        (dt.date(2011, 11, 11), "too_young"),  # 15 tomorrow
        (dt.date(2011, 11, 10), None),  # 15 today
        (dt.date(2027, 1, 1), "too_young"),
    ],
)
def test_age_counts_on_the_day_of_enrolment(market, collector, born, code) -> None:
    application = make_application(market=market, birth_date=born, nik=make_nik())
    if code:
        refusal = refused(application, collector)
        assert (refusal.code, refusal.field) == (code, "birth_date")
    else:
        assert submit(application, collector).status == "submitted"


def test_the_day_is_that_of_jakarta(market, collector) -> None:
    application = make_application(market=market, birth_date=dt.date(1961, 11, 11))
    last_minute = dt.datetime(2026, 11, 10, 16, 59, tzinfo=dt.UTC)
    assert refused(application, collector, last_minute + dt.timedelta(minutes=1)).code == "too_old"
    assert submit(application, collector, last_minute).status == "submitted"


@pytest.mark.parametrize(
    ("born", "warned"), [(dt.date(2008, 11, 11), True), (dt.date(2008, 11, 10), False)]
)
def test_below_eighteen_the_reviewer_is_warned(market, collector, born, warned) -> None:
    sent = submit(make_application(market=market, birth_date=born), collector)
    assert ("below_18" in sent.warnings) is warned


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"nik": "3201"}, "wrong_length", "nik"),
        ({"nik": "3201013002759901"}, "impossible_date", "nik"),
        ({"nik": "320101570375990X"}, "letters", "nik"),
        ({"nik": "3201015703750000"}, "no_serial", "nik"),
        ({"nik": ""}, "wrong_length", "nik"),
        ({"name": "  "}, "missing", "name"),
        ({"name": "a" * 121}, "too_long", "name"),
        ({"birth_place": ""}, "missing", "birth_place"),
        ({"mother_name": ""}, "missing", "mother_name"),
        ({"address": ""}, "missing", "address"),
        ({"sex": "lain"}, "missing", "sex"),
        ({"phone": "0251 831234"}, "phone", "phone"),
        ({"occupations": ()}, "missing", "occupation"),
        ({"occupations": (" ",)}, "missing", "occupation"),
        ({"occupations": ("a" * 81,)}, "too_long", "occupation"),
        ({"occupations": ("a", "b", "c")}, "too_many_occupations", "second_occupation"),
        ({"sector": "laut"}, "missing", "sector"),
        ({"payer_kind": "ibu"}, "missing", "payer_kind"),
        ({"declared_income_idr": 0}, "income", "declared_income_idr"),
        ({"declared_income_idr": 1_000_000_000}, "income", "declared_income_idr"),
        ({"consent_how": "lisan"}, "no_consent", "consent_how"),
    ],
)
def test_what_cannot_stand_is_refused_and_nothing_stored(
    market, collector, changed, code, field
) -> None:
    refusal = refused(replace(make_application(market=market), **changed), collector)
    assert (refusal.code, refusal.field) == (code, field)
    assert len(str(refusal)) > 10


def test_the_market_of_another_partner_is_refused(collector) -> None:
    assert refused(make_application(), collector).code == "other_partner"


def test_a_place_must_hang_together(market, collector) -> None:
    foreign, own = make_stall(), make_block(market=market)
    for place in (
        {"block": foreign.block},
        {"block": own, "stall": foreign},
        {"stall": make_stall(block=own)},
    ):
        assert refused(make_application(market=market, **place), collector).code == "other_place"


def test_what_does_not_fit_the_nik_is_a_warning(market, collector) -> None:
    born = dt.date(1980, 1, 2)
    number = make_nik(birth_date=born)
    sent = submit(
        make_application(
            market=market, nik=f"0033{number[4:]}", birth_date=dt.date(1980, 2, 1), sex="male"
        ),
        collector,
    )
    assert sent.warnings == [
        "birth_date_differs_from_nik",
        "sex_differs_from_nik",
        "unknown_province_in_nik",
    ]


def test_an_employer_without_jht_and_a_missing_phone_are_warnings(market, collector) -> None:
    sent = submit(make_application(market=market, phone="", employs_others=True), collector)
    assert sent.warnings == ["no_phone", "employer_without_jht"]
    sent = submit(make_application(market=market, employs_others=True, jht=True), collector)
    assert sent.warnings == []


def test_a_known_nik_is_refused_alike_wherever_it_is_known(market, collector) -> None:
    number = make_nik()
    make_enrolment(nik=number)  # in a market of another partner and branch
    elsewhere = refused(make_application(market=market, nik=number), collector)
    own = make_nik()
    make_enrolment(market=market, nik=own)
    here = refused(make_application(market=market, nik=own), collector)
    assert str(elsewhere) == str(here)
    assert (elsewhere.code, elsewhere.field) == ("already_known", "nik")
    assert "pasar" not in str(elsewhere).lower()


@pytest.mark.parametrize("status", ["active", "lapsed"])
def test_who_is_a_member_is_not_enrolled_again(market, collector, status) -> None:
    number = make_nik()
    Member.objects.filter(pk=make_enrolment(market=market, nik=number).member_id).update(
        status=status
    )
    application = make_application(market=market, nik=number)
    assert refused(application, make_collector(market=market)).code == "already_known"


def test_who_was_rejected_may_apply_again_and_keeps_her_row(market, collector, reviewer) -> None:
    number = make_nik()
    first = submit(make_application(market=market, nik=number), collector)
    review.reject(enrolment=first, reason="Bukan pedagang.", by=reviewer, at=NOON)
    new_market = make_market(partner=market.partner)
    again = submit(make_application(market=new_market, nik=number), collector, LATER)
    assert again.member == first.member and again != first
    member = Member.objects.get()
    assert (member.status, member.market) == ("applying", new_market)
    first.refresh_from_db()
    assert (first.status, first.market) == ("rejected", market)
    places = list(member.placements.order_by("first_day").values_list("market", "last_day"))
    assert places == [(market.pk, TODAY), (new_market.pk, None)]
    assert member.consents.count() == 2


def test_another_name_under_a_known_nik_warns_the_reviewer(market, collector) -> None:
    number = make_nik()
    first = submit(make_application(market=market, nik=number), collector)
    enrolment.withdraw(enrolment=first, by=collector, at=NOON)
    again = submit(make_application(market=market, nik=number, name="Orang Lain"), collector)
    assert again.warnings == ["differs_from_before"]


def test_a_payer_other_than_herself_is_kept(market, collector) -> None:
    sent = submit(make_application(market=market, payer_kind=PayerKind.APBD), collector)
    assert sent.payer_kind == "apbd"


def test_a_check_of_the_nik_alone_says_the_same_as_sending(market, collector) -> None:
    number = make_nik()
    assert enrolment.check_nik(text=number, by=collector, on=TODAY).digits == number
    make_enrolment(nik=number)
    with pytest.raises(UnableToEnrol) as refusal:
        enrolment.check_nik(text=number, by=collector, on=TODAY)
    assert refusal.value.code == "already_known"


def test_a_former_member_begins_again_after_her_last_month(market, collector, reviewer) -> None:
    number = make_nik()
    member = submit(make_application(market=market, nik=number), collector).member
    Enrolment.objects.update(status="withdrawn")
    Member.objects.update(status="ended")
    november = dt.date(2026, 11, 1)
    make_term(member=member, first_month=dt.date(2026, 1, 1), last_month=november)
    again = submit(make_application(market=market, nik=number), collector)
    review.approve(enrolment=again, by=reviewer, at=dt.datetime(2026, 11, 20, 9, tzinfo=WIB))
    first_months = list(
        member.terms.order_by("first_month").values_list("first_month", "last_month")
    )
    assert first_months == [(dt.date(2026, 1, 1), november), (dt.date(2026, 12, 1), None)]
