"""Choosing months for one or several members, and sending exactly what was shown."""

import datetime as dt
import uuid
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from collectors.till import Option, Payer
from contributions.payments import AskedPayment
from contributions.wording import rupiah
from markets import months
from markets.forms import PageForm
from members.models import Member


class Amounts(forms.widgets.ChoiceWidget):
    """Choices that carry their amount, for the sum below them."""

    amounts: dict[str, int] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-amount"] = self.amounts.get(str(value), 0)
        return option


class MonthChoices(Amounts, forms.RadioSelect):
    """Radio buttons with their amounts."""


class MonthsForm(PageForm):
    """How many months one member pays, from the oldest on."""

    form_tag = False
    count = forms.TypedChoiceField(
        label=_("Bulan yang dibayar"),
        coerce=int,
        widget=MonthChoices,
        error_messages={
            "required": _("Pilih berapa bulan yang dibayar."),
            "invalid_choice": _("Pilihan bulan sudah berubah. Pilih lagi berapa bulan."),
        },
    )

    def __init__(self, *args: Any, payer: Payer, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"p{payer.member.pk}", **kwargs)
        self.payer = payer
        field = self.fields["count"]
        field.choices = [(option.count, _words(option)) for option in payer.options]  # type: ignore[attr-defined]
        field.widget.amounts = {str(option.count): option.cash_idr for option in payer.options}
        field.initial = payer.usual
        field.help_text = _explained(payer)
        field.label = _("Bulan yang dibayar %(name)s") % {"name": payer.member.name}

    @property
    def chosen(self) -> Option:
        """The months that were chosen; only of a valid form."""
        return self.payer.option(self.cleaned_data["count"])


def _explained(payer: Payer) -> str:
    """Where the numbers of months on offer come from."""
    ahead = _("1, 3, 6 atau 12 bulan di muka")
    if not payer.owed:
        return _("Semua sudah dibayar sampai bulan ini; boleh %(ahead)s.") % {"ahead": ahead}
    return _("Yang terutang (%(owed)s bulan) dahulu; boleh ditambah %(ahead)s.") % {
        "owed": payer.owed,
        "ahead": ahead,
    }


def _words(option: Option) -> str:
    return format_html("{} <b>{}</b>", option.words, rupiah(option.cash_idr))


class MonthsList(forms.CharField):
    """Months as `2026-10,2026-11`."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> tuple[dt.date, ...]:  # type: ignore[override]
        try:
            return tuple(months.parse(word) for word in str(value or "").split(",") if word)
        except ValueError:
            raise ValidationError(_("Bulan tidak dikenal."), code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return ",".join(f"{month:%Y-%m}" for month in value)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial != data)


class ShownForm(PageForm):
    """What was shown for one member: hidden."""

    form_tag = False
    months = MonthsList()
    shown_total = forms.IntegerField(min_value=1, max_value=10**9, widget=forms.HiddenInput)
    shown_credit = forms.IntegerField(
        min_value=0, max_value=10**9, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"p{member.pk}", **kwargs)
        self.member = member

    @classmethod
    def showing(cls, form: Any) -> Self:
        """The hidden fields for the `payer` of that form and the option that was `chosen`."""
        payer, option = form.payer, form.chosen
        return cls(
            member=payer.member,
            initial={
                "months": tuple(due.month for due in payer.dues[: option.count]),
                "shown_total": option.amount_idr,
                "shown_credit": option.credit_idr,
            },
        )

    @property
    def told(self) -> dict[str, Any]:
        """What is asked of a job, by its names; only of a valid form."""
        return {
            "member": self.member,
            "months": self.cleaned_data["months"],
            "shown_total_idr": self.cleaned_data["shown_total"],
            "credit_idr": self.cleaned_data["shown_credit"] or 0,
        }


class ConfirmedForm(ShownForm):
    """With the id this payment will have for ever."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    @property
    def asked(self) -> AskedPayment:
        """What is asked of the job; only of a valid form."""
        return AskedPayment(id=self.cleaned_data["id"], **self.told)
