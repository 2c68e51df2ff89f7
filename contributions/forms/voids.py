"""What is typed when a receipt should be undone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.models import Void
from markets.forms import PageForm


class VoidForm(PageForm):
    """Why a receipt should be undone."""

    submit_label = _("Minta pembatalan")
    reason = forms.ChoiceField(
        label=_("Mengapa dibatalkan?"),
        choices=Void.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih alasannya.")},
    )
    explanation = forms.CharField(
        label=_("Keterangan"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )
