"""Our template pack of crispy-forms: labels, hints, errors and what assistive tools are told."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest
from crispy_forms.layout import Div, Fieldset, Layout
from crispy_forms.utils import render_crispy_form
from django import forms

from markets.forms import PageForm, RupiahField, ThreeFieldDate
from markets.views.components import ExampleForm

BORN = {"born_day": "27", "born_month": "3", "born_year": "1968"}


class Elements(HTMLParser):
    """Every element of a page, as (name, attributes)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def by(self, attribute: str) -> dict[str, tuple[str, dict[str, str | None]]]:
        return {attrs[attribute]: (tag, attrs) for tag, attrs in self.found if attribute in attrs}


class DateForm(PageForm):
    born = ThreeFieldDate(label="Tanggal lahir")


class CashForm(PageForm):
    counted = RupiahField(label="Uang")


def posted(**data: str) -> str:
    return render_crispy_form(ExampleForm(data))


def test_every_field_has_its_label():
    elements = Elements(render_crispy_form(ExampleForm()))
    labelled = {attrs.get("for") for tag, attrs in elements.found if tag == "label"}
    typed = {
        attrs["id"]
        for tag, attrs in elements.found
        if tag in {"input", "select", "textarea"} and attrs.get("type") != "hidden"
    }
    assert typed <= labelled


@pytest.mark.parametrize("page", [render_crispy_form(ExampleForm()), posted(born_day="31")])
def test_every_description_names_an_id_that_is_there(page):
    elements = Elements(page)
    ids = elements.by("id")
    named = [
        name
        for _, attrs in elements.found
        for name in (attrs.get("aria-describedby") or "").split()
    ]
    assert named
    assert set(named) <= set(ids)


def test_no_id_is_given_twice():
    ids = re.findall(r'\bid="([^"]+)"', posted())
    assert len(ids) == len(set(ids))


def test_a_wrong_field_is_marked_and_says_why_beside_itself():
    ids = Elements(posted(born_day="1")).by("id")
    name = ids["id_name"][1]
    assert name["aria-invalid"] == "true"
    assert name["aria-describedby"] == "id_name_helptext id_name_error"
    assert ids["div_id_born"][0] == "fieldset"
    assert ids["div_id_born"][1]["aria-describedby"] == "id_born_helptext id_born_error"


def test_the_summary_takes_the_focus_and_leads_to_each_wrong_field():
    elements = Elements(posted())
    summary = next(attrs for _, attrs in elements.found if attrs.get("class") == "error-summary")
    assert summary["role"] == "alert"
    assert summary["tabindex"] == "-1"
    assert "autofocus" in summary
    links = [attrs["href"] for tag, attrs in elements.found if tag == "a"]
    assert links == ["#id_name", "#id_born_0", "#id_sector_0", "#id_counted", "#id_agreed"]
    assert {link[1:] for link in links} <= set(elements.by("id"))


def test_what_was_typed_is_kept():
    page = posted(name="Siti <Aminah>", born_day="31", born_month="2", born_year="1968")
    ids = Elements(page).by("id")
    assert ids["id_name"][1]["value"] == "Siti <Aminah>"
    assert [ids[f"id_born_{part}"][1]["value"] for part in range(3)] == ["31", "2", "1968"]
    assert "Tanggal itu tidak ada di kalender" in page


def test_an_empty_field_is_named_in_the_sentence():
    form = ExampleForm({})
    assert form.errors["name"] == ["Isi nama lengkap."]
    assert form.errors["sector"] == ["Pilih sektor."]
    assert form.errors["agreed"] == ["Persetujuan peserta diperlukan."]


def test_optional_fields_say_so():
    assert render_crispy_form(ExampleForm()).count("(boleh kosong)") == 2


def test_a_filter_of_nothing_but_choices_does_not_say_so():
    class Filter(PageForm):
        q = forms.CharField(label="Nama", required=False)

    assert "(boleh kosong)" not in render_crispy_form(Filter())


def test_choices_stand_in_a_fieldset_with_a_legend():
    page = render_crispy_form(ExampleForm())
    assert page.count("<fieldset") == page.count("<legend") == 4  # one is a group of fields


def test_the_browser_does_not_judge_the_form_before_we_do():
    assert "novalidate" in render_crispy_form(ExampleForm())


def test_a_form_without_a_tag_brings_fields_only():
    class Bare(PageForm):
        form_tag = False
        name = forms.CharField()

    page = render_crispy_form(Bare())
    assert "<form" not in page
    assert "<button" not in page


def test_layouts_of_crispy_forms_work_with_the_pack():
    form = ExampleForm()
    form.helper.layout = Layout(Fieldset("Orang", Div("name", css_class="card")), "born")
    page = render_crispy_form(form)
    assert "<legend>Orang</legend>" in page
    assert 'class="card"' in page


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("150000", 150_000),
        ("150.000", 150_000),
        ("Rp150.000", 150_000),
        ("Rp 150.000,-", 150_000),
        ("rp. 1 250 000", 1_250_000),
        (" 150.000,00 ", 150_000),
        ("150\u00a0000", 150_000),
        ("0", 0),
    ],
)
def test_counted_cash_may_be_typed_as_people_write_it(typed, amount):
    form = CashForm({"counted": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["counted"] == amount


@pytest.mark.parametrize("typed", ["15.00", "150.000,50", "-5", "lima", "1.0000", "1e6", "٣٤x"])
def test_counted_cash_that_could_mean_two_things_is_refused(typed):
    form = CashForm({"counted": typed})
    assert not form.is_valid()
    assert form["counted"].value() == typed


@pytest.mark.parametrize("month", ["3", "03", "Maret", "mar"])
def test_a_birth_date_is_read_from_three_fields(month):
    form = DateForm({**BORN, "born_month": month})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == dt.date(1968, 3, 27)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"born_year": "68"}, "Tulis tahun dengan empat angka"),
        ({"born_day": ""}, "Lengkapi hari, bulan dan tahun."),
        ({"born_month": "13"}, "tidak ada di kalender"),
        ({"born_day": "x"}, "Tulis hari, bulan dan tahun dengan angka"),
        ({"born_day": "", "born_month": "", "born_year": ""}, "Isi tanggal lahir."),
    ],
)
def test_a_wrong_birth_date_says_what_is_wrong(typed, sentence):
    form = DateForm({**BORN, **typed})
    assert sentence in form.errors["born"][0]


def test_a_date_that_is_known_already_fills_the_three_fields():
    page = render_crispy_form(DateForm(initial={"born": dt.date(1968, 3, 27)}))
    ids = Elements(page).by("id")
    assert [ids[f"id_born_{part}"][1]["value"] for part in range(3)] == ["27", "3", "1968"]
