"""What is asked of the branch about a member: short forms, each with an id made with it."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext_lazy as _

from contributions.term_changes import Wishes
from markets import months
from markets.forms import RefusedForm, RupiahField
from members.applications import MOST_INCOME_IDR
from members.models import Departure, Sector

YES_OR_NO = [("true", _("Ya")), ("false", _("Tidak"))]
# How many months from the first possible one are offered.
MONTHS_OFFERED = 6


class RequestForm(RefusedForm):
    """A request: sent twice it is the same one."""

    id = forms.UUIDField(widget=forms.HiddenInput)


class MonthForm(RequestForm):
    """A request that holds from a month on."""

    from_month = forms.ChoiceField(
        label=_("Berlaku mulai"),
        help_text=_("Bulan yang sudah ditagih atau dibayar tidak berubah."),
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


class TermForm(MonthForm):
    """Income, programmes and sector, and the month from which they hold."""

    submit_label = _("Minta perubahan")
    field_order = ("declared_income_idr", "jht", "sector", "from_month", "explanation")
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
    explanation = forms.CharField(
        label=_("Mengapa berubah?"), required=False, widget=forms.Textarea({"rows": 2})
    )

    def wishes(self) -> Wishes:
        """What was asked for."""
        return Wishes(
            declared_income_idr=self.cleaned_data["declared_income_idr"],
            jht=self.cleaned_data["jht"] == "true",
            sector=self.cleaned_data["sector"],
        )


class NikForm(RequestForm):
    """The NIK as it stands on the card."""

    submit_label = _("Minta perbaikan")
    nik = forms.CharField(
        label=_("NIK menurut KTP"),
        help_text=_("16 angka; bandingkan satu per satu dengan KTP."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    explanation = forms.CharField(
        label=_("Bagaimana salahnya terjadi?"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class DepartureForm(MonthForm):
    """Why and from which month she leaves."""

    submit_label = _("Minta berhenti")
    field_order = ("reason", "from_month", "explanation")
    reason = forms.ChoiceField(
        label=_("Mengapa berhenti?"), choices=Departure.Reason, widget=forms.RadioSelect
    )
    explanation = forms.CharField(
        label=_("Keterangan"), required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_month"].label = _("Bulan pertama tanpa kepesertaan")
        self.fields["from_month"].help_text = _("Bulan yang sudah dibayar tetap miliknya.")
