"""What is told of phones, of their slips, and of what was settled."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contributions import wording
from contributions.lost_phones import LONGEST_REASON, Slip
from contributions.offline_settling import LONGEST_NOTE
from contributions.payment_refusals import MOST_MONTHS
from markets import months
from markets.forms import DayInput, PageForm, RupiahField
from members.models import Member

# A slip may pay back and ahead of the day on which it was given.
MONTHS_BACK, MONTHS_AHEAD = 6, 13


class LostForm(PageForm):
    """What happened to a phone."""

    submit_label = _("Nyatakan hilang")
    reason = forms.CharField(
        label=_("Apa yang terjadi dengan ponsel ini?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
    )


class SettledForm(PageForm):
    """What a treasurer did about it."""

    submit_label = _("Selesai")
    note = forms.CharField(
        label=_("Apa yang sudah dilakukan?"),
        help_text=_("Misalnya: pesertanya diberi tahu, uangnya dipotong dari bulan berikutnya."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 2}),
    )


class SlipForm(PageForm):
    """What stands on a trader's slip; its code proves all of it."""

    submit_label = _("Masukkan slip")
    error_title = _("Belum tercatat:")
    number = forms.IntegerField(
        label=_("Nomor kuitansi, angka terakhirnya"),
        min_value=1,
        max_value=999_999,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    first_month = forms.ChoiceField(label=_("Bulan pertama"))
    count = forms.TypedChoiceField(label=_("Berapa bulan"), coerce=int)
    total_idr = RupiahField(label=_("Jumlah pada slip"), min_value=1, max_value=10**9)
    day = forms.DateField(
        label=_("Tanggal pada slip"),
        help_text=_("Kalau tidak terbaca, isi hari pedagang membayar."),
        widget=DayInput(),
    )
    code = forms.CharField(
        label=_("Kode periksa"),
        help_text=_("Delapan tanda, misalnya 4K7M-29TA."),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"first_month": f"{today:%Y-%m}"}, **kwargs)
        first = months.add(months.first_of(today), -MONTHS_BACK)
        run = months.run(first, MONTHS_BACK + MONTHS_AHEAD)
        self.fields["first_month"].choices = [  # type: ignore[attr-defined]
            (f"{month:%Y-%m}", wording.month(month)) for month in run
        ]
        self.fields["count"].choices = [  # type: ignore[attr-defined]
            (count, ngettext("%(count)d bulan", "%(count)d bulan", count) % {"count": count})
            for count in range(1, MOST_MONTHS + 1)
        ]

    def slip(self, member: Member) -> Slip:
        """What was typed, as a slip of hers; only of a valid form."""
        said = self.cleaned_data
        return Slip(
            number=said["number"],
            code=said["code"],
            member=member,
            months=tuple(months.run(months.parse(said["first_month"]), said["count"])),
            total_idr=said["total_idr"],
            day=said["day"],
        )
