"""What is found about a case when it is shown."""

import datetime as dt

import pytest
from django.urls import reverse

from members import case_findings, enrolment, review
from members.models import Member
from tests.factories import (
    NOON,
    make_application,
    make_collector,
    make_enrolment,
    make_market,
    make_member,
    make_partner,
    make_reviewer,
)

pytestmark = pytest.mark.django_db
BORN = dt.date(1968, 3, 27)


@pytest.fixture
def asked(market):
    return make_enrolment(
        market=market, name="Siti Aminah", birth_date=BORN, phone="0813 1111 2222", address="Jl. X"
    )


def found(waiting, *, at=NOON) -> case_findings.Found:
    markets = type(waiting.market).objects.filter(partner__branch=waiting.market.partner.branch)
    ids = list(markets.values_list("pk", flat=True))
    return case_findings.of(enrolments=[waiting], markets=ids, at=at)[waiting.pk]


def codes(waiting, **more) -> list[str]:
    return [finding.code for finding in found(waiting, **more).findings]


class TestLookalikes:
    def test_alone_there_is_nothing_to_find(self, asked):
        assert codes(asked) == []

    def test_a_like_name_born_on_the_same_day_is_named(self, asked, market):
        second = make_market(partner=make_partner(branch=market.partner.branch), name="Pasar Ciawi")
        make_member(market=second, name="SITI AMINA", birth_date=BORN)
        make_member(market=market, name="Budi Hartono", birth_date=BORN)
        make_member(market=market, name="Siti Aminah", birth_date=BORN + dt.timedelta(days=1))
        [finding] = found(asked).findings
        [person] = finding.people
        assert (finding.code, person.name, person.market) == (
            "lookalike",
            "SITI AMINA",
            "Pasar Ciawi",
        )
        assert (person.born_alike, person.same_phone, person.enrolment) == (True, False, None)

    def test_a_like_name_with_the_same_phone_is_named_with_her_case(self, asked, market):
        other = make_enrolment(market=market, name="Siti Aminah binti Udin", phone="081311112222")
        [person] = found(asked).findings[0].people
        assert (person.member, person.enrolment) == (other.member_id, other.pk)
        assert (person.born_alike, person.same_phone) == (False, True)

    def test_many_are_cut_and_those_most_like_come_first(self, asked, market):
        for number in range(7):
            make_member(market=market, name=f"Siti Aminah {'x' * number}", birth_date=BORN)
        people = found(asked).findings[0].people
        assert [person.name.count("x") for person in people] == [0, 1, 2, 3, 4]

    def test_of_another_branch_only_that_there_is_somebody_is_told(self, asked, client, market):
        make_member(name="Siti Aminah Rahasia", birth_date=BORN)
        assert codes(asked) == ["lookalike_elsewhere"]
        assert found(asked).findings[0].people == []
        client.force_login(make_reviewer(branch=market.partner.branch))
        page = client.get(reverse("review_case", args=[asked.pk])).content.decode()
        assert "ada di cabang lain" in page and "Rahasia" not in page

    def test_no_phone_is_nobody_elses_phone(self, market):
        waiting = make_enrolment(market=market, name="Siti Aminah", phone="", birth_date=BORN)
        for _ in range(3):
            make_member(market=market, name="Siti Aminah", phone="")
        assert codes(waiting) == []


class TestShared:
    @pytest.mark.parametrize(("others", "expected"), [(2, []), (3, ["shared_phone"])])
    def test_a_phone_of_many(self, asked, market, others, expected):
        for number in range(others):
            make_member(market=market, name=f"Orang {number}", phone="+6281311112222")
        assert codes(asked) == expected

    @pytest.mark.parametrize(("others", "expected"), [(4, []), (5, ["shared_address"])])
    def test_an_address_of_many(self, asked, market, others, expected):
        for number in range(others):
            make_member(market=market, name=f"Orang {number}", address="JL. x")
        assert codes(asked) == expected

    def test_people_of_other_branches_are_not_counted(self, asked):
        for number in range(6):
            make_member(name=f"Orang {number}", address="Jl. X", phone="+6281311112222")
        assert codes(asked) == []


@pytest.mark.parametrize(
    ("birth_date", "expected"),
    [
        (dt.date(1962, 11, 10), ["near_the_age_limit"]),
        (dt.date(1961, 11, 11), ["near_the_age_limit"]),
        (dt.date(1962, 11, 11), []),
    ],
)
def test_who_will_soon_be_65_is_told(market, birth_date, expected) -> None:
    assert codes(make_enrolment(market=market, birth_date=birth_date)) == expected


class TestReturnRate:
    @pytest.fixture
    def collector(self, market):
        return make_collector(market=market, name="Asep")

    def decided(self, market, collector, *, returned, approved, at=NOON):
        reviewer = make_reviewer(branch=market.partner.branch)
        for number in range(returned + approved):
            sent = make_enrolment(
                market=market, by=collector, name=f"Orang {number}", phone="", at=at
            )
            if number < returned:
                review.return_(enrolment=sent, reason="Nama?", by=reviewer, at=at)
            else:
                review.approve(enrolment=sent, by=reviewer, at=at)

    @pytest.fixture
    def waiting(self, market, collector):
        return make_enrolment(market=market, by=collector, phone="", birth_date=BORN, address="Y")

    def test_one_in_five_of_ten_is_told_with_its_numbers(self, market, collector, waiting):
        self.decided(market, collector, returned=2, approved=8)
        [finding] = found(waiting).findings
        assert "tentang yang dicatat Asep, 2 dikembalikan (20%)" in finding.sentence
        assert finding.sentence.startswith("Dari 10 keputusan 90 hari terakhir")

    def test_fewer_tell_nothing_but_are_counted(self, market, collector, waiting):
        self.decided(market, collector, returned=2, approved=7)
        assert codes(waiting) == []
        rate = found(waiting).return_rate
        assert (rate.decided, rate.returned, rate.percent) == (9, 2, 22)

    def test_what_is_long_ago_does_not_count(self, market, collector, waiting):
        self.decided(market, collector, returned=5, approved=5, at=NOON - dt.timedelta(days=90))
        assert found(waiting).return_rate.decided == 0

    def test_a_mended_one_counts_as_it_was_decided(self, market, collector):
        reviewer = make_reviewer(branch=market.partner.branch)
        sent = make_enrolment(market=market, by=collector)
        review.return_(enrolment=sent, reason="Nama?", by=reviewer, at=NOON)
        application = make_application(market=market, nik="")
        sent = enrolment.resubmit(enrolment=sent, application=application, by=collector, at=NOON)
        rate = found(sent).return_rate
        assert (rate.decided, rate.returned) == (1, 1)


def test_many_cases_take_as_many_queries_as_one(market, django_assert_num_queries) -> None:
    waiting = [make_enrolment(market=market, name=f"Orang {number}") for number in range(12)]
    with django_assert_num_queries(2):
        answer = case_findings.of(enrolments=waiting, markets=[market.pk], at=NOON)
    assert len(answer) == len(waiting) == Member.objects.count()
