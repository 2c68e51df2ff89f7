"""What the database refuses about people; each test is named after the constraint."""

import datetime as dt

import pgtrigger
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from members.models import (
    ConsentText,
    CoverageTerm,
    Decision,
    EarlierMembership,
    Enrolment,
    Member,
    Placement,
)
from tests.contributions.straight import refused_by
from tests.factories import (
    NOON,
    TODAY,
    make_block,
    make_enrolment,
    make_member,
    make_placement,
    make_reviewer,
    make_stall,
    make_term,
)
from tests.members.relatives import make_family

pytestmark = pytest.mark.django_db


def decide(enrolment: Enrolment, **fields) -> Decision:
    fields.setdefault("by", make_reviewer())
    return Decision.objects.create(
        enrolment=enrolment,
        market=enrolment.market,
        from_status="submitted",
        entered_by=enrolment.entered_by,
        at=NOON,
        **fields,
    )


def test_family_contacts_stand_in_an_order() -> None:
    first = make_family(member=make_member())
    with refused_by("family_contacts_stand_in_an_order"):
        make_family(member=first.member, position=first.position)


def test_family_contact_has_a_name() -> None:
    with refused_by("family_contact_has_a_name"):
        make_family(member=make_member(), name="")


def test_terms_of_a_member_do_not_overlap() -> None:
    member = make_member()
    make_term(member=member, first_month=dt.date(2026, 1, 1), last_month=dt.date(2026, 6, 1))
    make_term(member=member, first_month=dt.date(2026, 7, 1))
    with refused_by("terms_of_a_member_do_not_overlap"):
        make_term(member=member, first_month=dt.date(2026, 6, 1), last_month=dt.date(2026, 6, 1))
    with refused_by("terms_of_a_member_do_not_overlap"):
        make_term(member=member, first_month=dt.date(2027, 1, 1))


@pytest.mark.parametrize("field", ["first_month", "last_month"])
def test_term_is_whole_months(field) -> None:
    with refused_by("term_is_whole_months"):
        make_term(member=make_member(), approved_on=TODAY, **{field: dt.date(2026, 11, 2)})


def test_term_ends_after_it_begins() -> None:
    term = make_term(member=make_member())
    with pytest.raises(DatabaseError), transaction.atomic():
        CoverageTerm.objects.filter(pk=term.pk).update(last_month=dt.date(2025, 12, 1))
    assert CoverageTerm.objects.filter(pk=term.pk).update(last_month=term.first_month)


def test_term_income_is_positive() -> None:
    with refused_by("term_income_is_positive"):
        make_term(member=make_member(), declared_income_idr=0)


def test_member_has_one_open_enrolment() -> None:
    first = make_enrolment()
    with refused_by("member_has_one_open_enrolment"):
        Enrolment.objects.create(
            member=first.member,
            market=first.market,
            declared_income_idr=1,
            sector="transport",
            entered_by=first.entered_by,
            entered_at=NOON,
            submitted_at=NOON,
        )


def test_enrolment_income_is_positive() -> None:
    enrolment = make_enrolment()
    with refused_by("enrolment_income_is_positive"):
        Enrolment.objects.filter(pk=enrolment.pk).update(declared_income_idr=0)


@pytest.mark.parametrize(
    "steps", [("approved", "rejected"), ("rejected", "submitted"), ("withdrawn", "submitted")]
)
def test_enrolment_status_moves(steps) -> None:
    rows = Enrolment.objects.filter(pk=make_enrolment().pk)
    rows.update(status=steps[0])
    with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
        rows.update(status=steps[1])
    assert rows.get().status == steps[0]


def test_nobody_decides_what_they_entered() -> None:
    enrolment = make_enrolment()
    for status in ("approved", "returned", "rejected"):
        with refused_by("nobody_decides_what_they_entered"):
            decide(enrolment, by=enrolment.entered_by, to_status=status, reason="Sebab.")
    decide(enrolment, by=enrolment.entered_by, to_status="withdrawn")


@pytest.mark.parametrize("status", ["returned", "rejected"])
def test_return_and_rejection_give_a_reason(status) -> None:
    with refused_by("return_and_rejection_give_a_reason"):
        decide(make_enrolment(), to_status=status, reason="")


def test_return_and_rejection_give_a_reason_codes_being_enough_for_a_return() -> None:
    decide(make_enrolment(), to_status="returned", codes=["phone"])
    with refused_by("return_and_rejection_give_a_reason"):
        decide(make_enrolment(), to_status="rejected", codes=["duplicate"])


def test_enrolment_is_decided_once() -> None:
    enrolment = make_enrolment()
    decide(enrolment, to_status="returned", reason="Nama?")
    decide(enrolment, to_status="approved")
    for status in ("approved", "rejected", "withdrawn"):
        with refused_by("enrolment_is_decided_once"):
            decide(enrolment, to_status=status, reason="Lagi.")


def test_member_is_found_at_one_place() -> None:
    member = make_member()
    with refused_by("member_is_found_at_one_place"):
        make_placement(member=member)
    make_placement(member=member, find_here=False)
    make_placement(member=member, last_day=dt.date(2021, 1, 1))


