"""What a reviewer should look at before deciding: hints, which never stop an enrolment."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from members import nik
from members.applications import Application, Checked, age
from members.models import Member
from members.nik import Nik

ADULT_AGE = 18

BELOW_ADULT_AGE = "below_18"
NO_PHONE = "no_phone"
NO_PHOTO = "no_photo"
EMPLOYER_WITHOUT_JHT = "employer_without_jht"
DIFFERS_FROM_BEFORE = "differs_from_before"
PARTICIPANT_ALREADY = "participant_already"

SENTENCES: dict[str, Any] = {
    nik.BIRTH_DATE_DIFFERS: _("Tanggal lahir berbeda dengan yang terbaca pada NIK."),
    nik.SEX_DIFFERS: _("Jenis kelamin berbeda dengan yang terbaca pada NIK."),
    nik.UNKNOWN_PROVINCE: _("Kode provinsi pada NIK tidak dikenal."),
    nik.UNKNOWN_REGENCY: _("Kode kabupaten atau kota pada NIK tidak ada dalam daftar sekarang."),
    BELOW_ADULT_AGE: _("Calon peserta belum berumur 18 tahun."),
    NO_PHONE: _("Tanpa nomor HP."),
    NO_PHOTO: _("Tanpa foto KTP."),
    EMPLOYER_WITHOUT_JHT: _(
        "Mempekerjakan orang lain, tetapi tidak ikut JHT. Ada tafsiran bahwa JHT wajib baginya."
    ),
    DIFFERS_FROM_BEFORE: _(
        "NIK ini pernah dicatat dengan nama, tanggal lahir atau jenis kelamin lain."
    ),
    PARTICIPANT_ALREADY: _(
        "Sudah menjadi peserta BPJS menurut keterangannya. Cocokkan dengan data BPJS."
    ),
}


def of(
    application: Application,
    checked: Checked,
    *,
    number: Nik,
    on: dt.date,
    before: Member | None = None,
) -> list[str]:
    """The codes for this application. `before` is what was known of the person until now."""
    found = nik.warnings(number, birth_date=application.birth_date, sex=application.sex)
    if age(application.birth_date, on=on) < ADULT_AGE:
        found.append(BELOW_ADULT_AGE)
    if not checked.phone:
        found.append(NO_PHONE)
    if application.without_photo and application.photo is None:
        found.append(NO_PHOTO)
    if application.employs_others and not application.jht:
        found.append(EMPLOYER_WITHOUT_JHT)
    if application.earlier is not None:
        found.append(PARTICIPANT_ALREADY)
    if before is not None and _differs(application, before):
        found.append(DIFFERS_FROM_BEFORE)
    return found


def sentences(codes: list[str]) -> list[str]:
    """The codes in words."""
    return [str(SENTENCES[code]) for code in codes if code in SENTENCES]


def _differs(application: Application, before: Member) -> bool:
    return (
        " ".join(application.name.split()).casefold() != before.name.casefold()
        or application.birth_date != before.birth_date
        or application.sex != before.sex
    )
