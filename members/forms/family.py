"""The page on which a person's family is noted: rows that may stay empty, and one more each time.

Works without JavaScript: there is always an empty row below the filled ones, so asking for the page
again shows one more.
"""

import datetime as dt
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm, ThreeFieldDate
from members import family, heirs
from members.family import MOST_CONTACTS, Contact
from members.forms.enrolment import StepForm
from members.models import FamilyContact

ASKED = "family_asked"
FEWEST_ROWS = 2
PARTS = ("name", "relation", "birth_date", "phone")
BIRTH_DATE_PARTS = ("_day", "_month", "_year")


def _fields() -> dict[str, forms.Field]:
    """The fields of every row, and a mark by which a page left empty is known to have been seen."""
    found: dict[str, forms.Field] = {ASKED: forms.CharField(widget=forms.HiddenInput, initial="1")}
    for number in range(1, MOST_CONTACTS + 1):
        found[f"family_name_{number}"] = forms.CharField(
            label=_("Nama"),
            required=False,
            max_length=family.MOST_NAME,
            widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "words"}),
        )
        found[f"family_relation_{number}"] = forms.ChoiceField(
            label=_("Hubungan"),
            required=False,
            choices=[("", _("Pilih hubungan")), *FamilyContact.Relation.choices],
        )
        found[f"family_phone_{number}"] = forms.CharField(
            label=_("Nomor HP"),
            required=False,
            widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
        )
        found[f"family_birth_date_{number}"] = ThreeFieldDate(
            label=_("Tanggal lahir"), required=False
        )
    return found


def as_typed(contacts: list[Contact]) -> dict[str, str]:
    """The contacts as the page's fields would have sent them."""
    typed = {ASKED: "1"}
    for number, contact in enumerate(contacts, start=1):
        born = contact.birth_date
        parts = (born.day, born.month, born.year) if born else ("", "", "")
        typed |= {
            f"family_name_{number}": contact.name,
            f"family_relation_{number}": contact.relation,
            f"family_phone_{number}": contact.phone,
            **{
                f"family_birth_date_{number}{part}": str(value)
                for part, value in zip(BIRTH_DATE_PARTS, parts, strict=True)
            },
        }
    return typed


class Rows:
    """The rows of the page: which are shown, and what they say together."""

    order = heirs.ORDER
    fields: dict[str, forms.Field]
    data: Any
    is_bound: bool
    cleaned_data: dict[str, Any]
    day: dt.date  # on which they are noted

    def show_rows(self) -> None:
        """Leave out the rows below the first empty one, but for the fewest."""
        filled = [n for n in range(1, MOST_CONTACTS + 1) if self.is_bound and self._is_filled(n)]
        last = min(max(FEWEST_ROWS, max(filled, default=0) + 1), MOST_CONTACTS)
        self.numbers = range(1, last + 1)
        for number in range(last + 1, MOST_CONTACTS + 1):
            for part in PARTS:
                del self.fields[f"family_{part}_{number}"]

    def rows_layout(self) -> Layout:
        """One group for each person."""
        rows = [
            Fieldset(
                _gettext("Orang ke-%(number)s") % {"number": number},
                *(f"family_{part}_{number}" for part in ("name", "relation", "phone")),
                f"family_birth_date_{number}",
            )
            for number in self.numbers
        ]
        return Layout(ASKED, *rows)

    def clean_rows(self) -> list[Contact]:
        """The filled rows as contacts; what is wrong about one is said beside its field."""
        filled = [number for number in self.numbers if self._is_filled(number)]
        contacts = [self._contact(number) for number in filled]
        try:
            family.check(contacts, on=self.day)
        except family.UnableToKeepFamily as refusal:
            field, _underscore, position = refusal.field.rpartition("_")
            self.add_error(f"{field}_{filled[int(position) - 1]}", str(refusal))  # type: ignore[attr-defined]
        return contacts

    def _is_filled(self, number: int) -> bool:
        names = [f"family_{part}_{number}" for part in ("name", "relation", "phone")]
        names += [f"family_birth_date_{number}{part}" for part in BIRTH_DATE_PARTS]
        return any(str(self.data.get(name, "")).strip() for name in names)

    def _contact(self, number: int) -> Contact:
        cleaned = self.cleaned_data
        return Contact(
            name=cleaned.get(f"family_name_{number}") or "",
            relation=cleaned.get(f"family_relation_{number}") or "",
            birth_date=cleaned.get(f"family_birth_date_{number}"),
            phone=cleaned.get(f"family_phone_{number}") or "",
        )


class FamilyForm(Rows, StepForm):
    """The page of the enrolment."""

    key, title = "keluarga", _("Keluarga yang bisa dihubungi")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = self.entry.on
        self.show_rows()

    @cached_property
    def helper(self) -> FormHelper:
        helper: FormHelper = super().helper
        helper.layout, helper.mark_optional = self.rows_layout(), False
        return helper

    def clean(self) -> dict[str, Any]:
        """Puts all rows together as `family`."""
        self.cleaned_data["family"] = tuple(self.clean_rows())
        return self.cleaned_data

    def facts(self) -> list[tuple[Any, Any]]:
        contacts = self.cleaned_data["family"]
        relations = dict(FamilyContact.Relation.choices)
        said = [(relations[contact.relation], _written(contact)) for contact in contacts]
        return said or [(_("Keluarga"), _("Tidak dicatat"))]


class EditFamilyForm(Rows, PageForm):
    """The same rows on a page of their own, for who is a member already."""

    form_tag = False

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = on
        self.show_rows()

    @cached_property
    def helper(self) -> FormHelper:
        helper: FormHelper = super().helper
        helper.layout, helper.mark_optional = self.rows_layout(), False
        return helper

    def clean(self) -> dict[str, Any]:
        """Puts all rows together as `family`."""
        self.cleaned_data["family"] = self.clean_rows()
        return self.cleaned_data


# The rows are alike, so that they are made by number and not written out.
for _form in (FamilyForm, EditFamilyForm):
    _form.base_fields.update(_fields())


def _written(contact: Contact) -> str:
    born = format_date(contact.birth_date, "j F Y") if contact.birth_date else ""
    return ", ".join(filter(None, (contact.name, born, contact.phone)))
