"""What is typed and shown when money is given back. Never how much: that is what is left."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contributions.models import Repayment
from markets.forms import PageForm
from members import pictures
from members.models import Consent
from members.pictures import Picture, UnableToReadPicture

DRAWN = Consent.How.DRAWN_SIGNATURE.value
SHEET = Consent.How.SHEET_PHOTO.value


class PrepareForm(PageForm):
    """Who receives it, and how."""

    submit_label = _("Siapkan")
    shown = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    receiver = forms.CharField(label=_("Nama penerima"), max_length=120)
    relation = forms.ChoiceField(
        label=_("Hubungan dengan peserta"), choices=Repayment.Relation, widget=forms.RadioSelect
    )
    how = forms.ChoiceField(
        label=_("Cara membayar"), choices=Repayment.How, widget=forms.RadioSelect
    )
    explanation = forms.CharField(
        label=_("Mengapa dikembalikan?"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )


class ClosingForm(PageForm):
    """Why it is refused or given up."""

    form_tag = False
    note = forms.CharField(label=_("Alasan"), max_length=300, widget=forms.Textarea({"rows": 2}))


class SignedForm(PageForm):
    """The receiver's signature, drawn on the screen or on a sheet that is photographed.

    The fields are named as the page's script (pictures.js) knows them.
    """

    form_tag = False
    reference = forms.CharField(
        label=_("Referensi transfer"), max_length=60, help_text=_("Seperti pada bukti bank.")
    )
    consent_how = forms.ChoiceField(
        label=_("Tanda tangan penerima"),
        choices=[(DRAWN, _("Di layar")), (SHEET, _("Pada lembar bukti, difoto"))],
        widget=forms.RadioSelect,
    )
    sheet_camera = forms.FileField(
        label=_("Foto lembar yang sudah ditandatangani"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp", "data-picture": True}),
    )
    signature = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, how: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if how != Repayment.How.TRANSFER:
            del self.fields["reference"]

    def clean(self) -> dict[str, Any]:
        """The picture of the signature, read; without one the form says which is missing."""
        super().clean()
        if self.errors:
            return self.cleaned_data
        if self.on_paper:
            file = self.cleaned_data["sheet_camera"]
            field, missing = "sheet_camera", _("Foto lembar yang sudah ditandatangani.")
        else:
            file = pictures.drawn(self.cleaned_data["signature"])
            field, missing = "consent_how", _("Mintalah penerima menandatangani di kotak.")
        if not file:
            raise ValidationError({field: missing})
        try:
            self.cleaned_data["signed"] = pictures.read(file)
        except UnableToReadPicture as refusal:
            raise ValidationError({field: str(refusal)}) from refusal
        return self.cleaned_data

    @property
    def on_paper(self) -> bool:
        """Whether a sheet was signed."""
        return bool(self.cleaned_data["consent_how"] == SHEET)

    @property
    def signed(self) -> Picture:
        """The picture; only of a valid form."""
        picture: Picture = self.cleaned_data["signed"]
        return picture
