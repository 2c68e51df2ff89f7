"""Withdrawing consent: what goes at once, what stays, and agreeing again."""

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, transaction

from members import consent_withdrawals, consents, contact_data, family
from members.asked import UnableToChange
from members.models import ConsentWithdrawal, Enrolment, Erasure, Member
from tests import factories
from tests.factories import NOON, TODAY
from tests.members.relatives import make_family
from tests.withdrawals import EVERYTHING, OPTIONAL, make_withdrawal

pytestmark = pytest.mark.django_db
VERSION = "2"  # of the text in force
LATER = NOON + dt.timedelta(hours=1)
THREE_DAYS = dt.timedelta(hours=72)


@pytest.fixture
def member(cast):
    member = cast.member(phone="+6281234567890", second_occupation="Kuli")
    make_family(member=member, by=cast.collector)
    return member


def refused(code, job, **arguments) -> UnableToChange:
    before = (ConsentWithdrawal.objects.count(), Erasure.objects.count())
    with pytest.raises(UnableToChange) as refusal:
        job(**arguments)
    assert refusal.value.code == code
    assert before == (ConsentWithdrawal.objects.count(), Erasure.objects.count())
    return refusal.value


@pytest.mark.parametrize("what", [EVERYTHING, OPTIONAL])
def test_what_she_need_not_tell_goes_at_once_and_from_the_history_too(cast, member, what):
    row = make_withdrawal(member=member, by=cast.collector, what=what)
    member.refresh_from_db()
    assert (member.phone, member.second_occupation, member.family.count()) == ("", "", 0)
    assert member.name and member.address  # what insurance needs stays
    versions = apps.get_model("members", "MemberEvent").objects.filter(pgh_obj=member.pk)
    assert set(versions.values_list("phone", "second_occupation")) == {("", "")}
    trace = Erasure.objects.get()
    assert (trace.member, trace.what, trace.why, trace.by) == (
        member, "optional", "withdrawn", cast.collector,
    )  # fmt: skip
    assert row.suspend_by == (NOON + THREE_DAYS if what == EVERYTHING else None)


def test_nothing_optional_is_written_down_again_until_she_agrees(cast, member):
    row = make_withdrawal(member=member, by=cast.collector, what=OPTIONAL)
    by = {"by": cast.collector, "at": LATER}
    phone = {"member": member, "phone": "081234567890", "address": "Jalan Baru 3"}
    refused("consent_withdrawn", contact_data.change_contact, **phone, **by)
    contacts = [family.Contact(name="Budi", relation="spouse")]
    with pytest.raises(family.UnableToKeepFamily):
        family.keep(member=member, contacts=contacts, on=TODAY, **by)
    contact_data.change_contact(**{**phone, "phone": ""}, **by)
    consent_withdrawals.agree_again(withdrawal=row, version=VERSION, how="signed_sheet", **by)
    assert contact_data.change_contact(**phone, **by).phone == "+6281234567890"


def test_sent_twice_it_is_one_and_with_another_body_it_is_refused(cast, member):
    key = uuid.uuid4()
    first = make_withdrawal(member=member, by=cast.collector, id=key)
    assert make_withdrawal(member=member, by=cast.collector, id=key, at=LATER) == first
    again = {"member": member, "by": cast.collector, "id": key, "what": OPTIONAL}
    refused("other_body", make_withdrawal, **again)
    refused("withdrawn_already", make_withdrawal, member=member, by=cast.collector)
    refused("withdrawn_already", make_withdrawal, **{**again, "id": uuid.uuid4()})


