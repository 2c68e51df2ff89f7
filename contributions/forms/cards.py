"""The check code of a card, as it is read out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm


class CheckCardForm(PageForm):
    """Six letters and digits; spaces, dashes and small letters are forgiven."""

    form_tag = False
    submit_label = ""
    kode = forms.CharField(
        label=_("Kode periksa"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
