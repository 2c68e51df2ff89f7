"""What is asked of somebody who left and comes back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from collectors.forms.changes import ContactForm
from collectors.forms.consents import ON_PAPER
from collectors.forms.requests import TermForm
from markets.forms import RefusedForm
from members.reactivations import Wishes


class ReturnForm(RefusedForm):
    """What she is insured for, how to reach her, and how she agrees to the text on the page."""

    submit_label = _("Kirim ke cabang")
    declared_income_idr = TermForm.base_fields["declared_income_idr"]
    jht = TermForm.base_fields["jht"]
    sector = TermForm.base_fields["sector"]
    phone = ContactForm.base_fields["phone"]
    address = ContactForm.base_fields["address"]
    version = forms.CharField(widget=forms.HiddenInput)
    consent_how = forms.ChoiceField(
        label=_("Cara menyetujui"),
        help_text=_("Lembarnya disimpan mitra."),
        choices=ON_PAPER,
        widget=forms.RadioSelect,
    )

    def wishes(self) -> Wishes:
        """What was typed."""
        typed: dict[str, Any] = {**self.cleaned_data, "jht": self.cleaned_data["jht"] == "true"}
        return Wishes(consent_version=typed.pop("version"), **typed)
