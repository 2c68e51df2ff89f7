"""What is typed about a death and the claim that follows it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contributions.claim_list import ALL, OPEN, Chosen
from contributions.claims import GOES_ON_TO
from contributions.models import Claim
from markets.forms import PageForm, RefusedForm, RupiahField, ThreeFieldDate
from markets.models import Market


class ClaimsForm(PageForm):
    """Name, state and market."""

    form_tag = False
    submit_label = ""
    q = forms.CharField(
        label=_("Nama"), required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    status = forms.ChoiceField(
        label=_("Keadaan"),
        choices=[(OPEN, _("Belum selesai")), *Claim.Status.choices, (ALL, _("Semua"))],
        required=False,
    )
    market = forms.ModelChoiceField(
        Market.objects.none(), label=_("Pasar"), required=False, empty_label=_("Semua pasar")
    )

    def __init__(self, *args: Any, markets: QuerySet[Market], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["market"].queryset = markets.order_by("name")  # type: ignore[attr-defined]

    def chosen(self) -> Chosen:
        """What was chosen; what makes no sense is left out."""
        self.is_valid()
        cleaned = self.cleaned_data
        market = cleaned.get("market")
        return Chosen(
            text=" ".join((cleaned.get("q") or "").split()),
            status=cleaned.get("status") or OPEN,
            market=market and market.pk,
        )


class ReversalForm(PageForm):
    """Why the report of a death was mistaken."""

    form_tag = False
    submit_label = ""
    reason = forms.CharField(
        label=_("Mengapa laporan ini keliru?"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )


class AskReversalForm(ReversalForm):
    """The same, where the branch has confirmed already and two have to agree."""

    id = forms.UUIDField(widget=forms.HiddenInput)


class RefusalForm(PageForm):
    """Why the death stays confirmed."""

    form_tag = False
    submit_label = ""
    note = forms.CharField(
        label=_("Alasan menolak"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )


class AnswerForm(RefusedForm):
    """What there is to say about the claim's next step; the amount only where BPJS may pay."""

    form_tag = False
    submit_label = ""
    happened_on = ThreeFieldDate(
        label=_("Tanggal"), help_text=_("Hari klaim diserahkan, atau tanggal jawaban BPJS.")
    )
    amount = RupiahField(
        label=_("Jumlah yang dibayar BPJS"),
        help_text=_("Hanya bila dibayar. Seperti tertulis pada bukti pembayaran BPJS."),
        required=False,
        max_value=2_000_000_000,
    )
    note = forms.CharField(
        label=_("Catatan"),
        help_text=_("Bila ditolak: alasan dari BPJS."),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Claim.Status.PAID not in GOES_ON_TO.get(Claim.Status(claim.status), ()):
            del self.fields["amount"]
            self.fields["note"].help_text = ""
