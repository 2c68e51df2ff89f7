"""A new regulation is a file and a command."""

import datetime as dt
from io import StringIO

import pghistory.models
import pytest
from django.core.management import CommandError, call_command

from contributions import tariff, tariff_files
from contributions.models import IncomeBand, Rate, Regulation, Relief

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
LEAST = {
    "declared_income_idr": 800_000, "jht": False, "sector": "non_transport", "payer": "self",
}  # fmt: skip

HEAD = """
[regulation]
name = "PP 90/2026"
title = "Karangan untuk pengujian"
source = "Karangan"
certainty = "verified"
"""
LONGER_RELIEF = (
    HEAD
    + """
[[reliefs]]
name = "Keringanan 25% PP 90/2026"
programme = "jkk"
sector = "non_transport"
first_month = "2027-01"
last_month = "2027-06"
multiplier_numerator = 3
multiplier_denominator = 4
excluded_payers = ["apbn"]
"""
)
NEW_BANDS = (
    HEAD
    + """
[[ends]]
regulation = "PP 44/2015"
rows = "income_bands"
last_month = "2027-12"

[income_bands]
first_month = "2028-01"
steps = [
  { income_from_idr = 0, base_idr = 2_000_000 },
  { income_from_idr = 3_000_000, base_idr = 4_000_000, certainty = "transcribed" },
]
"""
)
NEW_JKM = (
    HEAD
    + """
[[ends]]
regulation = "PP 44/2015"
rows = "rates"
programme = "jkm"
last_month = "2027-12"

[[rates]]
programme = "jkm"
flat_idr = 7_000
first_month = "2028-01"
"""
)


@pytest.fixture
def load(tmp_path):
    """Loads one file with that text."""

    def write_and_load(*texts):
        paths = []
        for number, text in enumerate(texts):
            path = tmp_path / f"file-{number}.toml"
            path.write_text(text)
            paths.append(path)
        return tariff_files.load(paths=paths, by=None, at=AT)

    return write_and_load


def rows():
    """Every row of the tariff, to see that nothing was written."""
    kinds = (Regulation, IncomeBand, Rate, Relief)
    return [list(kind.objects.order_by("pk").values()) for kind in kinds]


def total(year, month, **changed):
    return tariff.price(month=dt.date(year, month, 1), **{**LEAST, **changed}).total_idr


def test_the_official_files_name_their_source_and_how_sure_they_are():
    assert IncomeBand.objects.count() == 33
    assert Rate.objects.count() == 3
    assert Relief.objects.count() == 4
    assert all(regulation.source for regulation in Regulation.objects.all())
    doubtful = IncomeBand.objects.filter(certainty="single_transcription")
    assert list(doubtful.values_list("income_from_idr", flat=True)) == [
        5_200_000, 5_700_000, 6_200_000, 6_700_000, 7_200_000, 7_700_000,
    ]  # fmt: skip


def test_loading_the_official_files_again_changes_nothing():
    before, events = rows(), pghistory.models.Events.objects.count()
    loaded = tariff_files.load(paths=tariff_files.official_files(), by=None, at=AT)
    assert [result.regulation for result in loaded] == ["PP 44/2015", "PP 46/2015", "PP 50/2025"]
    assert not any(result.changed for result in loaded)
    assert rows() == before
    assert pghistory.models.Events.objects.count() == events


def test_the_next_relief_is_a_file_and_a_command(tmp_path):
    path = tmp_path / "2026-pp-90.toml"
    path.write_text(LONGER_RELIEF)
    out = StringIO()
    call_command("load_tariff", path, stdout=out)
    assert "PP 90/2026: 1 rows added" in out.getvalue()
    assert [total(2026, 12), total(2027, 1), total(2027, 6), total(2027, 7)] == [
        8_400, 14_300, 14_300, 16_800,
    ]  # fmt: skip
    assert total(2027, 1, payer="apbn") == 16_800
    assert total(2027, 1, payer="apbd") == 14_300
    changes = tariff.next_change(month=dt.date(2026, 11, 1), **LEAST)
    assert changes[1].relief == tariff.ReliefTaken("Keringanan 25% PP 90/2026", 2_500, 0)
    call_command("load_tariff", path, stdout=out)
    assert "PP 90/2026: loaded already, nothing changed." in out.getvalue()


