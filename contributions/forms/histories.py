"""Which history to read, and of which days."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.histories import KINDS, Asked
from markets import months
from markets.forms import DayInput, PageForm

FIRST = next(iter(KINDS))


class HistoryForm(PageForm):
    """A kind of history, days (without them the last three months), and a name."""

    form_tag = False
    kind = forms.ChoiceField(
        label=_("Riwayat"),
        choices=[(name, kind.label) for name, kind in KINDS.items()],
        required=False,
    )
    first_day = forms.DateField(label=_("Dari tanggal"), required=False, widget=DayInput())
    last_day = forms.DateField(label=_("Sampai tanggal"), required=False, widget=DayInput())
    q = forms.CharField(label=_("Nama, juga nama pengubah"), required=False, max_length=60)

    def __init__(self, data: dict[str, Any], *, today: dt.date) -> None:
        self.today, self.usual = today, months.add(months.first_of(today), -3)
        usual = {"kind": FIRST, "first_day": f"{self.usual}", "last_day": f"{today}"}
        super().__init__({**usual, **{name: value for name, value in data.items() if value}})

    def asked(self) -> Asked:
        """What was chosen; what makes no sense is left out."""
        self.is_valid()
        cleaned = self.cleaned_data
        return Asked(
            kind=cleaned.get("kind") or FIRST,
            first_day=cleaned.get("first_day") or self.usual,
            last_day=cleaned.get("last_day") or self.today,
            text=(cleaned.get("q") or "").strip(),
        )
