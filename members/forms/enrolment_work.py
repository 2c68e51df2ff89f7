"""Where a person works and what she asks for: two pages of an enrolment."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from markets.forms import RupiahField
from markets.models import Block, Market, Stall
from members import applications, drives, phones
from members.forms.enrolment import CHOOSE, StepForm
from members.models import Sector

YES_OR_NO = [("true", _("Ya")), ("false", _("Tidak"))]
OCCUPATIONS = (
    _("Pedagang"),
    _("Pedagang sayur"),
    _("Pedagang daging dan ikan"),
    _("Pedagang pakaian"),
    _("Pedagang makanan"),
    _("Pedagang asongan"),
    _("Kuli panggul"),
    _("Penyapu jalan"),
    _("Juru parkir"),
    _("Tukang ojek"),
    _("Sopir"),
    _("Kurir"),
)


class PlaceForm(StepForm):
    """Where the person lives, can be called, and is found."""

    key, title = "tempat", _("Alamat dan tempat kerja")
    address = forms.CharField(
        label=_("Alamat"), max_length=250, widget=forms.TextInput({"autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("Nomor HP"),
        help_text=_("Misalnya 0812 3456 7890."),
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    place = forms.ChoiceField(label=_("Pasar dan blok"), error_messages=CHOOSE)
    stall_kind = forms.ChoiceField(
        label=_("Jenis tempat usaha"),
        choices=[("", _("Tidak punya atau tidak tahu")), *Stall.Kind.choices],
        required=False,
    )
    stall_number = forms.CharField(
        label=_("Nomor tempat usaha"),
        help_text=_("Seperti tertulis di tempatnya, misalnya 12."),
        max_length=20,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[Market, Block | None]] = {}
        choices: list[tuple[str, Any]] = []
        for market in self.reached().order_by("name").prefetch_related("blocks"):
            for block in market.blocks.all():
                self.places[f"{market.pk}-{block.pk}"] = (market, block)
                choices.append((f"{market.pk}-{block.pk}", f"{market.name} · {block.name}"))
            self.places[f"{market.pk}-"] = (market, None)
            choices.append((f"{market.pk}-", _without_block(market)))
        if len(choices) > 1:
            choices.insert(0, ("", _("Pilih tempat")))
        self.fields["place"].choices = choices  # type: ignore[attr-defined]

    def reached(self) -> QuerySet[Market]:
        """The markets there are to choose from."""
        return drives.markets_to_enrol(helper=self.entry.by, drive=self.entry.drive)

    def facts(self) -> list[tuple[Any, Any]]:
        stall = self.cleaned_data["stall"]
        names = ("address", "phone", "place")
        facts = [(self.fields[name].label, self._said(name)) for name in names]
        return [*facts, (_("Tempat usaha"), stall or _("Tidak dicatat"))]

    def clean_phone(self) -> str:
        """As it was typed, once it can be read."""
        typed: str = self.cleaned_data["phone"]
        try:
            phones.parse(typed)
        except phones.InvalidPhone as error:
            raise ValidationError(str(error), code="phone") from None
        return typed

    def clean(self) -> dict[str, Any]:
        """Finds the stall that was named, in the block that was chosen."""
        cleaned: dict[str, Any] = self.cleaned_data
        market, block = self.places.get(cleaned.get("place", ""), (None, None))
        number = cleaned.get("stall_number", "")
        cleaned |= {"market": market, "block": block, "stall": None}
        if number and market is not None:
            cleaned["stall"] = self._stall(block, cleaned.get("stall_kind", ""), number)
        return cleaned

    def _stall(self, block: Block | None, kind: str, number: str) -> Stall | None:
        found = Stall.objects.filter(block=block, number__iexact=number) if block else []
        stalls = [stall for stall in found if kind in ("", stall.kind)]
        if len(stalls) == 1:
            return stalls[0]
        if block is None:
            self.add_error("place", _("Pilih blok tempat usaha itu."))
        elif stalls:
            self.add_error("stall_kind", _("Ada beberapa dengan nomor itu. Pilih jenisnya."))
        else:
            self.add_error(
                "stall_number",
                _("Nomor itu tidak ada di blok ini. Periksa jenis dan nomornya, atau kosongkan."),
            )
        return None


def _without_block(market: Market) -> Any:
    return (
        _("%(market)s · tanpa blok") % {"market": market.name} if market.has_stalls else market.name
    )


class WorkForm(StepForm):
    """What the person does, earns, and wants to be insured for."""

    key, title = "kerja", _("Pekerjaan dan program")
    occupation = forms.CharField(
        label=_("Pekerjaan utama"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off", "list": "pekerjaan"}),
    )
    second_occupation = forms.CharField(
        label=_("Pekerjaan kedua"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "list": "pekerjaan"}),
    )
    sector = forms.ChoiceField(
        label=_("Sektor pekerjaan utama"),
        help_text=_("Transportasi: sopir, ojek, kurir. Pedagang dan kuli panggul bukan."),
        choices=Sector,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    employs_others = forms.ChoiceField(
        label=_("Menggaji orang lain?"),
        choices=YES_OR_NO,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    declared_income_idr = RupiahField(
        label=_("Penghasilan sebulan"),
        help_text=_("Menurut pengakuan orangnya, misalnya 1.500.000. Menentukan besar iuran."),
        min_value=1,
        max_value=applications.MOST_INCOME_IDR,
        error_messages={
            "min_value": _("Penghasilan paling sedikit Rp1."),
            "max_value": _("Penghasilan paling banyak Rp999.999.999."),
        },
    )
    jht = forms.ChoiceField(
        label=_("Ikut JHT (tabungan hari tua)?"),
        help_text=_(
            "Jaminan kecelakaan kerja (JKK) dan kematian (JKM) selalu termasuk. JHT pilihan; "
            "bagi yang menggaji orang lain ada tafsiran bahwa JHT wajib."
        ),
        choices=YES_OR_NO,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
