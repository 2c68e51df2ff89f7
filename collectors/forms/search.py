"""Narrowing the worklist, and gathering the people for whom one person pays."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from collectors.people import Found
from collectors.worklist import Wanted
from markets.forms import PageForm, SearchBox
from markets.models import Block

URGENT, WHOLE_MARKET = "mendesak", "semua"


class WorklistForm(PageForm):
    """Name or place, order, block, scope. It only shows: the page reads its own address."""

    form_tag = False
    tampil = forms.CharField(widget=forms.HiddenInput, required=False)
    q = SearchBox(label=_("Nama atau nomor tempat"))
    urut = forms.ChoiceField(
        label=_("Urutan"),
        choices=[("", _("Urutan jalan")), (URGENT, _("Paling mendesak"))],
        required=False,
    )
    blok = forms.ChoiceField(label=_("Blok"), required=False)
    cakupan = forms.ChoiceField(
        label=_("Cakupan"),
        choices=[("", _("Tempat saya")), (WHOLE_MARKET, _("Seluruh pasar"))],
        required=False,
    )

    def __init__(self, wanted: Wanted, *, blocks: list[Block]) -> None:
        super().__init__(
            initial={
                "tampil": wanted.which,
                "q": wanted.text,
                "urut": URGENT if wanted.by_urgency else "",
                "blok": wanted.block or "",
                "cakupan": WHOLE_MARKET if wanted.whole_market else "",
            }
        )
        several = len({block.market_id for block in blocks}) > 1
        self.fields["blok"].choices = [  # type: ignore[attr-defined]
            ("", _("Semua blok")),
            *(
                (block.pk, f"{block.market.name} · {block.name}" if several else block.name)
                for block in blocks
            ),
        ]

    @cached_property
    def helper(self) -> FormHelper:
        """As every form's, with the choices side by side where there is room."""
        helper: FormHelper = super().helper
        choices = Div("urut", "blok", "cakupan", css_class="row-fields")
        helper.layout = Layout("tampil", "q", choices)
        return helper


class PeopleForm(PageForm):
    """Boxes to tick, one for each of these people; several such lists send the same name."""

    form_tag = False
    anggota = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, people: Iterable[Found], *, label: Any, key: str, ticked: bool) -> None:
        """`key` keeps the ids of several lists on one page apart."""
        found = list(people)
        everybody = [person.member_id for person in found]
        initial = {"anggota": everybody if ticked else []}
        super().__init__(initial=initial, auto_id=f"id_{key}_%s")
        self.fields["anggota"].label = label
        choices = [(person.member_id, _words(person)) for person in found]
        self.fields["anggota"].choices = choices  # type: ignore[attr-defined]

    @cached_property
    def helper(self) -> FormHelper:
        """As every form's; the label is a heading of the page."""
        helper: FormHelper = super().helper
        helper.layout = Layout(Field("anggota", wrapper_class="group"))
        return helper


def _words(person: Found) -> str:
    place = person.place or person.market_name
    if person.is_lapsed:
        place = f"{place} · {_now('nonaktif')}"
    return format_html("{}<small>{}</small>", person.name, place)
