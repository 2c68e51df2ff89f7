"""What a reviewer fills in: what to see of the queue, and why something goes back."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm
from markets.models import Market, Partner
from members.enrolment_warnings import SENTENCES
from members.models import Enrolment, RejectionReason, ReturnReason
from members.review_queue import ANY, NONE, Chosen
from members.review_reasons import MOST_NOTE, MOST_REASON

EVERY_STATUS = "all"
DIGITS = 10  # so many reasons have a key of their own


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


class ReturnForm(PageForm):
    """What has to be mended: a box for each thing, a note beside it, and words."""

    form_tag = False
    submit_label = ""
    error_title = _("Belum diputuskan:")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (code, label) in enumerate(ReturnReason.choices, start=1):
            key = {"data-key": str(number % 10)} if number <= DIGITS else {}
            self.fields[f"code_{code}"] = forms.BooleanField(
                label=label, required=False, widget=forms.CheckboxInput(key)
            )
            self.fields[f"note_{code}"] = forms.CharField(
                label=_("Catatan"),
                max_length=MOST_NOTE,
                required=False,
                widget=forms.TextInput({"autocomplete": "off", "aria-label": _note_on(label)}),
            )
        self.fields["reason"] = forms.CharField(
            label=_("Penjelasan"),
            help_text=_("Kolektor membacanya: tulis apa yang harus dilakukan. Boleh kosong."),
            max_length=MOST_REASON,
            required=False,
            widget=forms.Textarea({"rows": 2}),
        )

    def said(self) -> dict[str, Any]:
        """The codes, notes and words, as the decision takes them."""
        cleaned = self.cleaned_data
        return {
            "codes": [code for code in ReturnReason.values if cleaned[f"code_{code}"]],
            "notes": {code: cleaned[f"note_{code}"] for code in ReturnReason.values},
            "reason": cleaned["reason"],
        }

    def refuse(self, *, sentence: str, code: str) -> None:
        """Show why it was not taken, beside the field to mend."""
        self.add_error(None if code == "no_code" else "reason", sentence)


class RejectForm(PageForm):
    """Why the person cannot be insured here; the collector reads it."""

    form_tag = False
    submit_label = ""
    error_title = _("Belum diputuskan:")
    code = forms.ChoiceField(
        label=_("Sebabnya"),
        choices=[("", _("Pilih sebabnya")), *RejectionReason.choices],
        required=False,
    )
    reason = forms.CharField(
        label=_("Alasan"),
        help_text=_("Kolektor membacanya dan menyampaikannya kepada orangnya."),
        max_length=MOST_REASON,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_reject_%s", **kwargs)

    def said(self) -> dict[str, Any]:
        """The code and words, as the decision takes them."""
        return {"code": self.cleaned_data["code"], "reason": self.cleaned_data["reason"]}

    def refuse(self, *, sentence: str, code: str) -> None:
        """Show why it was not taken, beside the field to mend."""
        self.add_error("code" if code == "no_code" else "reason", sentence)


def _note_on(label: Any) -> str:
    return gettext("Catatan: %(thing)s") % {"thing": label}
