"""What a treasurer says of statements: the file, how it is written, what a line is."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contributions import statement_decisions, statement_files
from contributions.models import PartnerAccount, StatementMatch
from contributions.statement_files import Layout
from markets.amounts import MOST_SUM_IDR
from markets.forms import DayInput, PageForm, RupiahField
from markets.models import Partner, Role, User

SIGNS = {";": _("titik koma ;"), ",": _("koma ,"), "\t": _("tab"), "|": _("garis |")}
COLUMNS = ("day", "amount", "in", "out", "description", "reference", "balance")
NEEDED = ("day_column", "description_column")


class LinesForm(PageForm):
    """Which lines to show: of which account, with which words."""

    form_tag = False
    submit_label = ""
    hasil = forms.CharField(required=False, widget=forms.HiddenInput)
    rekening = forms.ModelChoiceField(
        PartnerAccount.objects.none(),
        label=_("Rekening"),
        required=False,
        empty_label=_("Semua"),
    )
    q = forms.CharField(
        label=_("Keterangan, referensi atau jumlah"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, accounts: QuerySet[PartnerAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rekening"].queryset = accounts  # type: ignore[attr-defined]


class StatementForm(PageForm):
    """A statement's file, and whose it is."""

    submit_label = _("Unggah dan cocokkan")
    account = forms.ModelChoiceField(
        PartnerAccount.objects.none(), label=_("Rekening"), empty_label=None
    )
    file = forms.FileField(
        label=_("Berkas mutasi (CSV)"),
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv,text/plain"}),
    )

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = PartnerAccount.objects.filter(partner=partner)
        self.fields["account"].queryset = found  # type: ignore[attr-defined]


class SampleForm(PageForm):
    """A file from which the columns are guessed."""

    submit_label = _("Lihat kolomnya")
    file = forms.FileField(
        label=_("Contoh berkas mutasi (CSV)"),
        help_text=_("Unduh dari bank atau penyedia. Belum ada yang tersimpan."),
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv,text/plain"}),
    )


class MappingForm(PageForm):
    """How the file is written; `titles` are the columns it has, `sample` its first lines."""

    form_tag = False
    sample = forms.CharField(widget=forms.HiddenInput, strip=False)
    encoding = forms.ChoiceField(
        label=_("Pengodean huruf"), choices=[(name, name) for name in statement_files.ENCODINGS]
    )
    delimiter = forms.ChoiceField(label=_("Pemisah kolom"), choices=list(SIGNS.items()))
    header_row = forms.IntegerField(
        label=_("Judul kolom ada di baris ke-"), min_value=1, max_value=100
    )
    decimal_sign = forms.ChoiceField(
        label=_("Cara menulis jumlah"), choices=[(",", "1.250.000,00"), (".", "1,250,000.00")]
    )
    day_format = forms.ChoiceField(
        label=_("Cara menulis tanggal"), choices=list(statement_files.DAY_FORMATS.items())
    )
    day_column = forms.TypedChoiceField(label=_("Kolom tanggal"), coerce=int)
    amount_column = forms.TypedChoiceField(
        label=_("Kolom jumlah (masuk dan keluar dengan tanda)"),
        coerce=int,
        empty_value=None,
        required=False,
    )
    in_column = forms.TypedChoiceField(
        label=_("Kolom masuk (kredit)"), coerce=int, empty_value=None, required=False
    )
    out_column = forms.TypedChoiceField(
        label=_("Kolom keluar (debit)"), coerce=int, empty_value=None, required=False
    )
    description_column = forms.TypedChoiceField(label=_("Kolom keterangan"), coerce=int)
    reference_column = forms.TypedChoiceField(
        label=_("Kolom referensi"), coerce=int, empty_value=None, required=False
    )
    balance_column = forms.TypedChoiceField(
        label=_("Kolom saldo"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, titles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A tab is white space, which a choice would lose.
        self.fields["delimiter"].strip = False  # type: ignore[attr-defined]
        columns = [(at, f"{at}: {title or '—'}") for at, title in enumerate(titles, start=1)]
        for name in COLUMNS:
            field = f"{name}_column"
            empty = [] if field in NEEDED else [("", _("tidak ada"))]
            self.fields[field].choices = empty + columns  # type: ignore[attr-defined]

    @property
    def layout(self) -> Layout:
        """What was chosen; only of a valid form."""
        names = Layout.__dataclass_fields__
        return Layout(**{name: self.cleaned_data[name] for name in names})


class NameForm(PageForm):
    """A line that is none of our rows: what it is, and how that is known."""

    form_tag = False
    kind = forms.ChoiceField(
        label=_("Baris ini adalah"),
        choices=[
            (str(kind), StatementMatch.Kind(kind).label) for kind in statement_decisions.NAMED_KINDS
        ],
    )
    note = forms.CharField(
        label=_("Dari mana diketahui"),
        help_text=_("Biaya yang diambil bank dibukukan: mitra harus menggantinya."),
        max_length=300,
    )


class FindChargeForm(PageForm):
    """The charge that a line paid with another amount, where it does not name it."""

    form_tag = False
    submit_label = ""
    qris = forms.CharField(
        label=_("Referensi QRIS"),
        max_length=25,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class DifferenceForm(PageForm):
    """Why a charge was paid with another amount; `shown` is what the money becomes."""

    form_tag = False
    reference = forms.CharField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Mengapa jumlahnya berbeda"), max_length=300)


class OwnerForm(PageForm):
    """Who finds out, and what is known."""

    form_tag = False
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Ditangani"), empty_label=None)
    note = forms.CharField(
        label=_("Catatan"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, partner: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = User.objects.filter(partner=partner, role=Role.TREASURER, is_active=True)
        owner: Any = self.fields["owner"]
        owner.queryset = found.order_by("name")
        # Read once: the field would ask for them twice while it is drawn.
        owner.choices = [(user.pk, str(user)) for user in owner.queryset]


class DepositForm(PageForm):
    """Cash that was counted into the bank, by its slip."""

    submit_label = _("Catat setor tunai")
    account = forms.ModelChoiceField(
        PartnerAccount.objects.none(), label=_("Rekening bank"), empty_label=None
    )
    amount = RupiahField(label=_("Jumlah pada slip"), min_value=1, max_value=MOST_SUM_IDR)
    slip_number = forms.CharField(
        label=_("Nomor slip"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    on = forms.DateField(label=_("Tanggal setor"), widget=DayInput())

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = PartnerAccount.objects.filter(partner=partner, kind=PartnerAccount.Kind.BANK)
        self.fields["account"].queryset = found  # type: ignore[attr-defined]
