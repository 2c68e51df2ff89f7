"""What is typed about BPJS's answer to a month that was paid elsewhere, or about taking it back."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from contributions import wording
from contributions.elsewhere_answer_sheet import Word
from contributions.elsewhere_refusals import UnableToRecordElsewhere
from contributions.models import ElsewhereMonth
from markets.forms import PageForm, ThreeFieldDate

Status = ElsewhereMonth.Status
# Which field a refusal of the job is about, by its code.
FIELDS = {"nothing_asked": "months", "bad_day": "answered_on", "needs_reason": "note"}


class WordForm(PageForm):
    """What BPJS said of the months that are ticked on the page, and when."""

    form_tag = False
    error_title = gettext_lazy("Belum tercatat. Periksa dahulu:")
    outcome = forms.ChoiceField(
        label=gettext_lazy("Jawaban BPJS"),
        choices=[
            (Status.CONFIRMED, gettext_lazy("Benar: BPJS menerima bulan itu")),
            (Status.DENIED, gettext_lazy("Tidak ada pada BPJS")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Pilih salah satu.")},
    )
    answered_on = ThreeFieldDate(label=gettext_lazy("Tanggal jawaban BPJS"))
    note = forms.CharField(
        label=gettext_lazy("Kata BPJS"),
        help_text=gettext_lazy(
            "Perlu diisi kalau tidak ada. Misalnya nomor tiket atau nama petugasnya."
        ),
        required=False,
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
    )

    def word(self) -> Word:
        """What was typed; the form must be valid."""
        cleaned = self.cleaned_data
        return Word(cleaned["outcome"], cleaned["answered_on"], cleaned["note"])

    def refuse(self, refusal: UnableToRecordElsewhere) -> None:
        """Say it beside the field it is about."""
        field = FIELDS.get(refusal.code)
        self.add_error(field if field in self.fields else None, str(refusal))


class ElsewhereAnswerForm(WordForm):
    """The same of the months of one record, chosen here."""

    field_order = ("months",)
    months = forms.MultipleChoiceField(
        label=gettext_lazy("Bulan yang dijawab"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Pilih sedikitnya satu bulan.")},
    )

    def __init__(self, *args: Any, waiting: list[ElsewhereMonth], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [
            (f"{month.contribution_month}", wording.month(month.contribution_month))
            for month in waiting
        ]
        self.fields["months"].choices = found  # type: ignore[attr-defined]
        self.initial.setdefault("months", [value for value, _label in found])

    @property
    def wanted(self) -> list[dt.date]:
        """The months that are answered; only of a valid form."""
        return [dt.date.fromisoformat(value) for value in self.cleaned_data["months"]]


def box(*, month: ElsewhereMonth, ticked: Collection[str]) -> str:
    """The box by which the month is ticked, in a row of a table."""
    widget = forms.CheckboxInput(check_test=lambda value: value in ticked)
    return widget.render("month", f"{month.pk}")


class ElsewhereWithdrawalForm(PageForm):
    """Why what was recorded is taken back."""

    form_tag = False
    reason = forms.CharField(
        label=gettext_lazy("Mengapa ditarik?"), max_length=200, widget=forms.Textarea({"rows": 2})
    )
