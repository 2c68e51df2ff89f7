"""People on a sponsor's list: read from a file or from typed lines, each by KPJ or NIK.

A sentence about a line never repeats a number, and tells nothing of people of other partners.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from markets import spreadsheets
from markets.models import Partner
from members import membership_numbers, nik, nik_vault
from members.models import Member

MOST_PEOPLE = 5_000


@dataclass(frozen=True, repr=False)
class ReadList:
    """The people found, in the list's order, and what could not be used."""

    people: list[Member]
    problems: list[str]


def read_file(*, data: bytes, partner: Partner, on: dt.date) -> ReadList:
    """The people of the first column that holds a KPJ or a NIK. Raises UnableToRead."""
    lines = spreadsheets.read(data=data, most_rows=MOST_PEOPLE + 1)
    numbers = []
    for place, line in enumerate(lines):
        number = next((cell for cell in line.cells if _looks_like_a_number(cell)), "")
        if number or place:  # a first line without a number is the heading
            numbers.append((line.number, number))
    return _found(numbers, partner, on)


def read_text(*, text: str, partner: Partner, on: dt.date) -> ReadList:
    """The people of typed lines, one KPJ or NIK each."""
    lines = [line.strip() for line in text.splitlines()]
    numbers = [(place, line) for place, line in enumerate(lines, start=1) if line]
    if len(numbers) > MOST_PEOPLE:
        return ReadList([], [_("Daftarnya terlalu panjang. Unggah sebagai berkas.")])
    return _found(numbers, partner, on)


def _found(numbers: Iterable[tuple[int, str]], partner: Partner, on: dt.date) -> ReadList:
    wanted = [(line, *_key(number, on)) for line, number in numbers]
    own = Member.objects.filter(market__partner=partner).select_related("market")
    by_kpj = {
        member.membership_number: member
        for member in own.filter(membership_number__in=[kpj for _l, kpj, _n in wanted if kpj])
    }
    by_nik = {
        bytes(member.nik_index): member
        for member in own.filter(nik_index__in=[index for _l, _k, index in wanted if index])
    }
    people: dict[int, Member] = {}
    problems = []
    for line, kpj, index in wanted:
        member = by_kpj.get(kpj) if kpj else by_nik.get(index) if index else None
        if member is not None:
            people.setdefault(member.pk, member)
        elif kpj or index:
            problems.append(_("Baris %(line)s: bukan peserta mitra ini.") % {"line": line})
        else:
            problems.append(_("Baris %(line)s: bukan KPJ atau NIK.") % {"line": line})
    return ReadList(list(people.values()), problems)


def _looks_like_a_number(cell: str) -> bool:
    return len(nik.compact(cell)) in (11, 16) and nik.compact(cell).isdecimal()


def _key(number: str, on: dt.date) -> tuple[str, bytes]:
    """The KPJ, or the keyed hash of the NIK; both empty where it is neither."""
    digits = nik.compact(number)
    if digits.isdecimal() and len(digits) == membership_numbers.LENGTH:
        return digits, b""
    try:
        return "", nik_vault.index(nik.parse(digits, on=on))
    except nik.InvalidNik:
        return "", b""
