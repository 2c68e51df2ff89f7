"""What a treasurer chooses about places: who covers one, and where a member is found now."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from collectors.moves import Destination
from markets.forms import DayInput, PageForm
from markets.models import Block, Market, Partner, Role, Stall, User


class PlaceField(forms.ChoiceField):
    """A market as a whole, or one of its blocks."""

    def offer(self, markets: QuerySet[Market]) -> None:
        """Load the places of those markets."""
        self.markets = {row.pk: row for row in markets.order_by("name")}
        blocks = Block.objects.filter(market__in=[*self.markets]).select_related("market")
        self.blocks = {row.pk: row for row in blocks}
        self.choices = [
            ("", _("Pilih tempat")),
            *(
                (market.name, [(f"market-{market.pk}", market.name), *self._blocks_of(market)])
                for market in self.markets.values()
            ),
        ]

    def clean(self, value: Any) -> tuple[Market, Block | None]:
        """The market and block that were chosen."""
        kind, pk = super().clean(value).split("-")
        if kind == "market":
            return self.markets[int(pk)], None
        block = self.blocks[int(pk)]
        return block.market, block

    def _blocks_of(self, market: Market) -> list[tuple[str, str]]:
        return [
            (f"block-{block.pk}", f"{market.name} · {block.name}")
            for block in self.blocks.values()
            if block.market_id == market.pk
        ]


class AssignForm(PageForm):
    """A collector, a place, and the days, both included."""

    submit_label = _("Tugaskan")
    collector = forms.ModelChoiceField(
        User.objects.none(), label=_("Kolektor"), empty_label=_("Pilih kolektor")
    )
    place = PlaceField(label=_("Tempat"))
    first_day = forms.DateField(label=_("Mulai tanggal"), widget=DayInput())
    last_day = forms.DateField(
        label=_("Sampai tanggal"),
        required=False,
        widget=DayInput(),
        help_text=_("Kosongkan kalau belum tahu. Pengganti sementara diberi tanggal akhir."),
    )

    def __init__(self, *args: Any, partner: Partner, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        collectors = User.objects.filter(partner=partner, role=Role.COLLECTOR, is_active=True)
        self.fields["collector"].queryset = collectors.order_by("name")  # type: ignore[attr-defined]
        self.fields["first_day"].initial = today
        markets = Market.objects.filter(partner=partner)
        self.fields["place"].offer(markets)  # type: ignore[attr-defined]


class EndForm(PageForm):
    """The last day of an assignment."""

    submit_label = _("Akhiri penugasan")
    last_day = forms.DateField(label=_("Hari terakhir"), widget=DayInput())


class MovedForm(PageForm):
    """Where a member is found now."""

    submit_label = _("Simpan tempatnya")
    place = PlaceField(label=_("Sekarang ditemui di"))
    stall_kind = forms.ChoiceField(
        label=_("Jenis tempat usaha"),
        choices=[("", _("Tanpa tempat usaha")), *Stall.Kind.choices],
        required=False,
    )
    stall_number = forms.CharField(
        label=_("Nomor tempat usaha"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Catatan"), required=False, max_length=300, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, markets: QuerySet[Market], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(markets)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the stall that was named."""
        cleaned = super().clean() or {}
        kind, number = cleaned.get("stall_kind"), cleaned.get("stall_number", "").strip()
        if "place" not in cleaned:
            return cleaned
        market, block = cleaned["place"]
        stall = None
        if number or kind:
            stall = Stall.objects.filter(block=block, kind=kind, number__iexact=number).first()
            if stall is None:
                self.add_error(
                    "stall_number",
                    _("Tempat usaha itu tidak ada di blok ini. Periksa jenis dan nomornya."),
                )
        cleaned["destination"] = Destination(market, block, stall)
        return cleaned
