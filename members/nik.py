"""NIK, the number every Indonesian has for life: how it is read and what it says.

Sixteen digits `PPKKCC DDMMYY SSSS`: province, regency or city, and district where the person was
first registered; the day of birth, women's day plus 40; a serial from 0001. It has no check
digit and never changes, so what it says may differ from the person's papers of today.
"""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from markets.refusals import Refusal
from members import areas
from members.models.member import Sex

LENGTH = 16
WOMEN_ADD = 40
# What people type or paste between the digits: spaces, dots, dashes and invisible characters.
SEPARATORS = re.compile(r"[\s.\-‐-―\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")

BIRTH_DATE_DIFFERS = "birth_date_differs_from_nik"
SEX_DIFFERS = "sex_differs_from_nik"
UNKNOWN_PROVINCE = "unknown_province_in_nik"
UNKNOWN_REGENCY = "unknown_regency_in_nik"


class InvalidNik(Refusal):
    """What was typed is no NIK; the text says what is wrong, never the number itself."""


@dataclass(frozen=True, repr=False)
class Nik:
    """A NIK that can exist, and the day of birth and sex it was given for."""

    digits: str
    birth_date: dt.date
    sex: Sex

    def __repr__(self) -> str:
        return "Nik(…)"  # it must not reach a log or a traceback

    __str__ = __repr__

    @property
    def province(self) -> str:
        """The two digits of the province of first registration."""
        return self.digits[:2]

    @property
    def regency(self) -> str:
        """The four digits of the regency or city of first registration."""
        return self.digits[:4]

    @property
    def written(self) -> str:
        """In full, in its three parts, to be compared with the card: `320101 670368 9901`."""
        return f"{self.digits[:6]} {self.digits[6:12]} {self.digits[12:]}"


def parse(text: str, *, on: dt.date) -> Nik:
    """The NIK written in that text; spaces, dashes and dots are forgiven.

    `on` is the day it is read: a two-digit year is 20YY unless that day lies after `on`.
    Raises InvalidNik.
    """
    digits = compact(text)
    if not re.fullmatch(r"[0-9]*", digits):
        raise InvalidNik(_("NIK hanya berisi angka. Periksa huruf yang terketik."), "letters")
    if len(digits) != LENGTH:
        raise InvalidNik(
            _("NIK terdiri atas 16 angka; yang tertulis %(count)s angka.") % {"count": len(digits)},
            "wrong_length",
        )
    day, sex = int(digits[6:8]), Sex.MALE
    if day > WOMEN_ADD:
        day, sex = day - WOMEN_ADD, Sex.FEMALE
    birth_date = _birth_date(day, int(digits[8:10]), int(digits[10:12]), on)
    if birth_date is None:
        raise InvalidNik(
            _("Angka ke-7 sampai ke-12 pada NIK bukan tanggal lahir. Bandingkan dengan KTP."),
            "impossible_date",
        )
    if digits.endswith("0000"):
        raise InvalidNik(
            _("Empat angka terakhir NIK tidak mungkin 0000. Bandingkan dengan KTP."), "no_serial"
        )
    return Nik(digits, birth_date, sex)


def compact(text: str) -> str:
    """The text without what people write between the digits."""
    return SEPARATORS.sub("", text)


def looks_like_one(text: str) -> bool:
    """Whether somebody meant a NIK, right or wrong, and not a name."""
    return re.fullmatch(r"[0-9]{10,}", compact(text)) is not None


def warnings(nik: Nik, *, birth_date: dt.date, sex: str) -> list[str]:
    """What the reviewer should compare with the card: codes, none of them an error.

    A NIK keeps a birth date that was corrected later, and the area of first registration.
    """
    found = []
    if nik.birth_date != birth_date:
        found.append(BIRTH_DATE_DIFFERS)
    if nik.sex != sex:
        found.append(SEX_DIFFERS)
    if nik.province not in areas.names():
        found.append(UNKNOWN_PROVINCE)
    elif nik.regency not in areas.names():
        found.append(UNKNOWN_REGENCY)
    return found


def _birth_date(day: int, month: int, short_year: int, on: dt.date) -> dt.date | None:
    for century in (2000, 1900):
        try:
            birth_date = dt.date(century + short_year, month, day)
        except ValueError:
            continue
        if birth_date <= on:
            return birth_date
    return None
