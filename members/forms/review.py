"""What a reviewer fills in: what to see of the queue, and why something goes back."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm
from markets.models import Market, Partner
from members.enrolment_warnings import SENTENCES
from members.models import Enrolment
from members.review import MOST_REASON
from members.review_queue import ANY, NONE, Chosen

EVERY_STATUS = "all"


class QueueForm(PageForm):
    """Name or NIK, status, partner, market, warnings. Sent by POST: it may carry a NIK."""

    submit_label = _("Tampilkan")
    form_tag = False
    q = forms.CharField(
        label=_("Nama atau NIK"), required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[*Enrolment.Status.choices, (EVERY_STATUS, _("Semua"))],
        initial=Enrolment.Status.SUBMITTED,
        required=False,
    )
    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=_("Mitra"), required=False, empty_label=_("Semua mitra")
    )
    market = forms.ModelChoiceField(
        Market.objects.none(), label=_("Pasar"), required=False, empty_label=_("Semua pasar")
    )
    warnings = forms.ChoiceField(
        label=_("Peringatan"),
        choices=[
            ("", _("Semua")),
            (ANY, _("Ada peringatan")),
            (NONE, _("Tanpa peringatan")),
            *SENTENCES.items(),
        ],
        required=False,
    )

    def __init__(
        self, *args: Any, markets: QuerySet[Market], partners: QuerySet[Partner], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["market"].queryset = markets.order_by("name")  # type: ignore[attr-defined]
        self.fields["partner"].queryset = partners.order_by("name")  # type: ignore[attr-defined]

    def chosen(self) -> Chosen:
        """What was chosen; what makes no sense is left out."""
        self.is_valid()
        cleaned = self.cleaned_data
        status = cleaned.get("status") or Enrolment.Status.SUBMITTED
        partner, market = cleaned.get("partner"), cleaned.get("market")
        return Chosen(
            text=" ".join((cleaned.get("q") or "").split()),
            status="" if status == EVERY_STATUS else status,
            partner=partner and partner.pk,
            market=market and market.pk,
            warnings=cleaned.get("warnings") or "",
        )


class ReasonForm(PageForm):
    """Why it goes back or is refused; the collector reads it."""

    form_tag = False
    submit_label = ""
    error_title = _("Belum diputuskan:")
    reason = forms.CharField(
        label=_("Alasan"),
        help_text=_("Kolektor membacanya: tulis apa yang salah dan apa yang harus dilakukan."),
        max_length=MOST_REASON,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
