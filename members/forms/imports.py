"""Uploading a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from markets import spreadsheets
from markets.forms import PageForm
from members.models import BulkImport

CHOOSE = {"required": _("Pilih salah satu."), "invalid_choice": _("Pilih salah satu.")}


class UploadForm(PageForm):
    """Which kind of list, and the file."""

    submit_label = ""
    form_tag = False
    error_title = _("Belum diunggah. Periksa dahulu:")
    kind = forms.ChoiceField(
        label=_("Isi daftar"),
        choices=BulkImport.Kind.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    file = forms.FileField(
        label=_("Berkas"),
        help_text=_("XLSX dari contoh yang disediakan, atau CSV dengan kolom yang sama."),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        error_messages={"required": _("Pilih berkasnya."), "empty": _("Berkas itu kosong.")},
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        """`too_large`: the request was, so that no file of it was taken in."""
        super().__init__(*args, **kwargs)
        if too_large:
            self.fields["file"].error_messages["required"] = str(spreadsheets.too_large())
