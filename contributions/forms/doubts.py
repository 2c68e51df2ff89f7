"""What to see of the list of billing doubts."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contributions.doubts import Chosen
from contributions.models import BillingDoubt
from markets.forms import PageForm
from markets.models import Market, Role, User

SETTLED = "settled"


class DoubtsForm(PageForm):
    """Name, reason, market, owner, and whether the settled ones are wanted."""

    form_tag = False
    submit_label = ""
    q = forms.CharField(
        label=_("Nama"), required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("Belum selesai")), (SETTLED, _("Selesai"))],
        required=False,
    )
    reason = forms.ChoiceField(
        label=_("Alasan"), choices=[("", _("Semua")), *BillingDoubt.Reason.choices], required=False
    )
    market = forms.ModelChoiceField(
        Market.objects.none(), label=_("Pasar"), required=False, empty_label=_("Semua pasar")
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Penanggung jawab"), required=False, empty_label=_("Semua")
    )

    def __init__(self, *args: Any, markets: QuerySet[Market], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(role=Role.REVIEWER, branch=user.branch_id)
        self.fields["market"].queryset = markets.order_by("name")  # type: ignore[attr-defined]
        self.fields["owner"].queryset = colleagues.order_by("name")  # type: ignore[attr-defined]

    def chosen(self) -> Chosen:
        """What was chosen; what makes no sense is left out."""
        self.is_valid()
        cleaned = self.cleaned_data
        market, owner = cleaned.get("market"), cleaned.get("owner")
        return Chosen(
            text=" ".join((cleaned.get("q") or "").split()),
            reason=cleaned.get("reason") or "",
            market=market and market.pk,
            owner=owner and owner.pk,
            settled=cleaned.get("status") == SETTLED,
        )
