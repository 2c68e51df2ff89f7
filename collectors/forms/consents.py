"""Withdrawing consent, and agreeing again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from collectors.forms.requests import RequestForm
from markets.forms import RefusedForm
from members import consent_withdrawals
from members.models import ConsentWithdrawal

ON_PAPER = [(how.value, how.label) for how in consent_withdrawals.ON_PAPER]


class WithdrawalForm(RequestForm):
    """What she withdraws, and how she said so."""

    submit_label = _("Catat penarikan")
    field_order = ("what", "how", "explanation")
    what = forms.ChoiceField(
        label=_("Yang ditarik"), choices=ConsentWithdrawal.What, widget=forms.RadioSelect
    )
    how = forms.ChoiceField(
        label=_("Cara menyampaikannya"), choices=ConsentWithdrawal.How, widget=forms.RadioSelect
    )
    explanation = forms.CharField(
        label=_("Keterangan"),
        help_text=_("Misalnya nomor surat. Jangan tulis data pribadi di sini."),
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class AgreeAgainForm(RefusedForm):
    """How she agrees to the text on the page; the page carries its version."""

    submit_label = _("Ia setuju")
    version = forms.CharField(widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label=_("Cara menyetujui"),
        choices=ON_PAPER,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].help_text = _("Lembarnya disimpan mitra.")
