"""The pages of an enrolment that ask for a picture: of the identity card, and of the consent.

A picture is kept as soon as it arrives (`members/documents.py`), so the form only asks whether it
is there. Works without JavaScript: then the file goes as the phone made it.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.enrolment import CHOOSE, Entry, StepForm
from members.models import Consent, Document

ACCEPTED = {"accept": "image/jpeg,image/png,image/webp", "data-picture": True}
CAMERA = {**ACCEPTED, "capture": "environment"}


class PictureForm(StepForm):
    """A page with pictures: those that are kept already are shown, others take their place."""

    template = ""

    @property
    def shown(self) -> list[Document]:
        """The pictures of this page that are kept."""
        kinds = dict.fromkeys(self.pictures.values())
        return [self.entry.held[kind] for kind in kinds if kind in self.entry.held]

    def clean(self) -> dict[str, Any]:
        """Says why a picture was refused, or else that one is missing."""
        for name, sentence in self.entry.refused.items():
            self.add_error(name if not self.fields[name].widget.is_hidden else None, sentence)
        if not self.errors and not self.entry.sends:
            self._find_missing()
        return self.cleaned_data

    def _find_missing(self) -> None:
        raise NotImplementedError


class PhotoForm(PictureForm):
    """The photo of the identity card, or that it cannot be taken now."""

    key, title = "foto", _("Foto KTP")
    pictures = {
        "photo_camera": Document.Kind.KTP_PHOTO,
        "photo_gallery": Document.Kind.KTP_PHOTO,
    }
    photo_camera = forms.FileField(
        label=_("Ambil foto"), required=False, widget=forms.FileInput(CAMERA)
    )
    photo_gallery = forms.FileField(
        label=_("Pilih dari galeri"), required=False, widget=forms.FileInput(ACCEPTED)
    )
    without_photo = forms.BooleanField(
        label=_("Tidak bisa memotret KTP sekarang"),
        help_text=_("Boleh. Cabang akan memeriksa datanya lebih teliti."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.shown:
            del self.fields["without_photo"]
            self.fields["photo_camera"].label = _("Ambil foto lain")
            self.fields["photo_gallery"].label = _("Pilih foto lain dari galeri")

    @classmethod
    def is_begun(cls, entry: Entry) -> bool:
        """A photo fills the page in; what is sent again has given its photo away already."""
        return entry.sends or Document.Kind.KTP_PHOTO in entry.held

    def facts(self) -> list[tuple[Any, Any]]:
        return [(_("Foto KTP"), _("Ada") if self.shown else _("Tidak difoto"))]

    def _find_missing(self) -> None:
        if not self.shown and not self.cleaned_data.get("without_photo"):
            self.add_error(
                "photo_camera",
                _("Ambil foto KTP, atau tandai bahwa tidak bisa memotret sekarang."),
            )


class ConsentForm(PictureForm):
    """How the person agreed to the text that the page shows in full, and what shows it."""

    key, title = "setuju", _("Persetujuan")
    pictures = {
        "signature": Document.Kind.SIGNATURE,
        "sheet_camera": Document.Kind.SIGNED_SHEET,
        "sheet_gallery": Document.Kind.SIGNED_SHEET,
    }
    consent_how = forms.ChoiceField(
        label=_("Cara menyetujui"),
        choices=[(how.value, how.label) for how in Consent.SHOWN_BY],
        widget=forms.RadioSelect,
        error_messages={
            **CHOOSE,
            "required": _("Tanpa persetujuan, data orang ini tidak boleh dicatat."),
        },
    )
    sheet_camera = forms.FileField(
        label=_("Foto lembarnya"), required=False, widget=forms.FileInput(CAMERA)
    )
    sheet_gallery = forms.FileField(
        label=_("Pilih foto lembar dari galeri"),
        required=False,
        widget=forms.FileInput(ACCEPTED),
    )
    # What the script of the page draws, as a picture in text.
    signature = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.mark_optional = False

    def facts(self) -> list[tuple[Any, Any]]:
        return [(self.fields["consent_how"].label, self._said("consent_how"))]

    def _find_missing(self) -> None:
        how = self.cleaned_data["consent_how"]
        if Consent.SHOWN_BY[how] in self.entry.held:
            return
        if how == Consent.How.DRAWN_SIGNATURE:
            sentence = _("Tanda tangannya belum ada. Mintalah ia menandatangani di kotak.")
        else:
            sentence = _("Foto lembar yang sudah ditandai belum ada. Ambil fotonya.")
        self.add_error("consent_how", sentence)
