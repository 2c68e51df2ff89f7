"""The picture of a sheet on which one person of a list agreed."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm
from members import pictures
from members.models import ConsentText

MOST_ROWS = 1_000_000  # as the number of a row


class SheetForm(PageForm):
    """The number on the sheet, its picture, and that it was signed."""

    submit_label = _("Kirim ke cabang")
    error_title = _("Belum dikirim. Periksa dahulu:")
    number = forms.IntegerField(
        label=_("Nomor di lembar"),
        min_value=1,
        max_value=MOST_ROWS,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Isi nomor yang tercetak di lembar."),
            "invalid": _("Nomornya hanya berisi angka."),
        },
    )
    sheet = forms.FileField(
        label=_("Foto atau pindaian lembarnya"),
        help_text=_("JPEG, PNG atau WebP, paling banyak 8 MB."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": _("Pilih foto lembarnya."),
            "empty": _("Berkas itu kosong."),
        },
    )
    is_signed = forms.BooleanField(
        error_messages={"required": _("Tanpa tanda tangan atau cap jempol, jangan dikirim.")}
    )
    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, text: ConsentText, too_large: bool = False, **kwargs: Any
    ) -> None:
        """`text` is the one in force; `too_large`: the request was, so no file was taken in."""
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = text.version
        signed = gettext(
            "Lembar ini memuat naskah versi %(version)s dan sudah ditandatangani atau dicap jempol"
        )
        self.fields["is_signed"].label = signed % {"version": text.version}
        if too_large:
            self.fields["sheet"].error_messages["required"] = str(pictures.too_large())
