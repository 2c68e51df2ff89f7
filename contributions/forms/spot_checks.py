"""What a drawn person tells, who is sent to her, and what becomes of a difference."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from contributions.models import SaidPayment, SpotAnswer, SpotFinding
from contributions.spot_comparison import Said
from markets.forms import DayInput, PageForm, RupiahField
from markets.models import User

MOST_MONTHS = 24


class AnswerForm(PageForm):
    """Whether she paid at all. The page writes the form's own tag and button."""

    form_tag = False
    error_title = _("Jawaban belum tersimpan")
    outcome = forms.ChoiceField(
        label=_("Apa jawabannya?"),
        choices=SpotAnswer.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih jawabannya.")},
    )


class NoteForm(PageForm):
    """A note beside the answer."""

    form_tag = False
    note = forms.CharField(
        label=_("Catatan"), required=False, max_length=300, widget=forms.Textarea({"rows": 2})
    )


class SaidForm(PageForm):
    """One payment as she tells it; left empty where there was no further one."""

    form_tag = False
    error_title = _("Jawaban belum tersimpan")
    amount_idr = RupiahField(label=_("Berapa rupiah"), required=False, min_value=1)
    months = forms.IntegerField(
        label=_("Untuk berapa bulan"),
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    day = forms.DateField(
        label=_("Tanggal"),
        help_text=_("Kira-kira saja, kalau tidak ingat."),
        required=False,
        widget=DayInput(),
        error_messages={"invalid": _("Pilih hari pada kalender.")},
    )
    paid_to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Dibayar kepada"),
        required=False,
        empty_label=_("Tidak tahu, atau orang lain"),
    )
    paid_to_words = forms.CharField(
        label=_("Kalau orang lain, siapa"), required=False, max_length=120
    )
    receipt_in_hand = forms.ChoiceField(
        label=_("Kuitansinya"), choices=SaidPayment.InHand, widget=forms.RadioSelect
    )
    receipt_number = forms.CharField(
        label=_("Nomor pada kuitansi"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(
        self, *args: Any, people: QuerySet[User], since: dt.date, today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        # The page says when to fill it in; then hardly anything may stay empty.
        self.helper.mark_optional = False
        self.fields["paid_to"].queryset = people  # type: ignore[attr-defined]
        self.since, self.today = since, today

    def clean_day(self) -> dt.date | None:
        """Only of the time that is asked about."""
        day: dt.date | None = self.cleaned_data["day"]
        if day is not None and not self.since <= day <= self.today:
            raise ValidationError(
                __("Tulis hanya pembayaran dalam waktu yang ditanyakan, sampai hari ini.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        """She must know the sum or the months."""
        typed = super().clean() or {}
        known = typed.get("amount_idr") or typed.get("months")
        if not known and not {"amount_idr", "months"} & self.errors.keys():
            self.add_error("amount_idr", __("Isi jumlahnya, atau untuk berapa bulan."))
        return typed

    def said(self) -> Said | None:
        """What she told; only of a valid form."""
        return Said(**self.cleaned_data) if self.has_changed() else None


class AskerForm(PageForm):
    """Who goes and asks her."""

    submit_label = _("Tugaskan")
    user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Siapa yang bertanya"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = people
        field.label_from_instance = lambda user: f"{user} · {user.get_role_display()}"


class StepForm(PageForm):
    """What was done about a case."""

    form_tag = False
    words = forms.CharField(
        label=_("Apa yang dilakukan"), max_length=500, widget=forms.Textarea({"rows": 2})
    )


class FindingForm(PageForm):
    """What the case turned out to be."""

    form_tag = False
    finding = forms.ChoiceField(
        label=_("Apa yang ditemukan"), choices=SpotFinding.Finding, widget=forms.RadioSelect
    )
    amount = RupiahField(
        label=_("Uang yang tidak dicatat"),
        help_text=_("Hanya kalau uang diterima dan tidak dicatat."),
        required=False,
        min_value=1,
    )
    explanation = forms.CharField(
        label=_("Penjelasan"),
        help_text=_("Siapa yang ditanya dan apa buktinya."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


class PeopleFilter(PageForm):
    """Which drawn people to show."""

    form_tag = False
    submit_label = ""
    bulan = forms.ChoiceField(label=_("Bulan"), required=False)
    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False)
    q = forms.CharField(
        label=_("Nama peserta atau kolektor"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        month_choices: list[tuple[str, str]],
        states: list[tuple[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bulan"].choices = month_choices  # type: ignore[attr-defined]
        self.fields["keadaan"].choices = [("", _("Semua")), *states]  # type: ignore[attr-defined]


class CasesFilter(PageForm):
    """Which cases to show."""

    form_tag = False
    submit_label = ""
    keadaan = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[
            ("", _("Masih terbuka")),
            ("tunggu", _("Menunggu orang kedua")),
            ("tutup", _("Sudah ditutup")),
            ("semua", _("Semua")),
        ],
    )
    jenis = forms.ChoiceField(label=_("Perbedaan"), required=False)
    q = forms.CharField(
        label=_("Nama peserta atau kolektor"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jenis"].choices = [("", _("Semua")), *kinds]  # type: ignore[attr-defined]
