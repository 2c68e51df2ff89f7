"""What a reviewer fills in about membership numbers (KPJ)."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm
from markets.models import Market, Partner
from members.awaiting_number import EVERYBODY, WITH, WITHOUT, Chosen
from members.membership_numbers import MOST_REASON


class AwaitingForm(PageForm):
    """Whom the list shows. Sent by POST: the box may carry a NIK."""

    form_tag = False
    q = forms.CharField(
        label=_("Nama, NIK, KPJ atau referensi"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    number = forms.ChoiceField(
        label=_("Nomor peserta"),
        choices=[
            (WITHOUT, _("Belum ada")),
            (WITH, _("Sudah ada")),
            (EVERYBODY, _("Semua")),
        ],
        required=False,
    )
    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=_("Mitra"), required=False, empty_label=_("Semua mitra")
    )
    market = forms.ModelChoiceField(
        Market.objects.none(), label=_("Pasar"), required=False, empty_label=_("Semua pasar")
    )

    def __init__(
        self, *args: Any, markets: QuerySet[Market], partners: QuerySet[Partner], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["market"].queryset = markets.order_by("name")  # type: ignore[attr-defined]
        self.fields["partner"].queryset = partners.order_by("name")  # type: ignore[attr-defined]

    def chosen(self) -> Chosen:
        """What was chosen; what makes no sense is left out."""
        self.is_valid()
        cleaned = self.cleaned_data
        partner, market = cleaned.get("partner"), cleaned.get("market")
        return Chosen(
            text=" ".join((cleaned.get("q") or "").replace("\x00", "").split()),
            number=cleaned.get("number") or WITHOUT,
            partner=partner and partner.pk,
            market=market and market.pk,
        )


class NumberForm(PageForm):
    """A first number."""

    error_title = _("Belum tercatat:")
    submit_label = _("Catat nomor")
    number = forms.CharField(
        label=_("Nomor peserta (KPJ)"),
        help_text=_("11 angka, seperti pada kartu atau data BPJS."),
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class CorrectionForm(NumberForm):
    """Another number in the place of a wrong one, and why."""

    submit_label = _("Betulkan nomor")
    reason = forms.CharField(
        label=_("Mengapa nomor yang lama salah"),
        max_length=MOST_REASON,
        widget=forms.Textarea({"rows": 2}),
    )
    shown = forms.CharField(widget=forms.HiddenInput)


class NumberListForm(PageForm):
    """The file with the numbers."""

    error_title = _("Belum dibaca:")
    submit_label = _("Unggah dan periksa")
    file = forms.FileField(
        label=_("Berkas XLSX atau CSV"),
        help_text=_("Paling banyak 10.000 baris. Belum ada yang dicatat sebelum Anda setuju."),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )
