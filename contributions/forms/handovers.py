"""Which decided hand-overs to see."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.handover_list import DIFFERING, Chosen
from contributions.models import Handover
from markets.forms import DayInput, PageForm, SearchBox


class HandoversForm(PageForm):
    """Collector, outcome and days."""

    form_tag = False
    q = SearchBox(label=_("Kolektor"), max_length=60)
    outcome = forms.ChoiceField(
        label=_("Hasil"),
        choices=[
            ("", _("Semua")),
            (DIFFERING, _("Ada selisih")),
            (Handover.Status.ACCEPTED, _("Diterima")),
            (Handover.Status.REFUSED, _("Ditolak")),
        ],
        required=False,
    )
    first_day = forms.DateField(label=_("Dari tanggal"), required=False, widget=DayInput())
    last_day = forms.DateField(label=_("Sampai tanggal"), required=False, widget=DayInput())

    def chosen(self) -> Chosen:
        """What was chosen; what makes no sense is left out."""
        self.is_valid()
        cleaned = self.cleaned_data
        return Chosen(
            text=" ".join((cleaned.get("q") or "").split()),
            outcome=cleaned.get("outcome") or "",
            first_day=cleaned.get("first_day"),
            last_day=cleaned.get("last_day"),
        )
