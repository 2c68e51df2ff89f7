"""Why a card is revoked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm
from members.models import Card


class RevokeForm(PageForm):
    """What became of the card."""

    form_tag = False
    submit_label = ""
    reason = forms.ChoiceField(
        label=_("Apa yang terjadi dengan kartu itu?"),
        choices=Card.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih alasannya.")},
    )
