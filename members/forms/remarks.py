"""What the branch noted, beside the fields of a returned enrolment in which it can be mended."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from members.models import Enrolment, ReturnReason
from members.models.enrolment import Remark

FIELDS: dict[str, str] = {
    ReturnReason.NIK: "nik",
    ReturnReason.NAME: "name",
    ReturnReason.BIRTH: "birth_date",
    ReturnReason.PHOTO_UNREADABLE: "photo_camera",
    ReturnReason.PHOTO_MISSING: "photo_camera",
    ReturnReason.MOTHER_NAME: "mother_name",
    ReturnReason.ADDRESS: "address",
    ReturnReason.PHONE: "phone",
    ReturnReason.PLACE: "place",
    ReturnReason.WORK: "occupation",
    ReturnReason.INCOME: "declared_income_idr",
    ReturnReason.CONSENT: "consent_how",
}

PHOTO = {ReturnReason.PHOTO_UNREADABLE, ReturnReason.PHOTO_MISSING}


def of(enrolment: Enrolment | None) -> list[Remark]:
    """The remarks of the last return; nothing for what is not being mended."""
    if enrolment is None or enrolment.status != Enrolment.Status.RETURNED:
        return []
    last = enrolment.decisions.order_by("at", "pk").last()
    return last.remarks if last else []


def doubt_photo(remarks: list[Remark]) -> bool:
    """Whether a photo is to be taken anew, or it is to be said that none can be taken."""
    return any(remark.code in PHOTO for remark in remarks)


def beside(*, form: forms.Form, remarks: list[Remark]) -> list[Remark]:
    """Write those that concern a field of this form into its help text, and answer them."""
    found = [remark for remark in remarks if FIELDS.get(remark.code) in form.fields]
    for remark in found:
        field = form.fields[FIELDS[remark.code]]
        field.help_text = format_html(
            '<span class="remark">{}</span> {}', _written(remark), field.help_text
        )
    return found


def _written(remark: Remark) -> str:
    words = f"{remark.label}: {remark.note}" if remark.note else remark.label
    return _("Catatan cabang: %(words)s") % {"words": words}