def test_placement_ends_after_it_begins() -> None:
    placement = Placement.objects.get(member=make_member())
    with refused_by("placement_ends_after_it_begins"):
        Placement.objects.filter(pk=placement.pk).update(last_day=dt.date(2019, 12, 31))


def test_stall_comes_with_its_block() -> None:
    stall = make_stall(block=make_block())
    with refused_by("stall_comes_with_its_block"):
        make_placement(member=make_member(market=stall.block.market), stall=stall, find_here=False)


def test_placement_block_lies_in_its_market() -> None:
    member, elsewhere = make_member(), make_block()
    with refused_by("placement_block_lies_in_its_market"):
        make_placement(member=member, block=elsewhere, find_here=False)
    with refused_by("placement_block_lies_in_its_market"):
        Placement.objects.filter(member=member).update(block=elsewhere)


def test_placement_stall_lies_in_its_block() -> None:
    stall = make_stall()
    member = make_member(stall=stall)
    with refused_by("placement_stall_lies_in_its_block"):
        Placement.objects.filter(member=member).update(block=make_block(market=stall.block.market))


@pytest.mark.parametrize("number", ["1234567890", "123456789012", "1234567890a", ""])
def test_membership_number_is_eleven_digits(number) -> None:
    with pytest.raises(DatabaseError):
        make_member(membership_number=number)


def test_a_membership_number_and_a_nik_belong_to_one_member() -> None:
    first = make_member(membership_number="12345678901")
    with refused_by("membership_number"):
        make_member(membership_number="12345678901")
    with refused_by("nik_index"):
        Member.objects.filter(pk=make_member().pk).update(nik_index=bytes(first.nik_index))


def test_a_consent_text_and_a_decision_are_never_changed() -> None:
    text = ConsentText.objects.get(version="1")
    decision = make_enrolment().decisions.get()
    for rows, change in (
        (ConsentText.objects.filter(pk=text.pk), {"body": "Lain"}),
        (Decision.objects.filter(pk=decision.pk), {"reason": "Lain"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_every_change_of_a_person_and_a_term_leaves_a_row() -> None:
    member = make_member(name="Siti Lama")
    Member.objects.filter(pk=member.pk).update(name="Siti Baru")
    history = apps.get_model("members", "MemberEvent").objects.filter(pgh_obj=member)
    assert list(history.order_by("pgh_id").values_list("pgh_label", "name")) == [
        ("insert", "Siti Lama"),
        ("update", "Siti Baru"),
    ]
    term = make_term(member=member)
    CoverageTerm.objects.filter(pk=term.pk).update(last_month=term.first_month)
    history = apps.get_model("members", "CoverageTermEvent").objects.filter(pgh_obj=term)
    assert history.count() == 2


def test_the_history_of_a_person_keeps_nothing_of_the_nik() -> None:
    event = apps.get_model("members", "MemberEvent")
    assert not [field.name for field in event._meta.fields if "nik" in field.name]


def test_every_trigger_of_these_tables_is_installed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger")
        installed = {name for (name,) in cursor.fetchall()}
    declared = {
        trigger.get_pgid(model)
        for model, trigger in pgtrigger.registered()
        if model._meta.app_label == "members"
    }
    assert declared and declared <= installed


def tell(**fields) -> None:
    make_enrolment()
    Enrolment.objects.update(**fields)


def test_told_membership_is_told_whole() -> None:
    with refused_by("told_membership_is_told_whole"):
        tell(membership_number="12345678901")


def test_told_membership_is_whole_months() -> None:
    with refused_by("told_membership_is_whole_months"):
        tell(member_since=dt.date(2021, 3, 2), last_month_paid=dt.date(2021, 4, 1))


def test_told_membership_was_paid_after_it_began() -> None:
    with refused_by("told_membership_was_paid_after_it_began"):
        tell(member_since=dt.date(2021, 3, 1), last_month_paid=dt.date(2021, 2, 1))


def test_told_membership_number_is_eleven_digits() -> None:
    march = dt.date(2021, 3, 1)
    with refused_by("told_membership_number_is_eleven_digits"):
        tell(member_since=march, last_month_paid=march, membership_number="1234567890x")


def earlier(**fields) -> EarlierMembership:
    sent = make_enrolment()
    facts = {"member_since": dt.date(2021, 3, 1), "last_month_paid": dt.date(2026, 9, 1), **fields}
    return EarlierMembership.objects.create(
        member=sent.member,
        market=sent.market,
        enrolment=sent,
        by=sent.entered_by,
        at=NOON,
        **facts,
    )


def test_earlier_membership_is_whole_months() -> None:
    with refused_by("earlier_membership_is_whole_months"):
        earlier(last_month_paid=dt.date(2026, 9, 2))


def test_earlier_membership_was_paid_after_it_began() -> None:
    with refused_by("earlier_membership_was_paid_after_it_began"):
        earlier(last_month_paid=dt.date(2021, 2, 1))


def test_earlier_membership_number_is_eleven_digits() -> None:
    with refused_by("earlier_membership_number_is_eleven_digits"):
        earlier(membership_number="123")


def test_earlier_membership_is_confirmed_or_denied() -> None:
    with refused_by("earlier_membership_is_confirmed_or_denied"):
        earlier(confirmed=True, denied=True)
