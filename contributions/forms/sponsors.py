"""What a treasurer writes about sponsors: who, what they pay, and what came from them."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contributions.models import Sponsor
from contributions.sponsor_list import STATUSES
from contributions.sponsor_lists import ReadList
from contributions.sponsor_programmes import Rule, Terms
from markets.amounts import MOST_SUM_IDR
from markets.forms import MonthField, PageForm, RefusedForm, RupiahField, ThreeFieldDate
from markets.models import Market
from members.models import Sector

ALL_KINDS = [("", _("Semua jenis")), *Sponsor.Kind.choices]
STATUS_WORDS = {
    "made": _("Dibuat"),
    "sent": _("Terkirim"),
    "part_paid": _("Dibayar sebagian"),
    "paid": _("Lunas"),
    "cancelled": _("Dibatalkan"),
}


class SponsorsForm(PageForm):
    """Name and kind."""

    form_tag = False
    submit_label = ""
    q = forms.CharField(
        label=_("Nama"), required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    jenis = forms.ChoiceField(label=_("Jenis"), choices=ALL_KINDS, required=False)


class StatementsForm(PageForm):
    """Name of the sponsor and status of the statement."""

    form_tag = False
    submit_label = ""
    q = forms.CharField(
        label=_("Nama sponsor"), required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    status = forms.ChoiceField(
        label=_("Keadaan"),
        choices=[("", _("Semua")), *((each, STATUS_WORDS[each]) for each in STATUSES)],
        required=False,
    )


class SponsorForm(RefusedForm):
    """A sponsor and whom to ask there."""

    submit_label = _("Simpan sponsor")
    name = forms.CharField(label=_("Nama sponsor"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Jenis"),
        choices=Sponsor.Kind.choices,
        widget=forms.RadioSelect,
        help_text=_("Anggaran daerah dan negara tidak mendapat keringanan iuran PP 50/2025."),
    )
    contact_name = forms.CharField(label=_("Nama penghubung"), max_length=120, required=False)
    contact = forms.CharField(label=_("Telepon atau surel"), max_length=120, required=False)


class SponsorTransferForm(RefusedForm):
    """What the bank's statement says of a transfer."""

    submit_label = _("Catat transfer")
    reference = forms.CharField(
        label=_("Nomor referensi transfer"),
        help_text=_("Seperti pada rekening koran. Nomor yang sama tidak tercatat dua kali."),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    amount = RupiahField(
        label=_("Jumlah yang masuk"),
        help_text=_("Seperti pada rekening koran."),
        min_value=1,
        max_value=MOST_SUM_IDR,
    )
    received_on = ThreeFieldDate(label=_("Masuk rekening pada"))


class StatementMonthForm(PageForm):
    """For which month a sponsor is billed."""

    form_tag = False
    submit_label = ""
    month = MonthField(label=_("Bulan yang ditagih"))


class SponsorDecisionForm(PageForm):
    """A note beside a decision; a refusal needs one."""

    form_tag = False
    submit_label = ""
    note = forms.CharField(
        label=_("Catatan"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )


class StopForm(RefusedForm):
    """From which month a sponsor pays nothing more, and why."""

    submit_label = _("Ajukan penghentian")
    from_month = MonthField(
        label=_("Bulan pertama yang tidak dibayar"),
        help_text=_("Paling jauh dua bulan ke depan."),
    )
    reason = forms.CharField(
        label=_("Alasan"),
        help_text=_("Misalnya nomor surat sponsor."),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )


class ProgrammeForm(PageForm):
    """What a programme pays, for whom, and out of how much."""

    submit_label = _("Ajukan program")
    error_title = _("Belum diajukan. Periksa dahulu:")
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = forms.CharField(label=_("Nama program"), max_length=120)
    first_month = MonthField(label=_("Bulan iuran pertama"))
    last_month = MonthField(label=_("Bulan iuran terakhir"))
    budget = RupiahField(label=_("Anggaran seluruhnya"), min_value=1, max_value=MOST_SUM_IDR)
    jht = forms.BooleanField(
        label=_("Juga membayar JHT"),
        required=False,
        help_text=_(
            "JKK dan JKM selalu dibayar. Iuran satu bulan dibayar utuh oleh satu pembayar: tanpa "
            "JHT, orang yang ikut JHT tidak diterima dan tetap membayar semuanya sendiri."
        ),
    )
    markets = forms.ModelMultipleChoiceField(
        Market.objects.none(),
        label=_("Pasar"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tidak memilih berarti semua pasar mitra ini."),
    )
    occupation = forms.CharField(
        label=_("Pekerjaan"),
        max_length=80,
        required=False,
        help_text=_("Kata dalam pekerjaan, misalnya sapu."),
    )
    sector = forms.ChoiceField(
        label=_("Sektor"), choices=[("", _("Semua")), *Sector.choices], required=False
    )
    most_income = RupiahField(
        label=_("Penghasilan sebulan sampai"), required=False, min_value=1, max_value=999_999_999
    )
    most_people = forms.IntegerField(
        label=_("Paling banyak orang"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    most_months = forms.IntegerField(
        label=_("Paling banyak bulan per orang"),
        required=False,
        min_value=1,
        max_value=60,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    people = forms.CharField(
        label=_("Daftar orang"),
        required=False,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        help_text=_(
            "Nomor peserta (KPJ) atau NIK, satu per baris. Kalau diisi, hanya orang dalam daftar "
            "yang diterima; pasar, pekerjaan, sektor dan penghasilan tidak dilihat."
        ),
    )
    file = forms.FileField(
        label=_("Atau unggah daftar"),
        required=False,
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        help_text=_("XLSX atau CSV dengan kolom KPJ atau NIK, sampai 5.000 baris."),
    )

    def __init__(self, *args: Any, markets: QuerySet[Market], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["markets"].queryset = markets.order_by("name")  # type: ignore[attr-defined]

    def wanted(self, listed: ReadList | None) -> Terms:
        """What was typed, as the job takes it; `listed` is the list as it was read."""
        typed = self.cleaned_data
        return Terms(
            name=typed["name"],
            first_month=typed["first_month"],
            last_month=typed["last_month"],
            budget_idr=typed["budget"],
            jht=typed["jht"],
            most_people=typed["most_people"],
            most_months=typed["most_months"],
            rule=Rule(
                markets=tuple(typed["markets"]),
                occupation=typed["occupation"],
                sector=typed["sector"],
                most_income_idr=typed["most_income"],
                listed=None if listed is None else tuple(listed.people),
            ),
        )
