"""What a person asks for who wants to be insured, and whether it may stand."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField
from django.utils.translation import gettext as _

from markets.models import Block, Market, Role, Stall, User
from markets.refusals import Refusal
from members import consents, earlier_memberships, family, nik, phones
from members.earlier_memberships import Earlier
from members.family import Contact
from members.models import Consent, ConsentText, Member, PayerKind, Sector
from members.models.member import Sex
from members.nik import Nik

AGE_LIMIT = 65  # who is younger on the day of enrolment may go on afterwards (PP 44/2015)
LEAST_AGE = 15
MOST_OCCUPATIONS = 2
MOST_INCOME_IDR = 999_999_999
WRITTEN = ("name", "birth_place", "mother_name", "address")


class UnableToEnrol(Refusal):
    """The application cannot stand; the text says what to do, `field` what to look at."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Application:
    """Everything that was typed in about one person. It never shows itself: it is all personal.

    `nik` and `phone` as they were typed; `nik` is empty only where an application is mended and
    the number stays. `consent_version` names the text the person was shown, `consent_how` says
    how she agreed (Consent.How); empty means that she did not. `photo` and `consent_evidence` are
    documents kept with the draft; `without_photo` says that none could be taken.
    """

    nik: str
    name: str
    birth_place: str
    birth_date: dt.date
    sex: str
    mother_name: str
    address: str
    phone: str
    occupations: tuple[str, ...]
    employs_others: bool = False
    sector: str
    market: Market
    block: Block | None = None
    stall: Stall | None = None
    declared_income_idr: int
    jht: bool
    payer_kind: str = PayerKind.SELF
    earlier: Earlier | None = None  # a membership with BPJS that stands already, as she tells
    consent_version: str = ""
    consent_how: str = ""
    family: tuple[Contact, ...] = ()
    consent_evidence: UUID | None = None
    photo: UUID | None = None
    without_photo: bool = False


@dataclass(frozen=True, repr=False)
class Checked:
    """The parts of an application that had to be read: number, phone, consent."""

    nik: Nik | None
    phone: str
    consent_text: ConsentText | None
    earlier: Earlier | None


def age(birth_date: dt.date, *, on: dt.date) -> int:
    """Whole years on that day."""
    had_birthday = (on.month, on.day) >= (birth_date.month, birth_date.day)
    return on.year - birth_date.year - (0 if had_birthday else 1)


def born_for(age: int, *, on: dt.date) -> dt.date:
    """The latest day of birth of somebody who is that old, or older, on that day."""
    try:
        return on.replace(year=on.year - age)
    except ValueError:  # 29 February
        return dt.date(on.year - age, 2, 28)


def check_age(*, birth_date: dt.date, entered_on: dt.date, on: dt.date) -> None:
    """Raise UnableToEnrol for who is too old or too young; who was entered in time stays so."""
    if age(birth_date, on=entered_on) >= AGE_LIMIT:
        raise UnableToEnrol(
            _(
                "Calon peserta harus berumur di bawah 65 tahun pada hari pendaftaran, "
                "jadi tidak bisa didaftarkan. Periksa tanggal lahirnya."
            ),
            "too_old",
            "birth_date",
        )
    if age(birth_date, on=on) < LEAST_AGE:
        raise UnableToEnrol(
            _("Calon peserta paling sedikit berumur 15 tahun. Periksa tanggal lahirnya."),
            "too_young",
            "birth_date",
        )


def check(
    application: Application,
    *,
    entered_by: User,
    entered_on: dt.date,
    on: dt.date,
    mended: Member | None = None,
) -> Checked:
    """What the application says, read. `entered_on` is the day it was first entered.

    `mended` is the member whose application is being sent again: her number and her consent are
    there already. Raises UnableToEnrol for the first thing that cannot stand.
    """
    known_nik = _nik(application, on, mended)
    _check_person(application, entered_on, on)
    phone = _phone(application)
    _check_place(application, entered_by)
    _check_work(application)
    _check_family(application, on)
    earlier = _earlier(application, on)
    return Checked(known_nik, phone, _consent_text(application, on, mended), earlier)


def look_through(
    application: Application, *, entered_by: User, on: dt.date
) -> tuple[Checked | None, list[UnableToEnrol]]:
    """All that cannot stand, part by part, but for the consent, which is taken later.

    What was read comes with it where nothing is refused.
    """
    parts: dict[str, Callable[[], Any]] = {
        "nik": lambda: _nik(application, on, None),
        "person": lambda: _check_person(application, on, on),
        "phone": lambda: _phone(application),
        "place": lambda: _check_place(application, entered_by),
        "work": lambda: _check_work(application),
        "earlier": lambda: _earlier(application, on),
    }
    read, refusals = {}, []
    for name, check_part in parts.items():
        try:
            read[name] = check_part()
        except UnableToEnrol as refusal:
            refusals.append(refusal)
    if refusals:
        return None, refusals
    return Checked(read["nik"], read["phone"], None, read["earlier"]), []