def test_new_bands_end_the_old_ones_and_leave_what_was_before(load):
    (result,) = load(NEW_BANDS)
    assert (result.added, result.ended) == (2, 33)
    assert [total(2027, 12), total(2028, 1)] == [16_800, 26_800]
    assert total(2028, 1, declared_income_idr=3_000_000, jht=True) == 40_000 + 6_800 + 80_000
    price = tariff.price(month=dt.date(2028, 1, 1), **LEAST)
    assert price.regulations == ("PP 90/2026", "PP 44/2015")
    assert Regulation.objects.get(name="PP 90/2026").ended_incomebands.count() == 33


def test_after_new_bands_every_file_may_be_loaded_again(load):
    load(NEW_BANDS)
    before = rows()
    load(NEW_BANDS)
    tariff_files.load(paths=tariff_files.official_files(), by=None, at=AT)
    assert rows() == before


def test_an_end_may_be_narrowed_to_one_programme(load):
    (result,) = load(NEW_JKM)
    assert (result.added, result.ended) == (1, 1)
    assert [total(2027, 12), total(2028, 1)] == [16_800, 17_000]


def test_what_is_better_known_may_be_said_better(load):
    load(NEW_BANDS)
    improved = NEW_BANDS.replace('certainty = "transcribed"', 'certainty = "verified"')
    improved = improved.replace('source = "Karangan"', 'source = "Karangan, dibaca ulang"')
    (result,) = load(improved)
    assert (result.added, result.ended, result.described) == (0, 0, 2)
    assert Regulation.objects.get(name="PP 90/2026").source == "Karangan, dibaca ulang"


def test_the_history_says_when_a_row_was_loaded(load):
    load(LONGER_RELIEF)
    event = Relief.objects.get(regulation__name="PP 90/2026").events.get()
    assert event.pgh_context.metadata["job"] == "load tariff"
    assert event.pgh_context.metadata["at"] == "2026-11-20T03:00:00+00:00"


def changed(text, old, new):
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            changed(LONGER_RELIEF, '"2027-01"', '"2026-12"'),
            r"file-0.toml: The relief of jkk for non_transport \(from 2026-12 to 2027-06\) "
            r"overlaps that of PP 50/2025 \(from 2026-04 to 2026-12\)\.",
        ),
        (
            changed(LONGER_RELIEF, "multiplier_denominator = 4", "multiplier_denominator = 7"),
            r"In 2027-01 3/7 of Rp10000 is not a whole rupiah\.",
        ),
        (
            changed(NEW_BANDS, '"2028-01"', '"2028-02"'),
            r"It leaves no tariff for 2028-01\.",
        ),
        (
            changed(NEW_BANDS, '"2027-12"', '"2028-01"'),
            r"overlaps that of PP 44/2015",
        ),
        (
            changed(NEW_BANDS, '"PP 44/2015"', '"PP 4/2015"'),
            r"PP 4/2015 has no such rows to end\.",
        ),
        (
            changed(NEW_JKM, '"2027-12"', '"2015-06"'),
            r"The rate of jkm of PP 44/2015 begins in 2015-07 and cannot end in 2015-06\.",
        ),
        (
            changed(LONGER_RELIEF, '"PP 90/2026"', '"PP 50/2025"'),
            r"PP 50/2025 is loaded already, with other figures: .* A loaded row stays as it is; "
            r"to change it from a month on, write a new file that ends it\.",
        ),
    ],
)
def test_a_file_that_contradicts_the_tariff_is_refused_whole(load, text, sentence):
    before = rows()
    with pytest.raises(tariff_files.UnableToLoad, match=sentence):
        load(text)
    assert rows() == before


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("base_idr = 2_000_000", "base_idr = 2_100_000", "has base_idr 2000000 there and 2100000"),
        ('first_month = "2028-01"', 'first_month = "2028-02"', "is in only one of the two"),
        ('last_month = "2027-12"', 'last_month = "2027-11"', "ended other rows then"),
        ("[income_bands]\n", '[income_bands]\nlast_month = "2029-12"\n', "holds from 2028-01 on"),
    ],
)
def test_a_loaded_regulation_keeps_its_figures(load, old, new, sentence):
    load(NEW_BANDS)
    before = rows()
    with pytest.raises(tariff_files.UnableToLoad, match=sentence):
        load(changed(NEW_BANDS, old, new))
    assert rows() == before


def test_of_several_files_all_are_loaded_or_none(load):
    before = rows()
    with pytest.raises(tariff_files.UnableToLoad):
        load(LONGER_RELIEF, changed(NEW_BANDS, '"2028-01"', '"2028-02"'))
    assert rows() == before


def test_the_command_says_why_it_refuses(tmp_path):
    with pytest.raises(CommandError, match=r"absent\.toml cannot be read"):
        call_command("load_tariff", tmp_path / "absent.toml")