def test_who_withdrew_the_optional_may_withdraw_everything_and_agrees_to_both_at_once(cast, member):
    make_withdrawal(member=member, by=cast.collector, what=OPTIONAL)
    row = make_withdrawal(member=member, by=cast.collector, at=LATER)
    assert consents.withdrawal_of(member=member) == row
    consent_withdrawals.agree_again(
        withdrawal=row, version=VERSION, how="thumbprint", by=cast.collector, at=LATER
    )
    assert consents.withdrawal_of(member=member) is None
    assert ConsentWithdrawal.objects.filter(closed_by__isnull=False).count() == 2


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"what": "x"}, "what"), ({"how": "x"}, "how"), ({"explanation": "x" * 301}, "long_expla")],
)
def test_what_is_not_said_is_asked_for(cast, member, fields, code):
    with pytest.raises(UnableToChange) as refusal:
        make_withdrawal(member=member, by=cast.collector, **fields)
    assert refusal.value.code.startswith(code)


def test_a_stranger_records_nothing(member):
    refused("not_yours", make_withdrawal, member=member, by=factories.make_treasurer())


def test_an_enrolment_that_is_not_decided_is_taken_back_with_everything(cast):
    enrolment = factories.make_enrolment(by=cast.collector, market=cast.market)
    make_withdrawal(member=enrolment.member, by=cast.collector, at=LATER)
    enrolment.refresh_from_db()
    assert enrolment.status == Enrolment.Status.WITHDRAWN
    assert Member.objects.get().status == Member.Status.ENDED


def test_enrolled_again_she_agrees_again(cast):
    contacts = (family.Contact(name="Budi", relation="spouse"),)
    application = factories.make_application(market=cast.market, family=contacts)
    enrolment = consents_enrol(application, cast.collector)
    make_withdrawal(member=enrolment.member, by=cast.collector, at=LATER)
    assert not consents.given(enrolment.member, consents.in_force(on=TODAY))
    assert not enrolment.member.family.exists()
    consents_enrol(application, cast.collector)
    assert enrolment.member.family.count() == 1
    assert consents.given(enrolment.member, consents.in_force(on=TODAY))


def consents_enrol(application, by):
    from members import enrolment

    return enrolment.submit(application=application, by=by, at=LATER)


def test_agreeing_again_needs_a_withdrawal_the_text_in_force_and_a_way(cast, member):
    row = make_withdrawal(member=member, by=cast.collector)
    said = {"withdrawal": row, "by": cast.collector, "at": LATER}
    again = consent_withdrawals.agree_again
    refused("other_consent_text", again, version="0", how="thumbprint", **said)
    refused("how", again, version=VERSION, how="drawn_signature", **said)
    again(version=VERSION, how="thumbprint", **said)
    refused("agreed", again, version=VERSION, how="thumbprint", **said)


class TestConstraints:
    """What the database refuses, each by its name."""

    @pytest.fixture
    def row(self, cast, member):
        return make_withdrawal(member=member, by=cast.collector)

    def test_member_withdraws_the_same_once_at_a_time(self, row):
        row.pk = uuid.uuid4()
        with pytest.raises(IntegrityError, match="member_withdraws_the_same_once_at_a_time"):
            row.save(force_insert=True)

    @pytest.mark.parametrize(
        ("name", "fields"),
        [
            ("withdrawal_is_closed_by_a_consent", {"closed_at": LATER}),
            ("withdrawal_is_suspended_after_it_is_recorded", {"suspend_by": NOON}),
            ("who_withdraws_everything_is_suspended", {"suspend_by": None}),
            ("who_withdraws_everything_is_suspended", {"what": OPTIONAL}),
        ],
    )
    def test_a_withdrawal_that_cannot_be(self, row, name, fields):
        made = {**{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}, **fields}
        made |= {"id": uuid.uuid4(), "member_id": factories.make_member().pk}
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ConsentWithdrawal.objects.create(**made)

    def test_who_suspends_says_when(self, row, cast):
        with pytest.raises(IntegrityError, match="who_suspends_says_when"):
            ConsentWithdrawal.objects.update(suspended_by=cast.collector)

    def test_a_withdrawal_stays_as_it_was_recorded(self, row):
        with pytest.raises(DatabaseError):
            ConsentWithdrawal.objects.update(explanation="x")
