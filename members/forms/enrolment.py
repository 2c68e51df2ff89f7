"""The short pages on which a collector enters a person: one subject each."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext_lazy as _

from markets import months
from markets.forms import PageForm, RupiahField, ThreeFieldDate
from markets.models import User
from members import applications, enrolment, nik
from members.applications import UnableToEnrol
from members.models import Document, Drive, Enrolment
from members.models.enrolment import Remark
from members.models.member import Sex

CHOOSE = {"required": _("Pilih salah satu."), "invalid_choice": _("Pilih salah satu.")}
NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}


@dataclass(frozen=True)
class Entry:
    """Who enters, on which day, at which drive, and the returned enrolment where one is mended."""

    by: User
    on: dt.date
    mended: Enrolment | None = None
    drive: Drive | None = None
    # Tells the dues of a profile; handed in by the address list, as this app knows no tariff.
    dues_of: Callable[..., Any] | None = None
    sends: bool = False  # then the job itself says what is known already, or a repeat
    held: Mapping[str, Document] = field(default_factory=dict)  # pictures that are kept, by kind
    refused: Mapping[str, str] = field(default_factory=dict)  # why one was not, by its field

    @property
    def entered_on(self) -> dt.date:
        """The day that counts for the age limit."""
        return months.law_day(self.mended.entered_at) if self.mended else self.on


class StepForm(PageForm):
    """One of the pages; `key` names it in the address of its button."""

    key = ""
    title: Any = ""
    form_tag = False
    submit_label = ""
    error_title = _("Belum bisa lanjut. Periksa dahulu:")
    remarks: list[Remark] = []  # what the branch noted about these fields, where it returned it
    # Fields that bring a picture, and what it shows: kept at once, never carried along.
    pictures: Mapping[str, Document.Kind] = {}

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        self.entry = entry
        super().__init__(*args, **kwargs)

    def forget_missing(self) -> None:
        """Say nothing of what is still empty: the page is only looked at, not done."""
        missing = [name for name, data in self.errors.as_data().items() if _is_missing(data)]
        for name in missing:
            del self.errors[name]

    @classmethod
    def is_begun(cls, entry: Entry) -> bool:
        """Whether the page counts as filled in though nothing was typed on it."""
        return False

    def facts(self) -> list[tuple[Any, Any]]:
        """What was typed, label by label, to be checked."""
        return [(self.fields[name].label, self._said(name)) for name in self.fields]

    def _said(self, name: str) -> Any:
        asked, value = self.fields[name], self.cleaned_data.get(name)
        if isinstance(asked, forms.ChoiceField):
            choices: Any = asked.choices
            return next((said for key, said in choices if key == value), "—")
        if isinstance(value, dt.date):
            return format_date(value, "j F Y")
        if isinstance(asked, RupiahField):
            return f"Rp{value:,}".replace(",", ".")
        return value or "—"


def _is_missing(errors: list[ValidationError]) -> bool:
    return all(error.code == "required" for error in errors)


def _refused(error: UnableToEnrol) -> ValidationError:
    return ValidationError(str(error), code=error.code)


class CardForm(StepForm):
    """The number and the name on the identity card."""

    key, title = "kartu", _("NIK dan nama")
    nik = forms.CharField(
        label=_("NIK"),
        help_text=_("16 angka pada KTP. Spasi boleh."),
        widget=forms.TextInput(NUMERIC),
    )
    name = forms.CharField(
        label=_("Nama sesuai KTP"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "words"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.entry.mended:
            self.fields["nik"].required = False
            self.fields["nik"].help_text = _("Sudah tersimpan. Isi hanya bila NIK-nya salah.")

    @property
    def is_known_already(self) -> bool:
        """Whether the number is somebody's whom the user did not enrol: the branch can look."""
        found = self.errors.as_data().get("nik", []) if self.is_bound else []
        return any(error.code == "already_known" for error in found)

    def clean_nik(self) -> str:
        """As it was typed, once it can be read and is not known yet."""
        typed: str = self.cleaned_data["nik"]
        try:
            if self.entry.mended is None and not self.entry.sends:
                enrolment.check_nik(text=typed, by=self.entry.by, on=self.entry.on)
            elif nik.compact(typed) or self.entry.mended is None:
                nik.parse(typed, on=self.entry.on)
        except nik.InvalidNik as error:
            raise ValidationError(str(error), code=error.code) from None
        except UnableToEnrol as error:
            raise _refused(error) from None
        return typed

    def facts(self) -> list[tuple[Any, Any]]:
        typed = self.cleaned_data["nik"]
        shown = nik.parse(typed, on=self.entry.on).written if typed else _("tidak berubah")
        return [(_("NIK"), shown), (_("Nama"), self.cleaned_data["name"])]


class PersonForm(StepForm):
    """Birth, sex and mother."""

    key, title = "diri", _("Data diri")
    birth_place = forms.CharField(
        label=_("Tempat lahir"), max_length=80, widget=forms.TextInput({"autocomplete": "off"})
    )
    birth_date = ThreeFieldDate(label=_("Tanggal lahir"), help_text=_("Misalnya 27 3 1968."))
    sex = forms.ChoiceField(
        label=_("Jenis kelamin"), choices=Sex, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    mother_name = forms.CharField(
        label=_("Nama gadis ibu kandung"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "words"}),
    )

    def clean_birth_date(self) -> dt.date:
        """A day that makes an age at which one may be enrolled."""
        birth_date: dt.date = self.cleaned_data["birth_date"]
        try:
            applications.check_age(
                birth_date=birth_date, entered_on=self.entry.entered_on, on=self.entry.on
            )
        except UnableToEnrol as error:
            raise _refused(error) from None
        return birth_date
