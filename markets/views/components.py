"""Every piece of the design on one page, for those who build pages."""

import datetime as dt
import re
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from markets import access, months
from markets.forms import PageForm, RupiahField, ThreeFieldDate
from markets.models import Role
from markets.sorting import Columns

# What scripts hide and fill in where they run, which is not here.
OF_SCRIPTS = re.compile(r' (?:hidden|data-[\w-]+(?:="[^"]*")?)(?=[\s>])')


class ExampleForm(PageForm):
    """One field of each kind."""

    submit_label = _("Periksa isian")
    name = forms.CharField(label=_("Nama lengkap"), help_text=_("Seperti tertulis di KTP."))
    born = ThreeFieldDate(label=_("Tanggal lahir"), help_text=_("Misalnya 27 3 1968."))
    sector = forms.ChoiceField(
        label=_("Sektor"),
        choices=[("non_transport", _("Bukan angkutan")), ("transport", _("Angkutan"))],
        widget=forms.RadioSelect,
    )
    programmes = forms.MultipleChoiceField(
        label=_("Program"),
        choices=[("jkk_jkm", _("JKK dan JKM")), ("jht", _("JHT (tabungan hari tua)"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    counted = RupiahField(label=_("Uang yang dihitung"))
    note = forms.CharField(label=_("Catatan"), widget=forms.Textarea({"rows": 3}), required=False)
    agreed = forms.BooleanField(
        label=_("Peserta sudah mendengar dan menyetujui."),
        error_messages={"required": _("Persetujuan peserta diperlukan.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counted = Fieldset(_("Hitung uangnya"), "counted", "note")
        self.helper.layout = Layout("name", "born", "sector", "programmes", counted, "agreed")


class NarrowingForm(PageForm):
    """What a table can be narrowed to."""

    form_tag = False
    market = forms.ChoiceField(
        label=_("Pasar"), choices=[("", _("Semua")), ("tohaga", "Pasar Cisarua")], required=False
    )


builders = access.for_roles(*Role) if settings.DEMO else access.for_roles(Role.ADMIN)


@builders
@require_http_methods(["GET", "POST"])
def components(request: access.SignedInRequest) -> HttpResponse:
    """The component page. Its form saves nothing."""
    form = ExampleForm(request.POST or None)
    context = {"form": form, **_examples(), **_examples_at_a_desk(request)}
    return render(request, "markets/components.html", context)


def _examples() -> dict[str, Any]:
    at = dt.datetime(2026, 11, 15, 7, 5, tzinfo=dt.UTC)
    first = dt.date(2026, 10, 1)
    words = [(_("Lewat jatuh tempo"), "bad"), (_("Belum dibayar"), "wait"), (_("Nanti"), "")]
    return {
        "at": at,
        "month": first,
        "months": [
            {"month": month, "amount": 16_800 if step == 3 else 8_400, "word": word, "tone": tone}
            for step, (month, (word, tone)) in enumerate(
                zip(months.run(first, 3), words, strict=True), start=1
            )
        ],
        "facts": [(_("Nama"), "Siti Aminah", "#"), (_("Tempat"), "Los 12, Blok A", "#")],
        "sums": [
            (_("Oktober 2026"), "Rp8.400"),
            (_("November 2026"), "Rp8.400"),
            (_("Jumlah"), "Rp16.800"),
        ],
        "told": [
            Message(constants.SUCCESS, str(_("Pembayaran tersimpan."))),
            Message(constants.WARNING, str(_("Uang ini belum disetor."))),
        ],
        "held": {"amount_idr": 412_000, "age": dt.timedelta(hours=5, minutes=12)},
        "late": {"amount_idr": 4_116_000, "age": dt.timedelta(days=1), "is_late": True},
        "sending": _without_scripts("collectors/_outbox_said.html"),
        "outbox": [
            (_("Menunggu dikirim"), "wait", ""),
            (_("Terkirim"), "good", ""),
            (_("Perlu perhatian"), "bad", _("Iurannya berubah")),
            (_("Sudah diurus"), "", _("Iurannya berubah")),
        ],
    }


def _examples_at_a_desk(request: access.SignedInRequest) -> dict[str, Any]:
    return {
        "order": Columns(
            first="-tanggal", fields={"tanggal": ("on",), "jumlah": ("amount_idr",)}
        ).asked(request.GET),
        "narrowing": NarrowingForm(request.GET, auto_id="pilih_%s"),
        "bars": [
            ("Pasar Cisarua", 12_450_000),
            ("Pasar Tanah Abang", 31_200_000),
            ("Mataram", 4_116_000),
        ],
        "halves": [("Pasar Cisarua", 84, 21), ("Mataram", 40, 62)],
        "page": Paginator(range(100), 10).get_page(2),
    }


def _without_scripts(template: str) -> SafeString:
    """All that a part may say, which on its page scripts show one at a time."""
    return SafeString(OF_SCRIPTS.sub("", render_to_string(template)))
