"""A row of an uploaded list, read: what its cells say, and what is wrong with each of them."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from markets import amounts, indonesian, months
from members import nik
from members.applications import Application, UnableToEnrol
from members.earlier_memberships import Earlier
from members.import_places import Place
from members.models import BulkImport, PayerKind, Sector
from members.models.member import Sex

# What a spreadsheet makes of a long number: 3,20102E+15. Its last digits are gone.
DAMAGED = re.compile(r"[0-9][.,]?[0-9]*e\+?[0-9]+", re.IGNORECASE)
DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
DAY_MONTH_NAME = re.compile(r"([0-9]{1,2})[-/. ]+([a-z]{3,})[-/. ]+([0-9]{4})", re.IGNORECASE)
YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T].*)?")
MONTH_FIRST = re.compile(r"(?:[0-9]{1,2}[-/.])?([0-9]{1,2})[-/.]([0-9]{4})")
MONTH_LAST = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-[0-9]{1,2})?(?:[ T].*)?")
# A phone number that a spreadsheet took for a number: without its first 0.
PHONE_WITHOUT_ZERO = re.compile(r"8[0-9]{8,11}")

# Stand for a cell that could not be read, so that the others are checked all the same.
SOME_DAY, SOME_INCOME_IDR = dt.date(1980, 1, 1), 1


class UnreadableCell(ValueError):
    """The cell cannot be read; the text says how to write it."""


@dataclass(frozen=True)
class Words:
    """The words a cell may hold, and what to say of others."""

    meanings: Mapping[str, Any]
    choices: Any

    def __call__(self, text: str) -> Any:
        """What the word means. Raises UnreadableCell."""
        word = " ".join(text.casefold().split())
        if word not in self.meanings:
            raise UnreadableCell(_("Isi salah satu: %(choices)s.") % {"choices": self.choices})
        return self.meanings[word]


YES_OR_NO = Words(
    {"ya": True, "y": True, "true": True, "tidak": False, "t": False, "false": False},
    gettext_lazy("Ya atau Tidak"),
)
SEXES = Words(
    {
        "perempuan": Sex.FEMALE,
        "p": Sex.FEMALE,
        "wanita": Sex.FEMALE,
        "laki-laki": Sex.MALE,
        "laki laki": Sex.MALE,
        "l": Sex.MALE,
        "pria": Sex.MALE,
    },
    gettext_lazy("Perempuan atau Laki-laki"),
)
SECTORS = Words(
    {
        "bukan transportasi": Sector.NON_TRANSPORT,
        "non transportasi": Sector.NON_TRANSPORT,
        "transportasi": Sector.TRANSPORT,
    },
    gettext_lazy("Bukan transportasi atau Transportasi"),
)
PAYERS = Words(
    {
        "": PayerKind.SELF,
        "sendiri": PayerKind.SELF,
        "apbn": PayerKind.APBN,
        "apbd": PayerKind.APBD,
        "sponsor lain": PayerKind.OTHER_SPONSOR,
    },
    gettext_lazy("Sendiri, APBN, APBD atau Sponsor lain"),
)


@dataclass(repr=False)
class Cells:
    """The cells of a row by the keys of their columns, and what was wrong while reading them."""

    texts: Mapping[str, str]
    refusals: dict[str, str] = field(default_factory=dict)

    def read(self, key: str, reader: Any, *, otherwise: Any) -> Any:
        """What the reader makes of the cell; `otherwise`, and a refusal, where it cannot."""
        try:
            return reader(self.texts.get(key, ""))
        except UnreadableCell as problem:
            self.refusals[key] = str(problem)
            return otherwise


def application(*, texts: Mapping[str, str], place: Place, kind: str) -> tuple[Application, Cells]:
    """The application a row makes, without consent, and its cells with those that are refused.

    `place` must have a market. What could not be read is stood in for.
    """
    cells = Cells(texts)
    assert place.market is not None
    occupations = (texts.get("occupation", ""), texts.get("second_occupation", ""))
    read = Application(
        nik=cells.read("nik", _nik, otherwise=""),
        name=texts.get("name", ""),
        birth_place=texts.get("birth_place", ""),
        birth_date=cells.read("birth_date", date, otherwise=SOME_DAY),
        sex=cells.read("sex", SEXES, otherwise=Sex.FEMALE),
        mother_name=texts.get("mother_name", ""),
        address=texts.get("address", ""),
        phone=phone(texts.get("phone", "")),
        occupations=tuple(filter(None, occupations)),
        employs_others=cells.read("employs_others", YES_OR_NO, otherwise=False),
        sector=cells.read("sector", SECTORS, otherwise=Sector.NON_TRANSPORT),
        market=place.market,
        block=place.block,
        stall=place.stall,
        declared_income_idr=cells.read("declared_income_idr", _income, otherwise=SOME_INCOME_IDR),
        jht=cells.read("jht", YES_OR_NO, otherwise=False),
        payer_kind=cells.read("payer_kind", PAYERS, otherwise=PayerKind.SELF),
        earlier=_earlier(cells) if kind == BulkImport.Kind.WITH_KPJ else None,
    )
    return read, cells


def _earlier(cells: Cells) -> Earlier:
    number = cells.read("membership_number", _membership_number, otherwise="")
    since = cells.read("member_since", month, otherwise=SOME_DAY.replace(year=2020))
    last = cells.read("last_month_paid", month, otherwise=since)
    if "member_since" in cells.refusals:
        since = last
    return Earlier(membership_number=number, member_since=since, last_month_paid=last)


def _membership_number(text: str) -> str:
    if not text.strip():
        raise UnreadableCell(_("Isi nomor peserta (KPJ)."))
    if re.fullmatch(r"[0-9]{10}", text.strip()):
        return f"0{text.strip()}"  # a spreadsheet took it for a number
    return text


def _nik(text: str) -> str:
    if DAMAGED.fullmatch(nik.compact(text)) or DAMAGED.fullmatch(text.strip()):
        raise UnreadableCell(
            _(
                "NIK ditulis sebagai bilangan sehingga angka terakhirnya hilang. "
                "Jadikan kolomnya teks, lalu tulis lagi."
            )
        )
    return text


def phone(text: str) -> str:
    """The phone as it was meant: a spreadsheet drops the 0 with which it begins."""
    return f"0{text}" if PHONE_WITHOUT_ZERO.fullmatch(text) else text


def date(text: str) -> dt.date:
    """A day, day first: 27-03-1968, 27 Maret 1968, or 1968-03-27. Raises UnreadableCell."""
    typed = text.strip()
    if match := YEAR_FIRST.fullmatch(typed):
        year, number, day = map(int, match.groups())
    elif match := DAY_FIRST.fullmatch(typed):
        day, number, year = map(int, match.groups())
    elif match := DAY_MONTH_NAME.fullmatch(typed):
        day, number, year = int(match[1]), _month_number(match[2]), int(match[3])
    else:
        raise UnreadableCell(_("Tulis tanggal seperti 27-03-1968."))
    try:
        return dt.date(year, number, day)
    except ValueError:
        raise UnreadableCell(_("Tanggal itu tidak ada di kalender.")) from None


def month(text: str) -> dt.date:
    """The first day of a month: 02-2025, 2025-02, or any day in it. Raises UnreadableCell."""
    typed = text.strip()
    if match := MONTH_LAST.fullmatch(typed):
        year, number = int(match[1]), int(match[2])
    elif match := MONTH_FIRST.fullmatch(typed):
        number, year = int(match[1]), int(match[2])
    else:
        raise UnreadableCell(_("Tulis bulan seperti 02-2025."))
    if not 1 <= number <= 12 or not dt.MINYEAR <= year <= 2100:
        raise UnreadableCell(_("Bulan itu tidak ada di kalender."))
    return months.first_of(dt.date(year, number, 1))


@indonesian.always
def _month_number(word: str) -> int:
    names = {str(name).casefold(): number for number, name in MONTHS.items()}
    return next((n for name, n in names.items() if name.startswith(word.casefold())), 0)


def _income(text: str) -> int:
    try:
        return amounts.parse(text)
    except amounts.NotAnAmount:
        raise UnreadableCell(
            _("Tulis jumlah rupiah dengan angka saja, misalnya 1500000.")
        ) from None


def said_of(refusal: UnableToEnrol) -> tuple[str, str]:
    """The column a refusal is about, and its sentence."""
    columns = {"place": "market", "consent_how": ""}
    return columns.get(refusal.field, refusal.field), str(refusal)
