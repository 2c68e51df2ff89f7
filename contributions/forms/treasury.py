"""What a treasurer types: reasons, codes and references. Never what is owed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm


class RefusalForm(PageForm):
    """Why a hand-over is not taken over."""

    form_tag = False
    reason = forms.CharField(
        label=_("Alasan penolakan"), max_length=500, widget=forms.Textarea({"rows": 2})
    )


class PaymentCodeForm(PageForm):
    """The code under which BPJS is to be paid."""

    form_tag = False
    payment_code = forms.CharField(
        label=_("Kode bayar dari BPJS"),
        help_text=_("Dibayar dengan kode ini; setelah dibayar, catat dengan buktinya."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )


class NoteForm(PageForm):
    """A note beside a decision about a void."""

    form_tag = False
    note = forms.CharField(
        label=_("Catatan"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )


class TransferForm(PageForm):
    """A sponsor's transfer as the bank's statement names it, and the sum that was shown."""

    form_tag = False
    reference = forms.CharField(
        label=_("Nomor referensi transfer"),
        help_text=_("Seperti pada rekening koran. Nomor yang sama tidak tercatat dua kali."),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    shown_total = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
