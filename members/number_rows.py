"""What each row of a list of membership numbers (KPJ) means: ready, recorded already, or why not.

A sentence about a row never repeats a NIK, and tells nothing about people of other branches.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from markets import months
from members import membership_numbers, nik, nik_vault, references
from members.membership_numbers import UnableToRecordNumber
from members.models import CoverageTerm, Member


class Verdict(TextChoices):
    """What becomes of a row."""

    READY = "ready", gettext_lazy("Siap dicatat")
    RECORDED = "recorded", gettext_lazy("Sudah tercatat")
    UNKNOWN = "unknown", gettext_lazy("Orangnya tidak dikenal")
    CONFLICTING = "conflicting", gettext_lazy("Bertentangan")
    WRONG = "wrong", gettext_lazy("Salah tulis")


FAILED = (Verdict.UNKNOWN, Verdict.CONFLICTING, Verdict.WRONG)


@dataclass(frozen=True, repr=False)
class Given:
    """A row as it stands in the file; `line` is its number there."""

    line: int
    reference: str
    nik: str
    number_cell: str

    @property
    def cells(self) -> list[Any]:
        return [self.line, self.reference, self.nik, self.number_cell]


@dataclass(frozen=True, repr=False)
class Row:
    """A row with the person and the number that were meant, and what becomes of it."""

    given: Given
    verdict: Verdict
    reason: str = ""
    number: str = ""
    member_id: int | None = None
    nik_index: bytes | None = None
    member: Member | None = None


def judged(rows: list[Given], *, branch: int, at: dt.datetime, lock: bool) -> list[Row]:
    """Each row with its verdict, as things stand now in that branch, given by id.

    With `lock` the people stay as they are until the transaction ends.
    """
    on = months.law_day(at)
    read = [_read(given, on) for given in rows]
    found = _with_people(read, branch, lock)
    return _against_each_other(_against_what_stands(found))


def _read(given: Given, on: dt.date) -> Row:
    """The person and the number that the cells name."""
    member_id, index = None, None
    try:
        if given.reference:
            member_id = references.read(given.reference)
        if given.nik:
            index = nik_vault.index(nik.parse(given.nik, on=on))
        number = membership_numbers.read(given.number_cell)
    except references.InvalidReference:
        return Row(given, Verdict.WRONG, _("Referensinya salah tulis."))
    except (nik.InvalidNik, UnableToRecordNumber) as error:
        return Row(given, Verdict.WRONG, str(error))
    if member_id is None and index is None:
        return Row(given, Verdict.WRONG, _("Isi NIK atau referensi orangnya."))
    return Row(given, Verdict.READY, "", number, member_id, index)


def _with_people(rows: list[Row], branch: int, lock: bool) -> list[Row]:
    ids = {row.member_id for row in rows if row.member_id is not None}
    indexes = {row.nik_index for row in rows if row.nik_index is not None}
    approved = CoverageTerm.objects.filter(member=OuterRef("pk"))
    people = Member.objects.filter(Q(pk__in=ids) | Q(nik_index__in=indexes))
    people = people.filter(market__partner__branch=branch).annotate(approved=Exists(approved))
    if lock:
        people = people.select_for_update(of=["self"])
    by_id, by_nik = {}, {}
    for member in people.order_by("pk"):
        by_id[member.pk] = by_nik[bytes(member.nik_index)] = member
    return [
        _with_person(row, by_id, by_nik) if row.verdict == Verdict.READY else row for row in rows
    ]


def _with_person(row: Row, by_id: dict[int, Any], by_nik: dict[bytes, Any]) -> Row:
    named: list[Any] = []
    if row.member_id is not None:
        named.append(by_id.get(row.member_id))
    if row.nik_index is not None:
        named.append(by_nik.get(row.nik_index))
    if None in named:
        return replace(
            row,
            verdict=Verdict.UNKNOWN,
            reason=_("Tidak ada peserta dengan NIK atau referensi itu di cabang Anda."),
        )
    if named[0] != named[-1]:
        return replace(
            row, verdict=Verdict.CONFLICTING, reason=_("NIK dan referensinya milik dua orang.")
        )
    member = named[0]
    if not member.approved:
        reason = membership_numbers.not_approved()
        return replace(row, member=member, verdict=Verdict.CONFLICTING, reason=reason)
    return replace(row, member=member)


def _against_what_stands(rows: list[Row]) -> list[Row]:
    numbers = {row.number for row in rows if row.verdict == Verdict.READY}
    holders = Member.objects.filter(membership_number__in=numbers)
    holder = dict(holders.values_list("membership_number", "pk"))
    return [_against_holders(row, holder) for row in rows]


def _against_holders(row: Row, holder: dict[Any, int]) -> Row:
    if row.verdict != Verdict.READY or row.member is None:
        return row
    if row.member.membership_number == row.number:
        return replace(row, verdict=Verdict.RECORDED)
    if row.member.membership_number:
        return replace(
            row,
            verdict=Verdict.CONFLICTING,
            reason=_(
                "Orang ini sudah mempunyai nomor lain. Kalau nomor itu salah, betulkan pada "
                "halamannya dengan alasan."
            ),
        )
    if row.number in holder:
        return replace(row, verdict=Verdict.CONFLICTING, reason=membership_numbers.taken())
    return row


def _against_each_other(rows: list[Row]) -> list[Row]:
    """Of rows that say the same the first counts; those that contradict each other all stay."""
    numbers_of, people_of = defaultdict(set), defaultdict(set)
    first: dict[tuple[int, str], int] = {}
    for row in rows:
        if row.verdict == Verdict.READY and row.member is not None:
            numbers_of[row.member.pk].add(row.number)
            people_of[row.number].add(row.member.pk)
            first.setdefault((row.member.pk, row.number), row.given.line)
    found = []
    for row in rows:
        verdict, reason = row.verdict, row.reason
        if verdict == Verdict.READY and row.member is not None:
            line = first[row.member.pk, row.number]
            if len(numbers_of[row.member.pk]) > 1:
                verdict = Verdict.CONFLICTING
                reason = _("Orang ini ada di beberapa baris dengan nomor yang berbeda.")
            elif len(people_of[row.number]) > 1:
                verdict = Verdict.CONFLICTING
                reason = _("Nomor ini ada di beberapa baris untuk orang yang berbeda.")
            elif line != row.given.line:
                verdict, reason = (
                    Verdict.RECORDED,
                    _("Sama dengan baris %(line)s.") % {"line": line},
                )
        found.append(replace(row, verdict=verdict, reason=reason))
    return found