def _nik(application: Application, on: dt.date, mended: Member | None) -> Nik | None:
    if mended is not None and not nik.compact(application.nik):
        return None
    try:
        return nik.parse(application.nik, on=on)
    except nik.InvalidNik as error:
        raise UnableToEnrol(str(error), error.code, "nik") from None


def _check_person(application: Application, entered_on: dt.date, on: dt.date) -> None:
    for field in WRITTEN:
        label, most = _label_and_length(field)
        written = str(getattr(application, field)).strip()
        if not written:
            raise UnableToEnrol(_("Isi %(label)s.") % {"label": label}, "missing", field)
        if len(written) > most:
            sentence = _("%(label)s paling banyak %(most)s huruf.")
            raise UnableToEnrol(sentence % {"label": label, "most": most}, "too_long", field)
    if application.sex not in Sex.values:
        raise UnableToEnrol(_("Pilih jenis kelamin."), "missing", "sex")
    check_age(birth_date=application.birth_date, entered_on=entered_on, on=on)


def _label_and_length(field: str) -> tuple[Any, int]:
    column = Member._meta.get_field(field)
    assert isinstance(column, CharField)
    return column.verbose_name, column.max_length or 0


def _phone(application: Application) -> str:
    try:
        return phones.parse(application.phone)
    except phones.InvalidPhone as error:
        raise UnableToEnrol(str(error), "phone", "phone") from None


def _check_place(application: Application, entered_by: User) -> None:
    market, block, stall = application.market, application.block, application.stall
    if entered_by.role != Role.ADMIN and entered_by.partner_id != market.partner_id:
        raise UnableToEnrol(
            _("Pasar ini bukan milik mitra Anda. Pilih pasar tempat Anda bertugas."),
            "other_partner",
            "place",
        )
    if (block is not None and block.market_id != market.pk) or (
        stall is not None and (block is None or stall.block_id != block.pk)
    ):
        raise UnableToEnrol(
            _("Blok atau lapak itu bukan di pasar yang dipilih. Pilih tempatnya lagi."),
            "other_place",
            "place",
        )


def _check_work(application: Application) -> None:
    if not any(occupation.strip() for occupation in application.occupations):
        raise UnableToEnrol(_("Tulis pekerjaannya."), "missing", "occupation")
    if len(application.occupations) > MOST_OCCUPATIONS:
        raise UnableToEnrol(
            _("Paling banyak dua pekerjaan untuk satu orang. Tulis dua yang utama."),
            "too_many_occupations",
            "second_occupation",
        )
    if any(len(occupation.strip()) > 80 for occupation in application.occupations):
        raise UnableToEnrol(_("Nama pekerjaan paling banyak 80 huruf."), "too_long", "occupation")
    if application.sector not in Sector.values:
        raise UnableToEnrol(_("Pilih sektor pekerjaan utama."), "missing", "sector")
    if application.payer_kind not in PayerKind.values:
        raise UnableToEnrol(_("Pilih siapa yang membayar iuran."), "missing", "payer_kind")
    if not 1 <= application.declared_income_idr <= MOST_INCOME_IDR:
        raise UnableToEnrol(
            _("Tulis penghasilan sebulan dalam rupiah, dari 1 sampai 999.999.999."),
            "income",
            "declared_income_idr",
        )


def _check_family(application: Application, on: dt.date) -> None:
    try:
        family.check(application.family, on=on)
    except family.UnableToKeepFamily as refusal:
        raise UnableToEnrol(str(refusal), refusal.code, refusal.field) from None


def _earlier(application: Application, on: dt.date) -> Earlier | None:
    if application.earlier is None:
        return None
    try:
        return earlier_memberships.check(application.earlier, on=on)
    except earlier_memberships.ImpossibleMembership as error:
        raise UnableToEnrol(str(error), error.code, error.field) from None


def _consent_text(
    application: Application, on: dt.date, mended: Member | None
) -> ConsentText | None:
    text = consents.in_force(on=on)
    if mended is not None and not application.consent_how and consents.given(mended, text):
        return None
    if application.consent_how not in Consent.How.values:
        raise UnableToEnrol(
            _(
                "Tanpa persetujuan calon peserta, datanya tidak boleh dicatat. Bacakan naskahnya "
                "dan pilih cara ia menyetujui."
            ),
            "no_consent",
            "consent_how",
        )
    if application.consent_version != text.version:
        raise UnableToEnrol(
            _("Naskah persetujuan sudah diganti. Bacakan naskah yang baru, lalu kirim lagi."),
            "other_consent_text",
            "consent_how",
        )
    return text
