"""What is typed when a member has died."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from markets.forms import RefusedForm, ThreeFieldDate
from members.deaths import Report
from members.models import Death, FamilyContact


class DeathForm(RefusedForm):
    """When she died, whether by her work, and who told it."""

    form_tag = False
    error_title = _("Belum bisa dicatat. Periksa dahulu:")
    id = forms.UUIDField(widget=forms.HiddenInput)
    died_on = ThreeFieldDate(
        label=_("Tanggal meninggal"),
        help_text=_("Misalnya 3 11 2026. Bulan boleh ditulis namanya."),
    )
    at_work = forms.ChoiceField(
        label=_("Apakah karena bekerja?"),
        help_text=_("Kecelakaan kerja dilaporkan tersendiri, sebaiknya dalam 2x24 jam."),
        choices=Death.AtWork,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih salah satu.")},
    )
    reporter_name = forms.CharField(
        label=_("Nama pelapor"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "words"}),
    )
    reporter_relation = forms.ChoiceField(
        label=_("Hubungan pelapor dengan peserta"),
        choices=[("", _("Pilih hubungan")), *FamilyContact.Relation.choices],
    )
    reporter_phone = forms.CharField(
        label=_("Nomor HP pelapor"),
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Catatan"), required=False, max_length=500, widget=forms.Textarea({"rows": 3})
    )

    def told(self) -> Report:
        """What was typed; the form must be valid."""
        cleaned: dict[str, Any] = dict(self.cleaned_data)
        del cleaned["id"]
        return Report(**cleaned)

    def carried(self) -> list[tuple[str, str]]:
        """Names and values of everything that was typed, for the page that asks once more."""
        died_on: dt.date = self.cleaned_data["died_on"]
        return [
            ("id", str(self.cleaned_data["id"])),
            ("died_on_day", str(died_on.day)),
            ("died_on_month", str(died_on.month)),
            ("died_on_year", str(died_on.year)),
            *((name, str(self.cleaned_data[name])) for name in self.fields if name not in _APART),
        ]


_APART = ("id", "died_on")
