"""What a reviewer types when deciding about a request."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm
from members.asked import MOST_NOTE


class RefusalForm(PageForm):
    """Why it is refused; whoever asked reads it."""

    form_tag = False
    submit_label = ""
    error_title = _("Belum diputuskan:")
    note = forms.CharField(
        label=_("Alasan kalau ditolak"),
        max_length=MOST_NOTE,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def refuse(self, refusal: Any) -> None:
        """Put the refusal beside its field, or above the form."""
        self.add_error("note" if refusal.field == "note" else None, str(refusal))
