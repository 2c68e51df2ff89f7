"""What is chosen on the page of the branch's figures, and the figure typed in."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext_lazy as _

from markets import months
from markets.forms import PageForm, ThreeFieldDate
from markets.models import Partner
from members.branch_figures import MOST_MONTHS
from members.decided import Period
from members.formal_figures import MOST_SOURCE

SHOWN_AT_FIRST = 6
OFFERED_MONTHS = 48


class PeriodForm(PageForm):
    """From which month to which, and whose enrolments."""

    submit_label = _("Tampilkan")
    form_tag = False
    first = forms.ChoiceField(label=_("Dari bulan"), required=False)
    last = forms.ChoiceField(label=_("Sampai bulan"), required=False)
    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=_("Mitra"), required=False, empty_label=_("Semua mitra")
    )

    def __init__(
        self, data: Any, *, partners: QuerySet[Partner], today: dt.date, **kwargs: Any
    ) -> None:
        this = months.first_of(today)
        self.usual = Period(months.add(this, 1 - SHOWN_AT_FIRST), this)
        given = {
            "first": _written(self.usual.first),
            "last": _written(self.usual.last),
            **{name: value for name, value in data.dict().items() if value},
        }
        super().__init__(given, **kwargs)
        offered = [months.add(this, -step) for step in range(OFFERED_MONTHS)]
        choices = [(_written(month), format_date(month, "F Y")) for month in offered]
        self.fields["first"].choices = choices  # type: ignore[attr-defined]
        self.fields["last"].choices = choices  # type: ignore[attr-defined]
        self.fields["partner"].queryset = partners.order_by("name")  # type: ignore[attr-defined]

    def period(self) -> Period:
        """The chosen months, at most MOST_MONTHS; the usual ones where that makes no sense."""
        self.is_valid()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if not first or not last or first > last:
            return self.usual
        end = months.parse(last)
        return Period(max(months.parse(first), months.add(end, 1 - MOST_MONTHS)), end)

    def chosen_partner(self) -> Partner | None:
        """The chosen partner, if it is one within reach."""
        self.is_valid()
        return self.cleaned_data.get("partner")


def _written(month: dt.date) -> str:
    return f"{month:%Y-%m}"


class FormalFigureForm(PageForm):
    """How many formal workers there are, and on which day."""

    error_title = _("Belum tercatat:")
    submit_label = _("Catat angka")
    people = forms.CharField(
        label=_("Peserta formal"),
        help_text=_("Pekerja yang didaftarkan pemberi kerja (PU) di wilayah cabang ini."),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    on = ThreeFieldDate(label=_("Keadaan tanggal"))
    source = forms.CharField(
        label=_("Sumber"),
        help_text=_("Misalnya laporan bulanan cabang."),
        required=False,
        max_length=MOST_SOURCE,
    )

    def clean_people(self) -> int:
        """The number; dots and spaces between the digits are forgiven."""
        digits = "".join(self.cleaned_data["people"].replace(".", "").split())
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= 12):
            raise forms.ValidationError(_("Tulis dengan angka saja, misalnya 120.500."))
        return int(digits)
