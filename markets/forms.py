"""What every form of the site is built from: its look, its sentences, its forgiving fields."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from markets import amounts
from markets.refusals import Refusal


class PageFormMixin:
    """The look of our forms, for Form and ModelForm alike: `{% crispy form %}` and nothing else.

    `submit_label` names the button; an empty one leaves it out. `error_title` heads the error
    summary where "could not be saved" is not the word. With `form_tag = False` only the
    fields are rendered, for a page that writes its own `<form class="form">`.
    """

    submit_label: Any = _("Simpan")
    error_title: Any = ""
    form_tag = True
    form_method = "post"
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.required and "required" in field.error_messages:
                field.error_messages["required"] = _sentence_for_empty(field)

    @cached_property
    def helper(self) -> FormHelper:
        """How crispy-forms renders this form."""
        helper = FormHelper(self)
        helper.form_class = "form"
        helper.form_error_title = str(self.error_title)
        # Where nothing is required, as in a filter, "may stay empty" would only be noise.
        helper.mark_optional = any(field.required for field in self.fields.values())
        helper.form_tag = self.form_tag
        helper.form_method = self.form_method
        helper.disable_csrf = not self.form_tag
        if self.submit_label and self.form_tag:
            helper.add_input(Submit("submit", self.submit_label))
        return helper


class PageForm(PageFormMixin, forms.Form):
    """A form of our pages."""


class RefusedForm(PageForm):
    """A form that shows the sentence of a refusal where it belongs."""

    def refuse(self, refusal: Refusal) -> None:
        """Put the refusal beside its field, or above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class SearchBox(forms.CharField):
    """One box to search by; never required, and the phone's own key sends it."""

    widget = forms.SearchInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "enterkeyhint": "search"}


class SearchForm(PageForm):
    """The box of a list, as `?q=`. The page writes the form's own tag and button."""

    form_tag = False
    q = SearchBox()

    def __init__(self, *, label: Any, query: str = "", hint: Any = "") -> None:
        super().__init__(initial={"q": query})
        self.fields["q"].label, self.fields["q"].help_text = label, hint


def _sentence_for_empty(field: forms.Field) -> str:
    label = str(field.label or "")
    if (
        not label
        or field.error_messages["required"] != forms.Field.default_error_messages["required"]
    ):
        return str(field.error_messages["required"])
    if label[1:2].islower():
        label = label[:1].lower() + label[1:]
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    pattern = gettext("Pilih %(label)s.") if chosen else gettext("Isi %(label)s.")
    return pattern % {"label": label}


class RupiahField(forms.IntegerField):
    """Whole rupiah as people type them: `Rp`, dots and spaces are forgiven, cents are refused.

    Only for cash that was counted: what is owed comes from tables and is never typed. The money of
    one person, unless `max_value` allows for that of many.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Tulis jumlah rupiah dengan angka saja, misalnya 150.000."),
        "min_value": _("Jumlah tidak boleh kurang dari nol."),
        "max_value": _("Jumlahnya terlalu besar. Periksa angka nolnya."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", amounts.MOST_IDR)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or isinstance(value, int):
            return value if isinstance(value, int) else None
        try:
            return amounts.parse(str(value))
        except amounts.NotAnAmount:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off"}


class FoldedBoxes(forms.CheckboxSelectMultiple):
    """Boxes of which those of the values in `folded` open under `summary` only when asked for."""

    folded: frozenset[str] = frozenset()
    summary = ""
    # Whether one of them is ticked: then they stand open.
    is_open = False

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["folded"] = str(option["value"]) in self.folded
        self.is_open = self.is_open or (option["folded"] and option["selected"])
        return option


class DayInput(forms.DateInput):
    """A day, chosen from the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayMonthYear(forms.MultiWidget):
    """Three small boxes for a date one knows by heart, as on the identity card."""

    template_name = "mitra/three_field_date.html"
    use_fieldset = True
    part_labels: dict[str, Any] = {"day": _("Hari"), "month": _("Bulan"), "year": _("Tahun")}

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {"inputmode": "numeric", "autocomplete": "off"}
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput(dict(box)) for part in self.part_labels
        }
        super().__init__(parts, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [getattr(value, part) if value else "" for part in self.part_labels]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = self.part_labels.values()
        for part, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            part["part_label"] = label
        return context


class MonthYear(DayMonthYear):
    """Two small boxes for a month."""

    part_labels: dict[str, Any] = {"month": _("Bulan"), "year": _("Tahun")}


class ThreeFieldDate(forms.MultiValueField):
    """A date in three fields: day, month (a number or its name), year in four digits."""

    widget = DayMonthYear
    default_error_messages = {
        "invalid": _("Tulis hari, bulan dan tahun dengan angka, misalnya 27 3 1968."),
        "incomplete": _("Lengkapi hari, bulan dan tahun."),
        "short_year": _("Tulis tahun dengan empat angka, misalnya 1968."),
        "no_such_day": _("Tanggal itu tidak ada di kalender. Periksa hari dan bulannya."),
    }

    def __init__(self, **kwargs: Any) -> None:
        parts = (forms.CharField(), forms.CharField(), forms.CharField())
        super().__init__(fields=parts, require_all_fields=True, **kwargs)

    def clean(self, value: Any) -> dt.date | None:
        if isinstance(value, dt.date):
            return value
        parts = [str(part or "").strip() for part in value or ["", "", ""]]
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if not all(parts):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        return self.compress(parts)

    def compress(self, data_list: list[str]) -> dt.date | None:
        if not data_list:
            return None
        day, month, year = data_list
        month = _month_number(month)
        if not (day.isdecimal() and month.isdecimal() and year.isdecimal()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if len(year) != 4:
            raise ValidationError(self.error_messages["short_year"], code="short_year")
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            raise ValidationError(self.error_messages["no_such_day"], code="no_such_day") from None


class MonthField(ThreeFieldDate):
    """A month in two fields, answered as its first day."""

    widget = MonthYear
    default_error_messages = {
        "invalid": _("Tulis bulan dan tahun dengan angka, misalnya 3 2021."),
        "incomplete": _("Lengkapi bulan dan tahun."),
        "no_such_day": _("Bulan itu tidak ada. Periksa bulan dan tahunnya."),
    }

    def clean(self, value: Any) -> dt.date | None:
        """The first day of the month that was typed; empty boxes are no month."""
        if value is None or isinstance(value, dt.date):
            return super().clean(value)
        typed = [str(part or "").strip() for part in value]
        return super().clean(["1", *typed] if any(typed) else None)


def _month_number(typed: str) -> str:
    """The number of a month given by its name or the beginning of it; else what was typed."""
    word = typed.casefold()
    if len(word) >= 3:
        for number, name in MONTHS.items():
            if str(name).casefold().startswith(word):
                return str(number)
    return typed
