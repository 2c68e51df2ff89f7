"""Which place of money to follow, and through which days."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contributions import place_names
from contributions.ledger import Account
from contributions.models import Place
from contributions.place_book import ChosenPlace
from markets import months
from markets.forms import DayInput, PageForm
from markets.models import Partner
from markets.row_ids import row_id

START = f"{Place.TREASURER}:"


class PlaceBookForm(PageForm):
    """A place, as `kind:` for all of the kind or `kind:id`, and days; else this month until today.

    Members are too many for a list: a link in the book leads to one, and then it is listed.
    """

    form_tag = False
    place = forms.ChoiceField(label=_("Tempat uang"), required=False)
    first_day = forms.DateField(label=_("Dari tanggal"), required=False, widget=DayInput())
    last_day = forms.DateField(label=_("Sampai tanggal"), required=False, widget=DayInput())

    def __init__(
        self, data: dict[str, Any], *, partners: QuerySet[Partner], today: dt.date
    ) -> None:
        usual = {
            "place": START,
            "first_day": f"{months.first_of(today)}",
            "last_day": f"{today}",
        }
        super().__init__({**usual, **{name: value for name, value in data.items() if value}})
        self.today = today
        kinds = place_names.few(partners)
        asked = _account(str(self.data["place"]))
        if asked and asked.id not in {pk for pk, _name in kinds.get(asked.place, [])}:
            name = place_names.names([asked]).get(asked)
            if name and place_names.is_in_books(asked, partners):
                kinds.setdefault(asked.place, []).append((asked.id, name))
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (label, [(f"{kind}:", _("Semua: %(kind)s") % {"kind": label}), *_named(kind, kinds)])
            for kind, label in Place.choices
        ]

    def chosen(self) -> ChosenPlace:
        """What was chosen; what makes no sense is left out."""
        self.is_valid()
        cleaned = self.cleaned_data
        last_day = cleaned.get("last_day") or self.today
        kind, _colon, number = (cleaned.get("place") or START).partition(":")
        return ChosenPlace(
            place=kind,
            id=int(number) if number else None,
            first_day=cleaned.get("first_day") or months.first_of(last_day),
            last_day=last_day,
        )


def _named(kind: str, kinds: dict[str, list[tuple[int, str]]]) -> list[tuple[str, str]]:
    return [(f"{kind}:{pk}", name) for pk, name in kinds.get(kind, [])]


def _account(asked: str) -> Account | None:
    kind, _colon, number = asked.partition(":")
    pk = row_id(number)
    return None if kind not in Place.values or pk is None else Account(kind, pk)
