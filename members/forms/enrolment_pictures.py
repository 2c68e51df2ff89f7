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

# What is said where nothing shows yet that the person agreed.
MISSING = {
    Consent.How.DRAWN_SIGNATURE: _(
        "Tanda tangannya belum ada. Mintalah ia menandatangani di kotak."
    ),
    Consent.How.SHEET_PHOTO: _("Foto lembar yang sudah ditandai belum ada. Ambil fotonya."),
}


class PictureForm(StepForm):
    """A page with pictures: those that are kept already are shown, others take their place."""

    template = ""

    @property
    def shown(self) -> list[Document]:
        """The pictures of this page that are kept."""
        kinds = dict.fromkeys(self.pictures.values())
        return [self.entry.held[kind] for kind in kinds if kind in self.entry.held]

    def clean(self) -> dict[str, Any]:
        """Says why a picture was refused."""
        for name, sentence in self.entry.refused.items():
            self.add_error(name if not self.fields[name].widget.is_hidden else None, sentence)
        return self.cleaned_data

    @property
    def may_miss_a_picture(self) -> bool:
        """Whether to look for a missing one: nothing else is wrong, and no job looks itself."""
        return not self.errors and not self.entry.sends


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

    def clean(self) -> dict[str, Any]:
        """Says that the photo is missing."""
        super().clean()
        answered = self.shown or self.cleaned_data.get("without_photo")
        if self.may_miss_a_picture and not answered:
            self.add_error(
                "photo_camera",
                _("Ambil foto KTP, atau tandai bahwa tidak bisa memotret sekarang."),
            )
        return self.cleaned_data


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

    def clean(self) -> dict[str, Any]:
        """Says that what shows the consent is missing."""
        super().clean()
        if self.may_miss_a_picture:
            how = self.cleaned_data["consent_how"]
            if Consent.SHOWN_BY[how] not in self.entry.held:
                self.add_error("consent_how", MISSING[how])
        return self.cleaned_data
