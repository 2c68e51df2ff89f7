"""Which partner's page to read."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm
from markets.models import Partner


class PartnerForm(PageForm):
    """One of those in reach, as `?mitra=`; shown with the one whose page it is."""

    form_tag = False
    mitra = forms.ChoiceField(label=_("Mitra"), required=False)

    def __init__(self, *, partners: Iterable[Partner], chosen: Partner) -> None:
        super().__init__(initial={"mitra": chosen.pk})
        self.fields["mitra"].choices = [  # type: ignore[attr-defined]
            (partner.pk, partner.name) for partner in partners
        ]
