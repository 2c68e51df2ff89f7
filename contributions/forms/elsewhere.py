"""What is typed about a month that was paid elsewhere."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contributions import transfer_proofs, wording
from contributions.cover import GRACE_MONTHS
from contributions.elsewhere_list import ALL, WAITING, Chosen
from contributions.elsewhere_months import Choice
from contributions.elsewhere_refusals import UnableToRecordElsewhere
from contributions.models import ElsewhereMonth, PaidElsewhere
from contributions.paid_elsewhere import Told
from contributions.transfer_proofs import Proof, UnableToReadProof
from markets import months
from markets.forms import FoldedBoxes, PageForm, RupiahField, ThreeFieldDate
from markets.models import Market

PICTURE = "image/jpeg,image/png,image/webp"
PAID_HERE = "paid"
# Which field a refusal of the job is about, by its code.
FIELDS = {
    "nothing_asked": "months",
    "not_recordable": "months",
    "out_of_time": "months",
    "recorded_already": "months",
    "paid_here": "months",
    "bad_day": "paid_on",
    "needs_amount": "amount_idr",
    "needs_words": "reference",
    "reference_used": "reference",
}


class PaidElsewhereForm(PageForm):
    """What the slip says, and a picture of it."""

    form_tag = False
    error_title = gettext_lazy("Belum tersimpan. Periksa dahulu:")
    id = forms.UUIDField(widget=forms.HiddenInput)
    months = forms.MultipleChoiceField(
        label=gettext_lazy("Bulan yang dibayar"),
        widget=FoldedBoxes,
        error_messages={"required": gettext_lazy("Pilih sedikitnya satu bulan.")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Dibayar di mana?"),
        choices=[("", gettext_lazy("Pilih tempat")), *PaidElsewhere.Channel.choices],
        error_messages={"required": gettext_lazy("Pilih di mana dibayar.")},
    )
    channel_name = forms.CharField(
        label=gettext_lazy("Nama bank, toko atau aplikasi"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    paid_on = ThreeFieldDate(label=gettext_lazy("Tanggal pada bukti"))
    amount_idr = RupiahField(label=gettext_lazy("Jumlah pada bukti"), min_value=1)
    reference = forms.CharField(
        label=gettext_lazy("Nomor referensi atau kode bayar"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    photo = forms.FileField(
        label=gettext_lazy("Foto buktinya"),
        required=False,
        widget=forms.FileInput({"accept": PICTURE, "capture": "environment"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Atau pilih foto atau PDF"),
        required=False,
        widget=forms.FileInput({"accept": f"{PICTURE},application/pdf"}),
    )

    def __init__(self, *args: Any, choices: list[Choice], on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.mark_optional = False
        self.fields["months"].choices = [  # type: ignore[attr-defined]
            (_value(choice), _words(choice)) for choice in choices
        ]
        self._fold(choices, on)

    def _fold(self, choices: list[Choice], on: dt.date) -> None:
        """What may be owed on that day stands first; where nothing is, the oldest of the others."""
        since = months.add(months.first_of(on), -GRACE_MONTHS)
        owed = [each for each in choices if not each.paid_here and since <= each.month <= on]
        shown = owed or choices[:1]
        others = [each for each in choices if each not in shown]
        boxes: Any = self.fields["months"].widget
        if others:
            boxes.folded = frozenset(_value(each) for each in others)
            count = {"count": len(others)}
            boxes.summary = ngettext("%(count)d bulan lain", "%(count)d bulan lain", len(others))
            boxes.summary %= count

    def full_clean(self) -> None:
        """A browser never sends a file twice: what was typed stays, the file is asked for again."""
        super().full_clean()
        if self.errors and self.files:
            self["photo"].help_text = _("Ambil atau pilih lagi buktinya.")

    def clean(self) -> dict[str, Any]:
        """The proof, checked; without one the form says that it is missing."""
        super().clean()
        file: Any = self.cleaned_data.get("photo") or self.cleaned_data.get("file")
        if not file:
            self.add_error("photo", _("Ambil foto buktinya, atau pilih berkasnya."))
            return self.cleaned_data
        try:
            self.cleaned_data["proof"] = transfer_proofs.read(file)
        except UnableToReadProof as refusal:
            raise ValidationError({"photo": str(refusal)}) from refusal
        return self.cleaned_data

    @property
    def proof(self) -> Proof:
        """The picture or PDF; only of a valid form."""
        proof: Proof = self.cleaned_data["proof"]
        return proof

    def told(self) -> Told:
        """What was typed; the form must be valid."""
        cleaned = self.cleaned_data
        chosen = [value.partition("+") for value in cleaned["months"]]
        return Told(
            months=tuple(dt.date.fromisoformat(month) for month, _plus, _here in chosen),
            paid_here=frozenset(
                dt.date.fromisoformat(month) for month, _plus, here in chosen if here
            ),
            channel=cleaned["channel"],
            channel_name=cleaned["channel_name"],
            paid_on=cleaned["paid_on"],
            amount_idr=cleaned["amount_idr"],
            reference=cleaned["reference"],
        )

    def refuse(self, refusal: UnableToRecordElsewhere) -> None:
        """Say it beside the field it is about."""
        self.add_error(FIELDS.get(refusal.code), str(refusal))
        self["photo"].help_text = _("Ambil atau pilih lagi buktinya.")


class ElsewhereListForm(PageForm):
    """Name or reference, state and market."""

    form_tag = False
    submit_label = ""
    q = forms.CharField(
        label=gettext_lazy("Nama atau nomor referensi"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Keadaan"),
        choices=[*ElsewhereMonth.Status.choices, (ALL, gettext_lazy("Semua"))],
        required=False,
    )
    market = forms.ModelChoiceField(
        Market.objects.none(),
        label=gettext_lazy("Pasar"),
        required=False,
        empty_label=gettext_lazy("Semua pasar"),
    )

    def __init__(self, *args: Any, markets: QuerySet[Market], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["market"].queryset = markets.order_by("name")  # type: ignore[attr-defined]

    def chosen(self) -> Chosen:
        """What was chosen; what makes no sense is left out."""
        self.is_valid()
        market = self.cleaned_data.get("market")
        return Chosen(
            text=" ".join((self.cleaned_data.get("q") or "").split()),
            status=self.cleaned_data.get("status") or WAITING,
            market=market and market.pk,
        )


def _value(choice: Choice) -> str:
    return f"{choice.month}+{PAID_HERE}" if choice.paid_here else f"{choice.month}"


def _words(choice: Choice) -> str:
    words = f"{wording.month(choice.month)}: {wording.rupiah(choice.amount_idr)}"
    if choice.paid_here is None:
        return words
    return _("%(month)s (sudah dibayar di sini: kuitansi %(receipt)s)") % {
        "month": words,
        "receipt": choice.paid_here.payment.receipt,
    }
