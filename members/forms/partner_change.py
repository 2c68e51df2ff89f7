"""What is typed about a person whom two partners want."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext_lazy as _

from markets import months
from markets.forms import PageForm
from markets.models import Market
from members import partner_changes


class ReportForm(PageForm):
    """Who shows the card, and where she works; the number travels along unseen."""

    submit_label = _("Laporkan ke cabang")
    error_title = _("Belum terkirim:")
    nik = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Nama sesuai KTP"),
        max_length=partner_changes.LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "words"}),
    )
    market = forms.ModelChoiceField(
        Market.objects.none(), label=_("Pasar tempat ia bekerja sekarang"), empty_label=None
    )
    explanation = forms.CharField(
        label=_("Keterangan"),
        help_text=_("Misalnya: pindah berjualan ke pasar ini sejak bulan lalu."),
        max_length=partner_changes.MOST_LETTERS,
        required=False,
    )

    def __init__(self, *args: Any, markets: QuerySet[Market], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["market"].queryset = markets.order_by("name")  # type: ignore[attr-defined]


class ProposalForm(PageForm):
    """From which month on she belongs to the other partner."""

    form_tag = False
    submit_label = ""
    from_month = forms.TypedChoiceField(
        label=_("Mulai bulan iuran"), coerce=months.parse, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_month"].choices = [  # type: ignore[attr-defined]
            (f"{month:%Y-%m}", format_date(month, "F Y"))
            for month in partner_changes.months_offered(on=on)
        ]


class ClosingForm(PageForm):
    """Why she stays where she is."""

    form_tag = False
    submit_label = ""
    note = forms.CharField(
        label=_("Alasan"),
        help_text=_("Dibaca juga oleh kolektor yang melapor. Jangan menyebut pasar atau mitranya."),
        max_length=partner_changes.MOST_LETTERS,
        widget=forms.Textarea({"rows": 2}),
    )
