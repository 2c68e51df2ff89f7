"""Short forms for what changes about a member: how to reach her, her work, her dues."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext_lazy as _

from collectors.forms.territory import MovedForm
from contributions.term_changes import Wishes
from markets import months
from markets.forms import PageForm, RupiahField
from members.applications import MOST_INCOME_IDR
from members.models import Sector

YES_OR_NO = [("true", _("Ya")), ("false", _("Tidak"))]
# How many months from the first possible one are offered.
MONTHS_OFFERED = 6


class _RefusedForm(PageForm):
    """A form that shows the sentence of a refusal where it belongs."""

    def refuse(self, refusal: Any) -> None:
        """Put the refusal beside its field, or above the form."""
        field = getattr(refusal, "field", "")
        self.add_error(field if field in self.fields else None, str(refusal))


class ContactForm(_RefusedForm):
    """Phone and address."""

    phone = forms.CharField(
        label=_("Nomor HP"),
        help_text=_("Misalnya 0812 3456 7890. Kosongkan kalau tidak punya lagi."),
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    address = forms.CharField(label=_("Alamat"), widget=forms.TextInput({"autocomplete": "off"}))


class OccupationForm(_RefusedForm):
    """What she does."""

    occupation = forms.CharField(
        label=_("Pekerjaan utama"), widget=forms.TextInput({"autocomplete": "off"})
    )
    second_occupation = forms.CharField(
        label=_("Pekerjaan kedua"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class PlaceForm(MovedForm):
    """Where she is found from today on."""

    note = None  # type: ignore[assignment]


class TermForm(_RefusedForm):
    """Income, programmes and sector, and the month from which they hold."""

    submit_label = _("Minta perubahan")
    id = forms.UUIDField(widget=forms.HiddenInput)
    declared_income_idr = RupiahField(
        label=_("Penghasilan sebulan"),
        help_text=_("Menurut pengakuan orangnya. Menentukan besar iuran dan santunan."),
        min_value=1,
        max_value=MOST_INCOME_IDR,
        error_messages={
            "min_value": _("Penghasilan paling sedikit Rp1."),
            "max_value": _("Penghasilan paling banyak Rp999.999.999."),
        },
    )
    jht = forms.ChoiceField(
        label=_("Ikut JHT (tabungan hari tua)?"), choices=YES_OR_NO, widget=forms.RadioSelect
    )
    sector = forms.ChoiceField(
        label=_("Sektor pekerjaan utama"), choices=Sector, widget=forms.RadioSelect
    )
    from_month = forms.ChoiceField(
        label=_("Berlaku mulai"),
        help_text=_("Bulan yang sudah ditagih atau dibayar tidak berubah."),
    )
    explanation = forms.CharField(
        label=_("Mengapa berubah?"), required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, earliest: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (f"{month:%Y-%m}", format_date(month, "F Y"))
            for month in months.run(earliest, MONTHS_OFFERED)
        ]
        self.fields["from_month"].choices = choices  # type: ignore[attr-defined]

    def clean_from_month(self) -> dt.date:
        """The month as a date."""
        try:
            return months.parse(self.cleaned_data["from_month"])
        except ValueError:
            raise ValidationError(_("Pilih bulannya."), code="month") from None

    def wishes(self) -> Wishes:
        """What was asked for."""
        return Wishes(
            declared_income_idr=self.cleaned_data["declared_income_idr"],
            jht=self.cleaned_data["jht"] == "true",
            sector=self.cleaned_data["sector"],
        )
