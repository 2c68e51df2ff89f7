"""Which people of a list are shown."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm
from markets.models import Market, Partner
from members.chosen_people import Chosen


class PeopleForm(PageForm):
    """A name and a place. Who has one partner only is not asked for it."""

    form_tag = False
    q = forms.CharField(
        label=_("Nama"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=_("Mitra"), required=False, empty_label=_("Semua mitra")
    )
    market = forms.ModelChoiceField(
        Market.objects.none(), label=_("Pasar"), required=False, empty_label=_("Semua pasar")
    )

    def __init__(
        self,
        *args: Any,
        markets: QuerySet[Market],
        partners: QuerySet[Partner] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["market"].queryset = markets.order_by("name")  # type: ignore[attr-defined]
        if partners is None:
            del self.fields["partner"]
        else:
            self.fields["partner"].queryset = partners.order_by("name")  # type: ignore[attr-defined]

    def chosen(self) -> Chosen:
        """What was chosen; what makes no sense is left out."""
        self.is_valid()
        partner, market = self.cleaned_data.get("partner"), self.cleaned_data.get("market")
        return Chosen(
            text=" ".join((self.cleaned_data.get("q") or "").replace("\x00", "").split()),
            partner=partner and partner.pk,
            market=market and market.pk,
        )
