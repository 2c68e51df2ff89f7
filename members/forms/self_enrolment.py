"""The pages of an enrolment as somebody fills them in herself from a poster.

They are those of a collector, but look nothing up: whether a NIK or a stall is known shows when the
collector goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from markets.models import Market, User
from members import nik
from members.forms.enrolment import CardForm, Entry, PersonForm, StepForm
from members.forms.enrolment_steps import DRAFT, Walk, names_of
from members.forms.enrolment_work import PlaceForm, WorkForm
from members.models import Document

LONGEST = 251  # of what is read from one field: one more than the longest of them takes


@dataclass(frozen=True, kw_only=True)
class Visit(Entry):
    """Somebody at that market begins; `by` is nobody, who reaches no rows at all."""

    market: Market


def visit(*, market: Market, on: Any) -> Visit:
    """A visit of that day to the market's poster."""
    return Visit(by=User(), on=on, market=market)


class OwnCardForm(CardForm):
    """The number as it stands on the card; whether it is known, nobody is told here."""

    def clean_nik(self) -> str:
        typed: str = self.cleaned_data["nik"]
        try:
            nik.parse(typed, on=self.entry.on)
        except nik.InvalidNik as error:
            raise ValidationError(str(error), code=error.code) from None
        return typed


class OwnPlaceForm(PlaceForm):
    """Where she is found in the poster's market; the stall is looked for by the collector."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = _("Supaya kolektor bisa menghubungi Anda.")

    def reached(self) -> QuerySet[Market]:
        assert isinstance(self.entry, Visit)
        return Market.objects.filter(pk=self.entry.market.pk)

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data

    def facts(self) -> list[tuple[Any, Any]]:
        return StepForm.facts(self)


class OwnWorkForm(WorkForm):
    """What she does and earns, in words for herself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["declared_income_idr"].help_text = _(
            "Kira-kira, misalnya 1.500.000. Menentukan besar iuran."
        )


class OwnWalk(Walk):
    """Four pages; what else is sent along is not kept and not carried."""

    pages = (OwnCardForm, PersonForm, OwnPlaceForm, OwnWorkForm)

    def __init__(self, data: Mapping[str, str], *, entry: Visit, posted: str = "") -> None:
        names = {DRAFT, *(name for page in self.pages for name in names_of(page))}
        known = {name: str(data[name])[:LONGEST] for name in names if name in data}
        super().__init__(known, entry=entry, posted=posted)

    def _held(self, entry: Entry) -> Mapping[str, Document]:
        return {}  # pictures are taken by the collector; none is looked for here
