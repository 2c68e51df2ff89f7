"""Which receipts of a day to see."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.day_receipts import HANDED_OVER, IN_HAND, UNDONE, Chosen
from contributions.models import Payment
from markets.forms import PageForm, SearchBox
from markets.row_ids import row_id


class DayReceiptsForm(PageForm):
    """Name, way to pay, state; who took the money comes with the link of a figure."""

    form_tag = False
    q = SearchBox(label=_("Nama peserta atau kolektor"), max_length=60)
    cara = forms.ChoiceField(
        label=_("Cara bayar"), choices=[("", _("Semua")), *Payment.Method.choices], required=False
    )
    keadaan = forms.ChoiceField(
        label=_("Keadaan"),
        choices=[
            ("", _("Semua")),
            (IN_HAND, _("Di tangan kolektor")),
            (HANDED_OVER, _("Sudah diserahkan")),
            (UNDONE, _("Dibatalkan atau dikembalikan")),
        ],
        required=False,
    )
    orang = forms.CharField(required=False, widget=forms.HiddenInput)

    def chosen(self) -> Chosen:
        """What was chosen; what makes no sense is left out."""
        self.is_valid()
        cleaned: dict[str, Any] = self.cleaned_data
        return Chosen(
            text=" ".join((cleaned.get("q") or "").split()),
            method=cleaned.get("cara") or "",
            state=cleaned.get("keadaan") or "",
            person=row_id(cleaned.get("orang") or ""),
        )
