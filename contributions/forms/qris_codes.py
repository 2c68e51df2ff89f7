"""What a treasurer says of the partner's accounts and of a market's QRIS code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.models import PartnerAccount
from markets.forms import PageForm
from markets.models import Partner


class AccountForm(PageForm):
    """An account at a bank or at a payment provider."""

    submit_label = _("Simpan rekening")
    kind = forms.ChoiceField(
        label=_("Jenis"), choices=PartnerAccount.Kind.choices, widget=forms.RadioSelect
    )
    institution = forms.CharField(
        label=_("Bank atau penyedia"), help_text=_("Misalnya BJB, atau QRIS BJB."), max_length=60
    )
    number = forms.CharField(
        label=_("Nomor rekening atau nomor pedagang"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    holder = forms.CharField(label=_("Atas nama"), max_length=120)
    settles_into = forms.ModelChoiceField(
        PartnerAccount.objects.none(),
        label=_("Dicairkan ke rekening bank"),
        help_text=_("Hanya untuk penyedia pembayaran."),
        required=False,
        empty_label=_("—"),
    )

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        banks = PartnerAccount.objects.filter(partner=partner, kind=PartnerAccount.Kind.BANK)
        self.fields["settles_into"].queryset = banks  # type: ignore[attr-defined]


class QrisCodeForm(PageForm):
    """The text of a market's static code, and the provider's account it pays into."""

    submit_label = _("Periksa kode")
    error_title = _("Kode belum bisa dipakai:")
    text = forms.CharField(
        label=_("Isi kode QRIS"),
        help_text=_(
            "Pindai kode statis pasar dengan aplikasi pemindai QR di ponsel, lalu salin teksnya "
            "ke sini. Teksnya dimulai dengan 000201."
        ),
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
    account = forms.ModelChoiceField(
        PartnerAccount.objects.none(), label=_("Masuk ke akun penyedia"), empty_label=None
    )

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = PartnerAccount.objects.filter(partner=partner, kind=PartnerAccount.Kind.PROVIDER)
        self.fields["account"].queryset = found  # type: ignore[attr-defined]
