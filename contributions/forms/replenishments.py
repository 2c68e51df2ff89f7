"""What people tell about the partner's own money."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.forms.transfers import ProvenForm
from contributions.models import PartnerAccount
from contributions.replenishments import AskedReplenishment
from markets.forms import PageForm
from markets.models import Partner


class ReplenishmentForm(ProvenForm):
    """The partner's own money that came into a bank account, with the bank's paper."""

    field_order = ("account",)
    account = forms.ModelChoiceField(
        PartnerAccount.objects.none(), label=_("Masuk ke rekening"), empty_label=None
    )

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = PartnerAccount.objects.filter(partner=partner, kind=PartnerAccount.Kind.BANK)
        self.fields["account"].queryset = found  # type: ignore[attr-defined]

    def asked(self) -> AskedReplenishment:
        """The money that is told about."""
        names = AskedReplenishment.__dataclass_fields__
        return AskedReplenishment(**{name: self.cleaned_data[name] for name in names})


class ReplenishmentReversalForm(PageForm):
    """Why it does not count any more."""

    form_tag = False
    reason = forms.CharField(label=_("Alasan"), max_length=300, widget=forms.Textarea({"rows": 2}))
