"""Every piece of the design on one page, for those who build pages."""

import datetime as dt

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from markets import access, months
from markets.forms import PageForm, RupiahField, ThreeFieldDate
from markets.models import Role


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


builders = access.for_roles(*Role) if settings.DEMO else access.for_roles(Role.ADMIN)


@builders
@require_http_methods(["GET", "POST"])
def components(request: access.SignedInRequest) -> HttpResponse:
    """The component page. Its form saves nothing."""
    at = dt.datetime(2026, 11, 15, 7, 5, tzinfo=dt.UTC)
    first = dt.date(2026, 10, 1)
    words = [(_("Lewat jatuh tempo"), "bad"), (_("Belum dibayar"), "wait"), (_("Nanti"), "")]
    context = {
        "form": ExampleForm(request.POST or None),
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
        "bars": [
            ("Pasar Cisarua", 12_450_000),
            ("Pasar Tanah Abang", 31_200_000),
            ("Mataram", 4_116_000),
        ],
        "halves": [("Pasar Cisarua", 84, 21), ("Mataram", 40, 62)],
        "page": Paginator(range(100), 10).get_page(2),
    }
    return render(request, "markets/components.html", context)
