"""What a collector says of a visit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from collectors.models import Visit
from markets.forms import DayInput, PageForm


class VisitForm(PageForm):
    """Outcome, the day that was named, a note. The id is made with the form, once."""

    submit_label = _("Simpan kunjungan")
    id = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Apa hasilnya?"),
        choices=Visit.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih hasil kunjungan.")},
    )
    next_on = forms.DateField(
        label=_("Hari yang disebut"),
        help_text=_("Hanya kalau berjanji membayar atau minta jangan ditagih dulu."),
        required=False,
        widget=DayInput(),
        error_messages={"invalid": _("Pilih hari pada kalender.")},
    )
    note = forms.CharField(label=_("Catatan"), required=False, widget=forms.Textarea({"rows": 2}))

    FIELD_OF_CODE = {
        "day_missing": "next_on",
        "day_out_of_range": "next_on",
        "note_too_long": "note",
    }

    def refuse(self, refusal: Any) -> None:
        """Show the sentence of a refusal where it belongs."""
        self.add_error(self.FIELD_OF_CODE.get(refusal.code), str(refusal))
