"""Which transfer a sheet is paid by, and whom a treasurer looks for on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from collectors.sheet_people import SheetPlace
from contributions import sheet_transfers
from contributions.models import StatementLine
from contributions.sheet_transfers import Transfer
from markets.amounts import MOST_SUM_IDR
from markets.forms import DayInput, PageForm, RupiahField


class TransferForm(PageForm):
    """A transfer by its paper, or by a line of a statement; carried from page to page.

    The line says how it was `called` by its first sheet (`sheet_transfers.with_rest`).
    """

    form_tag = False
    submit_label = ""
    baris = forms.IntegerField(required=False, widget=forms.HiddenInput)
    referensi = forms.CharField(
        label=_("Nomor referensi transfer"),
        help_text=_("Seperti pada rekening koran; tertulis pada semua kuitansinya."),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    jumlah = RupiahField(label=_("Jumlah transfer"), min_value=1, max_value=MOST_SUM_IDR)
    tanggal = forms.DateField(label=_("Tanggal transfer"), widget=DayInput())

    def __init__(self, *args: Any, line: StatementLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        if line is None:
            return
        self.initial["baris"] = line.pk
        called = line.called  # type: ignore[attr-defined]
        self.initial["referensi"] = called or sheet_transfers.called_by_bank(line)
        # Once a sheet was sent, the transfer has its name.
        self.fields["referensi"].disabled = bool(called)
        for name in ("jumlah", "tanggal"):
            del self.fields[name]

    @property
    def transfer(self) -> Transfer:
        """The transfer that is named; only of a valid form."""
        said = self.cleaned_data
        if self.line is None:
            return sheet_transfers.named(
                reference=said["referensi"], amount_idr=said["jumlah"], on=said["tanggal"]
            )
        named = sheet_transfers.named(
            reference=said["referensi"], amount_idr=self.line.amount_idr, on=self.line.day
        )
        return Transfer(named.reference, named.amount_idr, named.on, self.line)


class TransferPlaceForm(TransferForm):
    """The same, and where the people are whom it pays."""

    tempat = forms.ChoiceField(
        label=_("Dibayar untuk"),
        help_text=_("Satu lembar satu tempat; sisanya dapat dicatat dengan lembar berikutnya."),
    )
    field_order = ("baris", "referensi", "jumlah", "tanggal", "tempat")

    def __init__(self, *args: Any, places: list[SheetPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.query: place for place in places}
        choices: dict[str, list[tuple[str, str]]] = {}
        for query, place in self.places.items():
            choices.setdefault(place.market.name, []).append((query, place.name))
        self.fields["tempat"].choices = list(choices.items())  # type: ignore[attr-defined]

    @property
    def place(self) -> SheetPlace:
        """Where they are; only of a valid form."""
        return self.places[self.cleaned_data["tempat"]]
