"""Whether a person is insured with BPJS already: a page of an enrolment."""

from typing import Any

from django import forms
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext_lazy as _

from markets.forms import MonthField
from members import earlier_memberships
from members.earlier_memberships import Earlier, ImpossibleMembership
from members.forms.enrolment import CHOOSE, NUMERIC, StepForm
from members.models import Enrolment

YES, NO = "true", "false"


class ParticipantForm(StepForm):
    """No; or since when, paid until which month, and under which number."""

    key, title = "peserta", _("Sudah peserta BPJS?")
    participant = forms.ChoiceField(
        label=_("Sudah menjadi peserta BPJS Ketenagakerjaan?"),
        help_text=_("BPJS Kesehatan bukan. Masa kepesertaannya diteruskan, tidak mulai dari awal."),
        choices=[(NO, _("Belum")), (YES, _("Sudah"))],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    member_since = MonthField(
        label=_("Peserta sejak"), help_text=_("Isi bila sudah peserta."), required=False
    )
    last_month_paid = MonthField(
        label=_("Bulan iuran terakhir yang dibayar"),
        help_text=_("Isi bila sudah peserta. Lihat bukti bayarnya; bulan itu tidak ditagih lagi."),
        required=False,
    )
    membership_number = forms.CharField(
        label=_("Nomor peserta (KPJ)"),
        help_text=_("11 angka pada kartunya. Kosongkan bila tidak tahu."),
        required=False,
        widget=forms.TextInput(NUMERIC),
    )

    def clean(self) -> dict[str, Any]:
        """Puts `earlier` together; what stands in the boxes of who is new says nothing."""
        cleaned: dict[str, Any] = self.cleaned_data
        said_no = cleaned.get("participant") == NO
        for name in self.errors.keys() & {"member_since", "last_month_paid"} if said_no else ():
            del self.errors[name]
        cleaned["earlier"] = None
        if cleaned.get("participant") == YES and not self.errors:
            cleaned["earlier"] = self._earlier(cleaned)
        return cleaned

    def _earlier(self, cleaned: dict[str, Any]) -> Earlier | None:
        if not cleaned["member_since"]:
            self.add_error("member_since", _("Isi sejak bulan apa ia peserta."))
        if not cleaned["last_month_paid"]:
            self.add_error("last_month_paid", _("Isi bulan iuran terakhir yang dibayar."))
        if self.errors:
            return None
        earlier = Earlier(
            membership_number=cleaned["membership_number"],
            member_since=cleaned["member_since"],
            last_month_paid=cleaned["last_month_paid"],
        )
        try:
            return earlier_memberships.check(earlier, on=self.entry.on)
        except ImpossibleMembership as error:
            self.add_error(error.field, str(error))
            return None

    def facts(self) -> list[tuple[Any, Any]]:
        earlier: Earlier | None = self.cleaned_data["earlier"]
        if earlier is None:
            return [(_("Sudah peserta BPJS Ketenagakerjaan"), _("Belum"))]
        return [
            (_("Peserta sejak"), format_date(earlier.member_since, "F Y")),
            (_("Terakhir dibayar"), format_date(earlier.last_month_paid, "F Y")),
            (_("Nomor peserta (KPJ)"), earlier.membership_number or _("tidak tahu")),
        ]


def as_typed(enrolment: Enrolment) -> dict[str, Any]:
    """What an enrolment says of this, as if it had just been typed."""
    earlier = earlier_memberships.told(enrolment)
    if earlier is None:
        return {"participant": NO}
    return {
        "participant": YES,
        "member_since_month": earlier.member_since.month,
        "member_since_year": earlier.member_since.year,
        "last_month_paid_month": earlier.last_month_paid.month,
        "last_month_paid_year": earlier.last_month_paid.year,
        "membership_number": earlier.membership_number,
    }
