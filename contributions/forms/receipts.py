"""The number and the check code of a receipt, as they are read out; and why a link is replaced."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.models import ReplacedLink
from markets.forms import PageForm


class CheckReceiptForm(PageForm):
    """Both are forgiven their spaces, dashes and small letters."""

    form_tag = False
    submit_label = ""
    number = forms.CharField(
        label=_("Nomor kuitansi"),
        help_text=_("Seperti TOHAGA-1-000076; nol di depan boleh dilewatkan."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    code = forms.CharField(
        label=_("Kode periksa"),
        help_text=_("Delapan huruf dan angka yang tercetak pada kuitansi."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )


class ReplaceLinkForm(PageForm):
    """Why the link must open nothing any more."""

    form_tag = False
    submit_label = ""
    reason = forms.ChoiceField(
        label=_("Mengapa diganti?"),
        choices=ReplacedLink.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih alasannya.")},
    )
