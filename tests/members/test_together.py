"""The clean enrolments of a drive or list are approved together; doubtful ones never."""

import datetime as dt

import pytest

from markets.models import Role
from members import clean_cases, enrolment, leases, review, together
from members.models import CoverageTerm, Enrolment, RejectionReason, ReviewLease
from members.together import UnableToApproveTogether
from tests.factories import (
    NOON,
    make_application,
    make_collector,
    make_enrolment,
    make_market,
    make_nik,
    make_reviewer,
)
from tests.members.activations import make_drive, make_met
from tests.members.lists import make_listed, make_saved_list

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def drive(market):
    return make_drive(market=market)


@pytest.fixture
def ratna(market):
    return make_reviewer(branch=market.partner.branch, name="Ratna")


@pytest.fixture
def yusuf(market):
    return make_reviewer(branch=market.partner.branch, name="Yusuf")


def make_clean(drive, count: int, **fields) -> list[Enrolment]:
    """So many who share nothing with each other."""
    return [
        make_met(
            drive=drive,
            name=f"{'ABCDEFGHIJ'[number] * 9}",
            birth_date=dt.date(1980, 1, 1 + number),
            phone=f"08123456789{number}",
            address=f"Jalan {number}",
            at=NOON + number * MINUTE,
            **fields,
        )
        for number in range(count)
    ]


def listed(*rows: Enrolment) -> dict[int, dt.datetime]:
    return {row.pk: row.submitted_at for row in rows}


def shown(drive, market, by, at=NOON):
    markets = type(market).objects.filter(partner__branch=market.partner.branch)
    return clean_cases.of(group=drive, markets=markets, by=by, at=at)


def approved() -> set[int]:
    done = Enrolment.objects.filter(status=Enrolment.Status.APPROVED)
    return set(done.values_list("pk", flat=True))


class TestList:
    def test_it_shows_the_clean_ones_of_the_drive_and_holds_them(self, drive, market, ratna):
        clean = make_clean(drive, 3)
        make_met(drive=drive, phone="")
        make_met(drive=make_drive(market=market), name="Di Tempat Lain")
        answer = shown(drive, market, ratna)
        assert answer.clean == clean
        assert (answer.waiting, answer.warned) == (4, 1)
        assert set(ReviewLease.objects.values_list("enrolment", "by")) == {
            (row.pk, ratna.pk) for row in clean
        }

    def test_what_another_holds_is_not_in_it(self, drive, market, ratna, yusuf):
        first, second = make_clean(drive, 2)
        leases.take(enrolment=first, by=yusuf, at=NOON)
        assert shown(drive, market, ratna).clean == [second]
        assert shown(drive, market, yusuf).clean == [first]

    def test_who_is_alike_is_named_as_doubted(self, drive, market, ratna):
        same = {"birth_date": dt.date(1970, 5, 5), "address": "Jl. Lain"}
        one = make_met(drive=drive, name="Siti Aminah", phone="0812 1111 1111", **same)
        other = make_met(drive=drive, name="Siti Aminah", phone="0812 2222 2222", **same)
        answer = shown(drive, market, ratna)
        assert answer.clean == []
        assert [doubted.enrolment for doubted in answer.doubted] == [one, other]
        assert answer.doubted[0].why[0].endswith("nomor HP yang sama: Siti Aminah.")

    def test_who_was_sent_back_is_doubted_though_nothing_else_is(self, drive, market, ratna, yusuf):
        clean, sent_back = make_clean(drive, 2)
        review.return_(enrolment=sent_back, reason="Nama?", by=yusuf, at=NOON)
        Enrolment.objects.filter(pk=sent_back.pk).update(status=Enrolment.Status.SUBMITTED)
        answer = shown(drive, market, ratna)
        assert answer.clean == [clean]
        [doubted] = answer.doubted
        assert doubted.enrolment == sent_back
        assert doubted.why == ["Pernah dikembalikan pada 10 November 2026. Lihat riwayatnya."]

    @pytest.mark.parametrize(
        ("here", "why"),
        [
            (True, "Pernah ditolak pada 10 November 2026. Lihat riwayatnya."),
            (False, "Pernah ditolak di cabang lain."),
        ],
    )
    def test_who_was_rejected_once_is_doubted_in_her_next_enrolment(
        self, drive, market, ratna, here, why
    ):
        number = make_nik(birth_date=dt.date(1980, 1, 1))
        former = market if here else make_market()
        first = make_enrolment(market=former, nik=number, birth_date=dt.date(1980, 1, 1))
        by = make_reviewer(branch=former.partner.branch)
        review.reject(
            enrolment=first, code=RejectionReason.REFUSED_BY_BPJS, reason="Ditolak.", by=by, at=NOON
        )
        [again] = make_clean(drive, 1, nik=number)
        Enrolment.objects.filter(pk=again.pk).update(warnings=[])
        answer = shown(drive, market, ratna)
        assert (answer.clean, [each.why for each in answer.doubted]) == ([], [[why]])

    def test_a_list_has_an_end(self, drive, market, ratna, monkeypatch):
        monkeypatch.setattr(clean_cases, "A_LIST", 2)
        rows = make_clean(drive, 3)
        assert shown(drive, market, ratna).clean == rows[:2]

    def test_it_is_given_back(self, drive, market, ratna, yusuf):
        make_clean(drive, 2)
        shown(drive, market, ratna)
        clean_cases.give_back(group=drive, by=yusuf)
        assert ReviewLease.objects.count() == 2
        clean_cases.give_back(group=drive, by=ratna)
        assert not ReviewLease.objects.exists()

    def test_groups_tell_how_many_wait(self, drive, market):
        make_clean(drive, 2)
        make_met(drive=drive, phone="")
        bulk_import = make_saved_list(market=market)
        make_listed(bulk_import=bulk_import, market=market)
        make_drive(market=market)  # nobody waits
        found = clean_cases.groups(markets=type(market).objects.filter(pk=market.pk))
        assert [(line.group, line.waiting, line.without_warning) for line in found] == [
            (drive, 3, 2),
            (bulk_import, 1, 1),
        ]
        elsewhere = type(market).objects.filter(pk=make_market().pk)
        assert clean_cases.groups(markets=elsewhere) == []


