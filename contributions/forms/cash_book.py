"""Which part of the cash book to see."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contributions.cash_book import Chosen
from contributions.models import Document, Place
from markets import months
from markets.forms import DayInput, PageForm
from markets.models import Partner


class CashBookForm(PageForm):
    """Days, kind of place, kind of document, partner. Without days: this month until today."""

    form_tag = False
    first_day = forms.DateField(label=_("Dari tanggal"), required=False, widget=DayInput())
    last_day = forms.DateField(label=_("Sampai tanggal"), required=False, widget=DayInput())
    place = forms.ChoiceField(
        label=_("Tempat uang"), choices=[("", _("Semua")), *Place.choices], required=False
    )
    document = forms.ChoiceField(
        label=_("Dokumen"), choices=[("", _("Semua")), *Document.choices], required=False
    )
    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=_("Mitra"), required=False, empty_label=_("Semua mitra")
    )

    def __init__(
        self, data: dict[str, Any], *, partners: QuerySet[Partner], today: dt.date
    ) -> None:
        this_month = {"first_day": f"{months.first_of(today)}", "last_day": f"{today}"}
        super().__init__({**this_month, **{name: value for name, value in data.items() if value}})
        self.today = today
        self.fields["partner"].queryset = partners.order_by("name")  # type: ignore[attr-defined]

    def chosen(self) -> Chosen:
        """What was chosen; what makes no sense is left out."""
        self.is_valid()
        cleaned = self.cleaned_data
        last_day = cleaned.get("last_day") or self.today
        partner = cleaned.get("partner")
        return Chosen(
            first_day=cleaned.get("first_day") or months.first_of(last_day),
            last_day=last_day,
            place=cleaned.get("place") or "",
            document=cleaned.get("document") or "",
            partner=partner and partner.pk,
        )
