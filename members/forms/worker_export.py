"""What is chosen and sent about files of new workers for BPJS."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm
from markets.models import Partner


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