class TestApproving:
    def test_each_gets_her_own_decision_and_term(self, drive, ratna):
        rows = make_clean(drive, 3)
        outcome = together.approve(group=drive, listed=listed(*rows), by=ratna, at=NOON)
        assert (outcome.approved, outcome.left) == (rows, [])
        assert CoverageTerm.objects.count() == 3
        last = rows[0].decisions.last()
        assert (last.by, last.at, last.from_status) == (ratna, NOON, "submitted")
        assert last.reason == "Disetujui bersama yang lain dari daftar tanpa peringatan."

    def test_of_an_uploaded_list_too(self, market, ratna):
        bulk_import = make_saved_list(market=market)
        row = make_listed(bulk_import=bulk_import, market=market)
        together.approve(group=bulk_import, listed=listed(row), by=ratna, at=NOON)
        assert approved() == {row.pk}

    def test_one_with_a_warning_stays_though_it_was_listed(self, drive, ratna):
        [clean] = make_clean(drive, 1)
        warned = make_met(drive=drive, name="Tanpa Hp", phone="", birth_date=dt.date(1966, 1, 1))
        outcome = together.approve(group=drive, listed=listed(clean, warned), by=ratna, at=NOON)
        assert approved() == {clean.pk}
        [left] = outcome.left
        assert (left.enrolment, left.why) == (warned, ["Tanpa nomor HP."])

    def test_one_that_became_doubtful_after_the_list_was_shown_stays(self, drive, market, ratna):
        rows = make_clean(drive, 2)
        assert shown(drive, market, ratna).clean == rows
        make_met(drive=drive, name=rows[0].member.name, birth_date=rows[0].member.birth_date)
        outcome = together.approve(group=drive, listed=listed(*rows), by=ratna, at=NOON)
        assert approved() == {rows[1].pk}
        assert "mirip" in outcome.left[0].why[0]

    def test_one_that_was_mended_meanwhile_stays(self, drive, market, ratna, yusuf):
        rows = make_clean(drive, 2)
        seen = listed(*rows)
        review.return_(enrolment=rows[0], reason="Nama?", by=yusuf, at=NOON)
        enrolment.resubmit(
            enrolment=rows[0],
            application=make_application(market=market, nik="", birth_date=dt.date(1980, 1, 1)),
            by=make_collector(market=market),
            at=NOON + 5 * MINUTE,
        )
        Enrolment.objects.update(warnings=[])
        outcome = together.approve(group=drive, listed=seen, by=ratna, at=NOON + 6 * MINUTE)
        assert approved() == {rows[1].pk}
        assert outcome.left[0].why[0].startswith("Pernah dikembalikan pada")

    def test_what_another_decided_or_holds_stays_as_it_is(self, drive, ratna, yusuf):
        decided, held, free = make_clean(drive, 3)
        review.approve(enrolment=decided, by=yusuf, at=NOON)
        leases.take(enrolment=held, by=yusuf, at=NOON)
        rows = listed(decided, held, free)
        outcome = together.approve(group=drive, listed=rows, by=ratna, at=NOON + MINUTE)
        assert outcome.approved == [free]
        assert ["oleh Yusuf" in left.why[0] for left in outcome.left] == [True, False]
        assert "sedang diperiksa Yusuf" in outcome.left[1].why[0]

    def test_nobody_approves_what_they_entered(self, drive, market):
        [entered] = make_clean(drive, 1)
        helper = entered.entered_by
        helper.role, helper.partner, helper.branch = Role.REVIEWER, None, market.partner.branch
        helper.save()
        outcome = together.approve(group=drive, listed=listed(entered), by=helper, at=NOON)
        assert outcome.approved == [] and "Anda sendiri" in outcome.left[0].why[0]

    def test_what_is_not_of_the_drive_or_the_branch_is_refused_whole(self, drive, market, ratna):
        [clean] = make_clean(drive, 1)
        [other] = make_clean(make_drive(market=market), 1)
        for by, rows in ((ratna, [clean, other]), (make_reviewer(), [clean])):
            with pytest.raises(UnableToApproveTogether, match="bukan dari daftar ini"):
                together.approve(group=drive, listed=listed(*rows), by=by, at=NOON)
        assert approved() == set()

    def test_nothing_and_too_many_are_refused(self, drive, ratna, monkeypatch):
        with pytest.raises(UnableToApproveTogether, match="Belum ada yang dipilih"):
            together.approve(group=drive, listed={}, by=ratna, at=NOON)
        monkeypatch.setattr(clean_cases, "A_LIST", 1)
        with pytest.raises(UnableToApproveTogether, match="Paling banyak 1 orang"):
            rows = listed(*make_clean(drive, 2))
            together.approve(group=drive, listed=rows, by=ratna, at=NOON)
        assert approved() == set()

    def test_a_collector_approves_nothing(self, drive):
        [clean] = make_clean(drive, 1)
        helper = clean.entered_by
        outcome = together.approve(group=drive, listed=listed(clean), by=helper, at=NOON)
        assert outcome.approved == [] and "Hanya petugas" in outcome.left[0].why[0]
