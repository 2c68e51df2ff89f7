"""The fields of the pages that a phone shows without a signal: written here, filled in there."""

from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm
from members.forms.enrolment import CardForm, PersonForm
from members.forms.enrolment_work import PlaceForm, WorkForm

# What is worth writing down at the stall; the rest is asked when the draft is taken up again.
DRAFTED: tuple[tuple[type[forms.Form], tuple[str, ...]], ...] = (
    (CardForm, ("name", "nik")),
    (PlaceForm, ("phone", "place", "stall_kind", "stall_number", "address")),
    (PersonForm, ("birth_place", "birth_date", "sex", "mother_name")),
    (WorkForm, ("occupation",)),
)


class MonthsAskedForm(PageForm):
    """One number of months to choose; the phone writes as many of them as it knows."""

    form_tag = False
    count = forms.ChoiceField(
        label=_("Bulan yang dibayar"), choices=[("0", "")], widget=forms.RadioSelect
    )


class DraftForm(PageForm):
    """The first fields of an enrolment, by the names that its pages know; only the name is asked.

    The places are the user's own, so the phone puts them in.
    """

    submit_label = _("Simpan di HP")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for page, names in DRAFTED:
            for name in names:
                field = deepcopy(page.base_fields[name])
                field.required = name == "name"
                field.widget.attrs.pop("list", None)
                self.fields[name] = field
