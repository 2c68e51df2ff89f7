"""What people tell about the transfers of a remittance."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contributions import remittance_transfers, transfer_proofs
from contributions.models import RemittanceTransfer
from contributions.remittance_transfers import AskedTransfer
from contributions.transfer_proofs import Proof, UnableToReadProof
from markets.amounts import MOST_SUM_IDR
from markets.forms import DayInput, PageForm, RupiahField

# Which field a refusal of a job is about, by its code.
FIELDS = {
    "nothing": "amount_idr",
    "not_rejected": "amount_idr",
    "not_listed": "amount_idr",
    "too_much": "amount_idr",
    "needs_reference": "reference",
    "reference_used": "reference",
    "needs_proof": "proof",
    "wrong_day": "day",
}


class ProvenForm(PageForm):
    """What the bank did, as its paper says it, with that paper."""

    form_tag = False
    field_order: tuple[str, ...] = ()
    amount_idr = RupiahField(label=_("Jumlah pada bukti"), min_value=1, max_value=MOST_SUM_IDR)
    day = forms.DateField(label=_("Tanggal pada bukti"), widget=DayInput())
    reference = forms.CharField(
        label=_("Nomor referensi bank"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    proof = forms.FileField(
        label=_("Bukti (foto atau PDF)"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def full_clean(self) -> None:
        """A browser never sends a file twice: what was typed stays, the file is asked for again."""
        super().full_clean()
        if self.errors:
            self._ask_again()

    def refuse(self, refusal: Any) -> None:
        """Say what a job refused, by its `code` beside the field it is about."""
        self.add_error(FIELDS.get(refusal.code), str(refusal))
        self._ask_again()

    def _ask_again(self) -> None:
        if self.files:
            self["proof"].help_text = _("Pilih lagi berkas buktinya.")

    def clean_proof(self) -> Proof | None:
        """The proof, checked."""
        file: Any = self.cleaned_data["proof"]
        if not file:
            return None
        try:
            return transfer_proofs.read(file)
        except UnableToReadProof as refusal:
            raise ValidationError(str(refusal)) from refusal


class RemittanceTransferForm(ProvenForm):
    """One transfer of a remittance."""

    field_order: tuple[str, ...] = ("kind",)
    kind = forms.ChoiceField(label=_("Jenis"), choices=RemittanceTransfer.Kind)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proof"].required = False
        self.fields["proof"].help_text = _(
            "Hanya biaya bank dan kelebihan kirim yang boleh tanpa bukti sendiri."
        )

    @cached_property
    def helper(self) -> FormHelper:
        """As of every form; but whether a proof may be left out depends on the kind."""
        helper = super().helper
        helper.mark_optional = False
        return helper

    def asked(self) -> AskedTransfer:
        """The transfer that is asked to be recorded."""
        names = AskedTransfer.__dataclass_fields__
        return AskedTransfer(**{name: self.cleaned_data[name] for name in names})


class PostingForm(RemittanceTransferForm):
    """That BPJS was paid: its code, and the first transfer with its paper."""

    field_order = ("payment_code", "kind")
    payment_code = forms.CharField(
        label=_("Kode bayar BPJS"),
        help_text=_("Seperti tertulis pada bukti bayar."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.label = _("Dibayar dengan")
        kind.choices = [(each.value, each.label) for each in remittance_transfers.PROVEN]
        self.fields["amount_idr"].help_text = _(
            "Kalau dibayar dengan beberapa transfer: yang pertama. Yang lain dicatat sesudahnya."
        )
        self.fields["proof"].help_text = ""


class TransferReversalForm(PageForm):
    """Why a transfer does not count any more."""

    form_tag = False
    reason = forms.CharField(label=_("Alasan"), max_length=300, widget=forms.Textarea({"rows": 2}))


class TransferExplanationForm(PageForm):
    """Why the transfers differ from the list by what was shown."""

    form_tag = False
    reason = forms.CharField(
        label=_("Sebab selisihnya"), max_length=500, widget=forms.Textarea({"rows": 2})
    )
    shown_idr = forms.IntegerField(widget=forms.HiddenInput)
