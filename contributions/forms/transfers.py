"""What a treasurer tells about a transfer of a remittance."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contributions import transfer_proofs
from contributions.models import RemittanceTransfer
from contributions.transfer_proofs import Proof, UnableToReadProof
from markets.forms import PageForm, RupiahField


class RemittanceTransferForm(PageForm):
    """One transfer as the bank's paper says it, with that paper."""

    form_tag = False
    kind = forms.ChoiceField(label=_("Jenis"), choices=RemittanceTransfer.Kind)
    amount_idr = RupiahField(label=_("Jumlah pada bukti"), min_value=1)
    day = forms.DateField(
        label=_("Tanggal pada bukti"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    reference = forms.CharField(
        label=_("Nomor referensi bank"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    proof = forms.FileField(
        label=_("Bukti (foto atau PDF)"),
        help_text=_("Biaya dan kelebihan kirim boleh tanpa bukti sendiri."),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def clean_proof(self) -> Proof | None:
        """The proof, checked."""
        file: Any = self.cleaned_data["proof"]
        if not file:
            return None
        try:
            return transfer_proofs.read(file)
        except UnableToReadProof as refusal:
            raise ValidationError(str(refusal)) from refusal
