"""Password reset by a code handed over in person: the job."""

import datetime as dt

import pytest

from markets import password_codes
from markets.models import PasswordCode
from markets.password_codes import UnableToIssueCode, UnableToSpendCode
from tests.factories import (
    NOON,
    make_admin,
    make_auditor,
    make_branch,
    make_collector,
    make_partner,
    make_reviewer,
    make_treasurer,
)

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
NEW = "pasar-pagi-cisarua"


@pytest.fixture
def partner():
    return make_partner()


@pytest.fixture
def treasurer(partner):
    return make_treasurer(partner=partner)


@pytest.fixture
def collector(partner):
    return make_collector(partner=partner)


def spend(user, code, **changes):
    given = {"username": user.username, "code": code, "new_password": NEW, "at": NOON + HOUR}
    return password_codes.spend(**given | changes)


def test_a_code_sets_a_new_password_once(treasurer, collector):
    code = password_codes.issue(user=collector, by=treasurer, at=NOON)
    spend(collector, code)
    collector.refresh_from_db()
    assert collector.check_password(NEW)
    with pytest.raises(UnableToSpendCode):
        spend(collector, code, new_password="lain-lagi-panjang")
    collector.refresh_from_db()
    assert collector.check_password(NEW)


def test_a_code_is_eight_signs_that_cannot_be_mistaken(treasurer, collector):
    codes = {password_codes.issue(user=collector, by=treasurer, at=NOON) for _ in range(3)}
    assert len(codes) == 3
    assert all(len(code) == 8 for code in codes)
    assert not set("".join(codes)) & set("0O1IL2Z5S8B")


def test_only_a_hash_of_the_code_is_kept(treasurer, collector):
    code = password_codes.issue(user=collector, by=treasurer, at=NOON)
    kept = PasswordCode.objects.get()
    assert code not in kept.code_hash
    assert (kept.issued_by, kept.expires_at) == (treasurer, NOON + 24 * HOUR)


def test_small_letters_spaces_and_dashes_are_forgiven(treasurer, collector):
    code = password_codes.issue(user=collector, by=treasurer, at=NOON)
    spend(collector, f" {code[:4].lower()} - {code[4:]} ", username=f" {collector.username} ")


def test_a_code_ends_after_a_day(treasurer, collector):
    code = password_codes.issue(user=collector, by=treasurer, at=NOON)
    with pytest.raises(UnableToSpendCode):
        spend(collector, code, at=NOON + 24 * HOUR)
    spend(collector, code, at=NOON + 24 * HOUR - dt.timedelta(seconds=1))


def test_a_new_code_ends_the_one_before(treasurer, collector):
    first = password_codes.issue(user=collector, by=treasurer, at=NOON)
    second = password_codes.issue(user=collector, by=treasurer, at=NOON + HOUR / 2)
    with pytest.raises(UnableToSpendCode):
        spend(collector, first)
    spend(collector, second)


def test_a_few_wrong_tries_of_others_do_not_end_a_code_and_are_logged(treasurer, collector, caplog):
    code = password_codes.issue(user=collector, by=treasurer, at=NOON)
    for _ in range(8):
        with pytest.raises(UnableToSpendCode):
            spend(collector, "AAAAAAAA")
    assert f"wrong password code: user={collector.pk} tries=8" in caplog.text
    assert collector.username not in caplog.text
    spend(collector, code)


def test_a_thousand_wrong_tries_end_a_code(treasurer, collector):
    code = password_codes.issue(user=collector, by=treasurer, at=NOON)
    PasswordCode.objects.update(wrong_tries=999)
    with pytest.raises(UnableToSpendCode):
        spend(collector, "AAAAAAAA")
    with pytest.raises(UnableToSpendCode):
        spend(collector, code)


def test_a_weak_password_is_refused_and_spends_nothing(treasurer, collector):
    code = password_codes.issue(user=collector, by=treasurer, at=NOON)
    with pytest.raises(UnableToSpendCode) as refusal:
        spend(collector, code, new_password="12345678")
    assert len(refusal.value.sentences) >= 1
    assert PasswordCode.objects.get().wrong_tries == 0
    spend(collector, code)


def test_an_unknown_name_is_answered_like_a_wrong_code(treasurer, collector):
    password_codes.issue(user=collector, by=treasurer, at=NOON)
    answers = []
    for username in ("tidak-ada", collector.username, treasurer.username):
        with pytest.raises(UnableToSpendCode) as refusal:
            spend(collector, "AAAAAAAA", username=username)
        answers.append(refusal.value.sentences)
    assert len(set(answers)) == 1


def test_who_left_gets_no_password(treasurer, collector):
    code = password_codes.issue(user=collector, by=treasurer, at=NOON)
    collector.is_active = False
    collector.save()
    with pytest.raises(UnableToSpendCode):
        spend(collector, code)
    with pytest.raises(UnableToIssueCode):
        password_codes.issue(user=collector, by=treasurer, at=NOON)


def helped(by):
    return set(password_codes.people_helped_by(by))


def test_a_treasurer_helps_her_partners_collectors_and_other_treasurers():
    branch = make_branch()
    partner = make_partner(branch=branch)
    treasurer, other = make_treasurer(partner=partner), make_treasurer(partner=partner)
    collector = make_collector(partner=partner)
    make_auditor(partner=partner), make_reviewer(branch=branch), make_admin()
    make_collector(), make_treasurer(partner=make_partner(branch=branch))
    assert helped(treasurer) == {collector, other}


def test_a_reviewer_helps_the_treasurers_of_the_branch():
    branch = make_branch()
    partner = make_partner(branch=branch)
    reviewer, treasurer = make_reviewer(branch=branch), make_treasurer(partner=partner)
    make_reviewer(branch=branch), make_collector(partner=partner), make_treasurer(), make_admin()
    assert helped(reviewer) == {treasurer}


def test_an_admin_helps_everybody_else():
    admin = make_admin()
    others = {make_admin(), make_collector(), make_treasurer(), make_reviewer(), make_auditor()}
    assert helped(admin) == others


@pytest.mark.parametrize("make", [make_collector, make_auditor])
def test_collectors_and_auditors_help_nobody(make):
    person = make()
    make_collector(partner=person.partner)
    assert helped(person) == set()


def test_a_code_for_somebody_elses_people_is_refused(collector):
    with pytest.raises(UnableToIssueCode):
        password_codes.issue(user=collector, by=make_treasurer(), at=NOON)
    assert not PasswordCode.objects.exists()
