"""What a reviewer types when deciding about a request."""

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


class ConfirmationForm(PageForm):
    """By which letter or ticket BPJS counts the months as hers."""

    form_tag = False
    submit_label = ""
    error_title = _("Belum dicatat:")
    note = forms.CharField(
        label=_("Nomor surat atau tiket BPJS"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
