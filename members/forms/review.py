"""What a reviewer fills in: what to see of the queue, and why something goes back."""

from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from markets import months
from markets.forms import PageForm
from markets.models import Market, Partner
from members.enrolment_warnings import SENTENCES
from members.models import BulkImport, Drive, Enrolment, RejectionReason, ReturnReason
from members.review_queue import ANY, LATE, NONE, OLD, SOON, YOUNG, Chosen
from members.review_reasons import MOST_NOTE, MOST_REASON

EVERY_STATUS = "all"
DIGITS = 10  # so many reasons have a key of their own


class DriveField(forms.ModelChoiceField):
    """One of the drives, by place and day."""

    def label_from_instance(self, obj: Drive) -> str:
        return f"{obj.place}, {format_date(obj.first_day, 'j M Y')}"


class ImportField(forms.ModelChoiceField):
    """One of the uploaded lists, by what it held and when it came (WIB)."""

    def label_from_instance(self, obj: BulkImport) -> str:
        at = format_date(obj.uploaded_at.astimezone(months.WIB), "j M Y H.i")
        return f"{obj.get_kind_display()}, {at}"


class QueueForm(PageForm):
    """What to see of the queue. Sent by POST: the text may be a NIK."""

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
    drive = DriveField(
        Drive.objects.none(), label=_("Aktivasi"), required=False, empty_label=_("Semua")
    )
    bulk_import = ImportField(
        BulkImport.objects.none(), label=_("Impor"), required=False, empty_label=_("Semua")
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
    clock = forms.ChoiceField(
        label=_("Batas 24 jam"),
        choices=[("", _("Semua")), (LATE, _("Sudah lewat")), (SOON, _("Sisa kurang dari 6 jam"))],
        required=False,
    )
    age = forms.ChoiceField(
        label=_("Umur"),
        choices=[("", _("Semua")), (YOUNG, _("Di bawah 18 tahun")), (OLD, _("60 tahun ke atas"))],
        required=False,
    )

    def __init__(
        self, *args: Any, markets: QuerySet[Market], partners: QuerySet[Partner], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = {
            "market": markets.order_by("name"),
            "partner": partners.order_by("name"),
            "drive": Drive.objects.filter(partner__in=partners),
            "bulk_import": BulkImport.objects.filter(
                partner__in=partners, status=BulkImport.Status.SAVED
            ).exclude(kind=BulkImport.Kind.STALLS),
        }
        for name, found in rows.items():
            self.fields[name].queryset = found  # type: ignore[attr-defined]

    def chosen(self) -> Chosen:
        """What was chosen; what makes no sense is left out."""
        self.is_valid()
        cleaned = self.cleaned_data
        rows = {name: cleaned.get(name) for name in ("partner", "market", "drive", "bulk_import")}
        others: dict[str, Any] = {name: row.pk for name, row in rows.items() if row}
        others |= {name: cleaned.get(name) or "" for name in ("warnings", "clock", "age")}
        status = cleaned.get("status") or Enrolment.Status.SUBMITTED
        chosen = Chosen(
            text=" ".join((cleaned.get("q") or "").split()),
            status="" if status == EVERY_STATUS else status,
        )
        return replace(chosen, **others)


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
