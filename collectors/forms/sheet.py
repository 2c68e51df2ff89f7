"""Ticking on a collection sheet who pays and how many months, and sending what was shown."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from collectors.forms.payment import Amounts, ShownForm
from collectors.forms.ticks import CARRIED, carried
from collectors.till import Option, Payer
from contributions.collection_sheets import AskedLine
from contributions.wording import rupiah
from markets.forms import PageForm


class AmountSelect(Amounts, forms.Select):
    """A list with the amounts of its entries."""


class SheetLineForm(PageForm):
    """One person of the sheet: whether she pays, and how many months from the oldest on."""

    form_tag = False
    pays = forms.BooleanField(required=False)
    count = forms.TypedChoiceField(
        coerce=int,
        widget=AmountSelect,
        error_messages={
            "required": _("Pilih berapa bulan."),
            "invalid_choice": _("Pilihan bulan sudah berubah. Pilih lagi berapa bulan."),
        },
    )

    def __init__(self, *args: Any, payer: Payer, place: str = "", **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"p{payer.member.pk}", **kwargs)
        self.payer = payer
        self.fields["pays"].label = format_html(
            "{}<small>{}</small>", payer.member.name, " · ".join(filter(None, (place, owes(payer))))
        )
        field = self.fields["count"]
        field.choices = [  # type: ignore[attr-defined]
            (option.count, f"{rupiah(option.cash_idr)} · {option.words}")
            for option in payer.options
        ]
        field.widget.amounts = {str(option.count): option.cash_idr for option in payer.options}
        field.initial = payer.usual
        field.label = ""
        field.widget.attrs["aria-label"] = _now("Bulan yang dibayar %(name)s") % {
            "name": payer.member.name
        }

    @property
    def chosen(self) -> Option:
        """The months that were chosen; only of a valid form."""
        return self.payer.option(self.cleaned_data["count"])


def owes(payer: Payer) -> str:
    """What she owes by today, in words."""
    if not payer.owed:
        return _now("tidak menunggak")
    option = payer.option(payer.owed)
    words = ngettext(
        "menunggak %(count)d bulan, %(amount)s", "menunggak %(count)d bulan, %(amount)s", payer.owed
    )
    return words % {"count": payer.owed, "amount": rupiah(option.cash_idr)}


class AmountTicks(Amounts, forms.CheckboxSelectMultiple):
    """Boxes with the amounts of their entries."""


class CarriedForm(PageForm):
    """Who was ticked on other pages of the sheet: they go along, and can be taken off here."""

    form_tag = False
    bawa = forms.MultipleChoiceField(
        label=_("Dari halaman lain"), required=False, widget=AmountTicks
    )

    def __init__(self, *, chosen: list[tuple[Payer, Option]]) -> None:
        values = [carried(payer.member.pk, option.count) for payer, option in chosen]
        super().__init__(initial={CARRIED: values})
        field = self.fields[CARRIED]
        field.choices = [  # type: ignore[attr-defined]
            (value, f"{payer.member.name}: {rupiah(option.cash_idr)} · {option.words}")
            for value, (payer, option) in zip(values, chosen, strict=True)
        ]
        field.widget.amounts = {
            value: option.cash_idr for value, (_payer, option) in zip(values, chosen, strict=True)
        }


class CheckedLineForm(ShownForm):
    """What was shown for one person of the sheet: hidden."""

    @property
    def asked(self) -> AskedLine:
        """What is asked of the job; only of a valid form."""
        return AskedLine(**self.told)


class SheetForm(PageForm):
    """The id of the sheet, hidden: made once, on the page where it is checked."""

    form_tag = False
    sheet = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def new(cls, id: UUID) -> "SheetForm":
        """The hidden field with a new id."""
        return cls(initial={"sheet": id})
