"""What a treasurer says of a transfer that a member made for herself."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contributions import wording
from contributions.dues import Due
from contributions.payments import AskedPayment
from markets.forms import PageForm
from members.models import Member

USUAL = (1, 2, 3, 6, 12)


class MemberTransferForm(PageForm):
    """How many months it pays, each choice with its sum; a sum that changed is chosen anew."""

    submit_label = _("Catat transfer")
    error_title = _("Belum tercatat:")
    id = forms.UUIDField(widget=forms.HiddenInput)
    paid = forms.ChoiceField(
        label=_("Jumlah pada rekening koran"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih jumlah yang sama dengan rekening koran."),
            "invalid_choice": _("Iurannya berubah. Pilih lagi jumlahnya."),
        },
    )
    reference = forms.CharField(
        label=_("Nomor referensi transfer"),
        help_text=_("Seperti pada rekening koran. Nomor yang sama tidak tercatat dua kali."),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, member: Member, dues: list[Due], **kwargs: Any) -> None:
        super().__init__(*args, initial={"id": uuid.uuid4()}, **kwargs)
        self.member = member
        self.runs: dict[str, tuple[tuple[dt.date, ...], int]] = {}
        counts = sorted({*USUAL, sum(not due.is_ahead for due in dues)} - {0})
        choices = []
        for count in (count for count in counts if count <= len(dues)):
            run, total = dues[:count], sum(due.amount_idr for due in dues[:count])
            key = f"{count}-{run[0].month:%Y%m}-{total}"
            self.runs[key] = (tuple(due.month for due in run), total)
            choices.append((key, _said(run, total)))
        self.fields["paid"].choices = choices  # type: ignore[attr-defined]

    @property
    def asked(self) -> AskedPayment:
        """What is asked of the job; only of a valid form."""
        months, total = self.runs[self.cleaned_data["paid"]]
        return AskedPayment(
            id=self.cleaned_data["id"], member=self.member, months=months, shown_total_idr=total
        )


def _said(run: list[Due], total_idr: int) -> str:
    months = ngettext("%(count)d bulan", "%(count)d bulan", len(run)) % {"count": len(run)}
    first, last = wording.month(run[0].month), wording.month(run[-1].month)
    span = first if len(run) == 1 else f"{first} – {last}"
    return f"{wording.rupiah(total_idr)} · {months}, {span}"
