"""Short forms for what changes about a member at once: how to reach her, her work, her place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from collectors.forms.territory import MovedForm
from markets.forms import RefusedForm


class ContactForm(RefusedForm):
    """Phone and address."""

    phone = forms.CharField(
        label=_("Nomor HP"),
        help_text=_("Misalnya 0812 3456 7890. Kosongkan kalau tidak punya lagi."),
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    address = forms.CharField(label=_("Alamat"), widget=forms.TextInput({"autocomplete": "off"}))


class OccupationForm(RefusedForm):
    """What she does."""

    occupation = forms.CharField(
        label=_("Pekerjaan utama"), widget=forms.TextInput({"autocomplete": "off"})
    )
    second_occupation = forms.CharField(
        label=_("Pekerjaan kedua"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class PlaceForm(MovedForm):
    """Where she is found from today on."""

    note = None  # type: ignore[assignment]
