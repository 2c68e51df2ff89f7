"""Erasing personal data: at once what was optional, the rest when its period is over.

Each time leaves a row that says what kind of data and why, never the data. The history of the
member's row forgets with it: it was kept for corrections, not for ever. Rows of money stay.
"""

import datetime as dt
import secrets
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from markets.models import User
from members import document_vault, membership, retention
from members.models import (
    ConsentWithdrawal,
    CoverageTerm,
    Death,
    Document,
    EarlierMembership,
    Enrolment,
    Erasure,
    ImportedPerson,
    Member,
    NikCorrection,
    PartnerChange,
    RecordedNumber,
    RetentionClock,
)

AT_ONCE = 500
FORGOTTEN_NAME = "—"
ERASED_NUMBER = "0" * 11

OPTIONAL: dict[str, Any] = {"phone": "", "second_occupation": ""}
CONTACT: dict[str, Any] = {**OPTIONAL, "address": ""}
IDENTITY: dict[str, Any] = {"name": FORGOTTEN_NAME, "birth_place": "", "mother_name": ""}
# The columns of the history that may be emptied (config/roles.py).
IN_HISTORY = (*CONTACT, *IDENTITY, "birth_date", "membership_number")


@transaction.atomic
def optional(*, member: Member, by: User | None, at: dt.datetime) -> None:
    """Erase what she need not have told, because she does not agree any more."""
    _overwrite(member, OPTIONAL)
    _forget_others(member)
    _keep(member, Erasure.What.OPTIONAL, Erasure.Why.WITHDRAWN, by, at)


def sweep(*, at: dt.datetime) -> int:
    """Erase everything whose period is over; answers how many erasures that were.

    Asks what is due, so it may run twice, be killed and run late. A portion a kind at a time.
    """
    _set_clocks(at)
    return sum(
        _erase_if_still_due(pk, period, at)
        for was_insured, period in retention.periods()
        for pk in _due(period, was_insured, at)
    )


@transaction.atomic
def _set_clocks(at: dt.datetime) -> None:
    """Let the time run for who is insured no more, and stop it for who is again."""
    RetentionClock.objects.exclude(member__status__in=retention.OVER).delete()
    insured = CoverageTerm.objects.filter(member=OuterRef("pk"))
    new = (
        Member.objects.filter(status__in=retention.OVER, retention_clock=None)
        .annotate(was_insured=Exists(insured))
        .values_list("pk", "was_insured")
    )
    RetentionClock.objects.bulk_create(
        (
            RetentionClock(member_id=pk, began_at=at, was_insured=was_insured)
            for pk, was_insured in new.iterator(chunk_size=2_000)
        ),
        ignore_conflicts=True,
        batch_size=2_000,
    )


def _due(period: retention.Period, was_insured: bool, at: dt.datetime) -> list[int]:
    """Whose data of that kind are to go: the period is over, or she has withdrawn her consent.

    Suspended after a withdrawal, contact data and pictures have no purpose left.
    """
    over = Q(began_at__lt=retention.over_before(period=period, at=at))
    if period.what != Erasure.What.IDENTITY:
        over |= Q(
            member__withdrawals__suspended_at__isnull=False,
            member__withdrawals__closed_at=None,
        )
    erased = Erasure.objects.filter(
        member=OuterRef("member"), what=period.what, at__gte=OuterRef("began_at")
    )
    found = RetentionClock.objects.filter(over, ~Exists(erased), was_insured=was_insured)
    return list(found.order_by("pk").values_list("pk", flat=True).distinct()[:AT_ONCE])


@transaction.atomic
def _erase_if_still_due(pk: int, period: retention.Period, at: dt.datetime) -> bool:
    member = Member.objects.select_for_update(no_key=True).get(pk=pk)
    clock = RetentionClock.objects.select_for_update().filter(member=member).first()
    if clock is None or member.status not in retention.OVER:
        return False
    if Erasure.objects.filter(member=member, what=period.what, at__gte=clock.began_at).exists():
        return False
    ERASE[period.what](member, at)
    over = clock.began_at < retention.over_before(period=period, at=at)
    why = Erasure.Why.RETENTION if over else Erasure.Why.WITHDRAWN
    _keep(member, period.what, why, None, at)
    return True


def _contact(member: Member, at: dt.datetime) -> None:
    _overwrite(member, CONTACT)
    _forget_others(member)
    Death.objects.filter(member=member).update(reporter_name=FORGOTTEN_NAME, reporter_phone="")


def _forget_others(member: Member) -> None:
    """Her family, and the row of the list she came by, which says all of it once more."""
    member.family.all().delete()
    ImportedPerson.objects.filter(enrolment__member=member).delete()


def _pictures(member: Member, at: dt.datetime) -> None:
    rows = member.documents.filter(kind=Document.Kind.KTP_PHOTO)
    names = list(rows.values_list("stored_as", flat=True))
    rows.delete()
    document_vault.drop(names)


def _identity(member: Member, at: dt.datetime) -> None:
    """Who she was; what shows her consent loses its picture, the consent itself stays."""
    _contact(member, at)
    _pictures(member, at)
    membership.end(member=member, at=at)  # who lapsed cannot come back: nobody knows her NIK
    document_vault.drop(list(member.documents.values_list("stored_as", flat=True)))
    member.documents.update(key_id="")
    _overwrite(member, {**IDENTITY, "birth_date": member.birth_date.replace(month=1, day=1)})
    _overwrite(member, {"membership_number": None})
    # Random, so that it is nobody's: the same person may be enrolled anew.
    Member.objects.filter(pk=member.pk).update(
        nik_encrypted=b"", nik_key_id="", nik_index=secrets.token_bytes(32)
    )
    NikCorrection.objects.filter(member=member).update(
        nik_encrypted=b"",
        nik_key_id="",
        nik_index=secrets.token_bytes(32),
        former_encrypted=None,
        former_key_id="",
        former_index=None,
    )
    _forget_numbers(member)
    PartnerChange.objects.filter(member=member).update(name_on_card="", explanation="")
    ConsentWithdrawal.objects.filter(member=member).update(explanation="")


def _forget_numbers(member: Member) -> None:
    """By her number (KPJ) BPJS would know her at once: it goes wherever it was written down."""
    enrolments = Enrolment.objects.filter(member=member)
    versions = apps.get_model("members", "EnrolmentEvent").objects
    enrolments.update(membership_number="")
    versions.filter(pgh_obj__in=enrolments.values("pk")).update(membership_number="")
    EarlierMembership.objects.filter(member=member).update(membership_number="")
    for recorded in RecordedNumber.objects.filter(member=member).exclude(number=""):
        recorded.number = ""
        recorded.former = recorded.former and ERASED_NUMBER
        recorded.save(update_fields=["number", "former"])


ERASE = {
    Erasure.What.CONTACT: _contact,
    Erasure.What.PICTURES: _pictures,
    Erasure.What.IDENTITY: _identity,
}


def _overwrite(member: Member, values: dict[str, Any]) -> None:
    """In her row, and in every version of it."""
    Member.objects.filter(pk=member.pk).update(**values)
    apps.get_model("members", "MemberEvent").objects.filter(pgh_obj=member.pk).update(**values)
    for name, value in values.items():
        setattr(member, name, value)


def _keep(
    member: Member, what: Erasure.What, why: Erasure.Why, by: User | None, at: dt.datetime
) -> None:
    Erasure.objects.create(
        member=member, market_id=member.market_id, what=what, why=why, by=by, at=at
    )
