"""What a reviewer found about a membership with BPJS that stands already, or is said to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from markets.forms import MonthField, PageForm
from members import earlier_memberships
from members.earlier_memberships import Earlier, Finding
from members.forms.enrolment import NUMERIC

TOLD, CONFIRMED, NEW = "told", "confirmed", "new"
TO_BE_FOUND = [
    (TOLD, _("Belum dicocokkan: dicatat menurut keterangan peserta")),
    (CONFIRMED, _("Sudah dicocokkan dengan BPJS: seperti tertulis di bawah")),
    (NEW, _("Bukan peserta: dicatat sebagai peserta baru")),
]


class FindingForm(PageForm):
    """As it was told, as BPJS has it, or new after all; sent together with the approval."""

    form_tag = False
    submit_label: Any = ""
    error_title: Any = _("Belum diputuskan:")
    finding = forms.ChoiceField(
        label=_("Kepesertaan BPJS"),
        choices=TO_BE_FOUND,
        widget=forms.RadioSelect,
        required=False,
    )
    member_since = MonthField(label=_("Peserta sejak"), required=False)
    last_month_paid = MonthField(label=_("Bulan iuran terakhir yang dibayar"), required=False)
    membership_number = forms.CharField(
        label=_("Nomor peserta (KPJ)"), required=False, widget=forms.TextInput(NUMERIC)
    )

    def __init__(self, *args: Any, told: Earlier | None, **kwargs: Any) -> None:
        self.told = told
        initial = {"finding": TOLD if told else NEW}
        if told is not None:
            initial |= vars(told)
        super().__init__(*args, initial=initial, **kwargs)
        if told is None:
            self.fields["finding"].choices = TO_BE_FOUND[1:]  # type: ignore[attr-defined]

    @property
    def found(self) -> Finding | None:
        """What the job is told; None leaves it as it was told. Only of a valid form."""
        cleaned = self.cleaned_data
        if cleaned.get("finding") == NEW:
            return Finding(earlier=None, confirmed=False)
        if cleaned.get("finding") != CONFIRMED:
            return None
        return Finding(
            earlier=Earlier(
                membership_number=cleaned["membership_number"],
                member_since=cleaned["member_since"],
                last_month_paid=cleaned["last_month_paid"],
            ),
            confirmed=True,
        )

    def said(self) -> dict[str, Any]:
        """What was found, as the decision takes it."""
        return {"finding": self.found}

    def refuse(self, *, sentence: str, code: str) -> None:
        """Show why it was not taken, beside the field to mend."""
        self.add_error(code if code in self.fields else None, sentence)

    def clean(self) -> dict[str, Any]:
        """Months are asked for only where they were compared."""
        cleaned: dict[str, Any] = self.cleaned_data
        if cleaned.get("finding") != CONFIRMED:
            for name in self.errors.keys() & {"member_since", "last_month_paid"}:
                del self.errors[name]
            return cleaned
        if not cleaned.get("member_since") and "member_since" not in self.errors:
            self.add_error("member_since", _("Isi sejak bulan apa ia peserta."))
        if not cleaned.get("last_month_paid") and "last_month_paid" not in self.errors:
            self.add_error("last_month_paid", _("Isi bulan iuran terakhir yang dibayar."))
        return cleaned


class SettlingForm(FindingForm):
    """The same after the approval: as BPJS has it, or unknown to BPJS."""

    form_tag = True
    submit_label = _("Simpan")
    error_title = _("Belum tersimpan:")

    finding = forms.ChoiceField(
        label=_("Kepesertaan BPJS"),
        choices=[
            (CONFIRMED, _("BPJS mengenalnya: seperti tertulis di bawah")),
            (NEW, _("BPJS tidak mengenalnya: bulan sebelum di sini tidak dihitung")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("finding")  # the reviewer looks it up, nothing is chosen for her

    @property
    def settled(self) -> Finding:
        """What BPJS says. Only of a valid form."""
        found = self.found
        assert found is not None
        return found


def finding_form(enrolment: Any, data: Any = None) -> FindingForm:
    """The form of that enrolment, filled with what was told or with what was just sent."""
    return FindingForm(data, told=earlier_memberships.told(enrolment))
