"""The form of the page `Simulasi iuran`."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.dateformat import format as date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contributions.pricing import FIRST_MONTH, HIGHEST_INCOME_IDR, LAST_MONTH
from markets import months
from markets.forms import PageForm, RupiahField
from members.models import PayerKind, Sector

MONTHS_BACK, MONTHS_AHEAD = 3, 12


def is_true(word: str) -> bool:
    """The value of a choice written as `true` or `false`."""
    return word == "true"


def _lengths() -> list[tuple[int, str]]:
    return [
        (number, ngettext("%(number)d bulan", "%(number)d bulan", number) % {"number": number})
        for number in (1, 3, 6, 12)
    ]


class SimulationForm(PageForm):
    """A profile, a first month and a number of months. The page writes the form's own tag."""

    form_tag = False
    submit_label = ""

    declared_income = RupiahField(
        label=_("Penghasilan per bulan"),
        help_text=_("Perkiraan rata-rata, dalam rupiah. Contoh: 1.500.000"),
        min_value=1,
        max_value=HIGHEST_INCOME_IDR,
        error_messages={
            "invalid": _("Tulis penghasilan dengan angka saja, misalnya 1.500.000."),
            "min_value": _("Penghasilan paling sedikit Rp1."),
            "max_value": _("Penghasilan paling banyak Rp999.999.999."),
        },
    )
    jht = forms.TypedChoiceField(
        label=_("Program"),
        choices=[
            ("false", _("JKK dan JKM (kecelakaan kerja dan kematian)")),
            ("true", _("JKK, JKM dan JHT (ditambah tabungan hari tua)")),
        ],
        coerce=is_true,
        initial="false",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Pilih program yang tersedia.")},
    )
    sector = forms.ChoiceField(
        label=_("Sektor pekerjaan"),
        help_text=_("Transportasi: sopir, ojek, kurir. Pedagang dan kuli panggul bukan."),
        choices=Sector,
        initial=Sector.NON_TRANSPORT,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Pilih sektor yang tersedia.")},
    )
    payer = forms.ChoiceField(
        label=_("Pembayar iuran"),
        help_text=_("APBN dan APBD: dibayari anggaran negara atau daerah."),
        choices=PayerKind,
        initial=PayerKind.SELF,
        error_messages={"invalid_choice": _("Pilih pembayar yang tersedia.")},
    )
    month = forms.TypedChoiceField(
        label=_("Bulan iuran pertama"),
        coerce=months.parse,
        error_messages={"invalid_choice": _("Pilih bulan yang tersedia.")},
    )
    count = forms.TypedChoiceField(
        label=_("Jumlah bulan"),
        choices=_lengths,
        coerce=int,
        initial=1,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Pilih jumlah bulan yang tersedia.")},
    )

    def __init__(self, asked: dict[str, str] | None, *, today: dt.date) -> None:
        this_month = months.first_of(today)
        super().__init__(asked and {**self._as_first_shown(this_month), **asked})
        offered = months.run(months.add(this_month, -MONTHS_BACK), MONTHS_BACK + 1 + MONTHS_AHEAD)
        month = self.fields["month"]
        month.choices = [  # type: ignore[attr-defined]
            (f"{each:%Y-%m}", date_format(each, "F Y"))
            for each in sorted({*offered, *self._month_asked_for()})
        ]
        month.initial = f"{this_month:%Y-%m}"

    def _as_first_shown(self, this_month: dt.date) -> dict[str, Any]:
        """A link need not name everything: the rest is as on the page when it is first opened."""
        initials = {name: field.initial for name, field in self.base_fields.items()}
        return {**initials, "month": f"{this_month:%Y-%m}"}

    def _month_asked_for(self) -> list[dt.date]:
        """The month of the address, which may lie outside those offered: a link may name it."""
        try:
            month = months.parse(str(self.data.get("month", "")))
        except ValueError:
            return []
        return [month] if FIRST_MONTH <= month <= LAST_MONTH else []

    @cached_property
    def helper(self) -> FormHelper:
        """As every form's, but nothing is saved here."""
        helper: FormHelper = super().helper
        helper.form_error_title = _("Belum bisa dihitung. Periksa dahulu:")
        return helper
