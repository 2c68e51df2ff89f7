"""What is chosen and sent about files of new workers for BPJS."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm
from markets.models import Market, Partner
from members.exported_workers import Chosen


class ExportIdForm(PageForm):
    """The id of the file that is about to be made."""

    form_tag = False
    id = forms.UUIDField(widget=forms.HiddenInput)


class EarlierExportsForm(PageForm):
    """Whose earlier files are shown."""

    form_tag = False
    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=_("Mitra"), required=False, empty_label=_("Semua mitra")
    )

    def __init__(self, *args: Any, partners: QuerySet[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = partners.order_by("name")  # type: ignore[attr-defined]

    def chosen(self) -> int | None:
        """The partner that was chosen; what makes no sense is left out."""
        self.is_valid()
        partner = self.cleaned_data.get("partner")
        return partner and partner.pk


class PeopleForm(PageForm):
    """Which people of a file, or of those who wait, are shown."""

    form_tag = False
    q = forms.CharField(
        label=_("Nama"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    market = forms.ModelChoiceField(
        Market.objects.none(), label=_("Pasar"), required=False, empty_label=_("Semua pasar")
    )

    def __init__(self, *args: Any, markets: QuerySet[Market], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["market"].queryset = markets.order_by("name")  # type: ignore[attr-defined]

    def chosen(self) -> Chosen:
        """What was chosen; what makes no sense is left out."""
        self.is_valid()
        market = self.cleaned_data.get("market")
        return Chosen(
            text=" ".join((self.cleaned_data.get("q") or "").split()), market=market and market.pk
        )
