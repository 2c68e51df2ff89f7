"""What is told about a shortage that the partner bears. Never how much it is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm


class LossForm(PageForm):
    """Why the collector will not bring the money any more."""

    submit_label = _("Usulkan")
    reason = forms.CharField(
        label=_("Apa yang terjadi"),
        help_text=_("Mengapa uangnya tidak dapat dibawa lagi, dan apa buktinya."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


class ReplacementForm(PageForm):
    """Where the partner's own money came from."""

    form_tag = False
    proof = forms.CharField(
        label=_("Asal uang pengganti"),
        help_text=_("Misalnya nomor bukti kas keluar mitra."),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
