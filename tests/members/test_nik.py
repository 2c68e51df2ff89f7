"""What a NIK says, and which texts are none. The numbers here belong to nobody (serial 99xx)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members import nik
from members.models.member import Sex

TODAY = dt.date(2026, 11, 10)
BIRTH_DATES = st.dates(min_value=dt.date(1927, 1, 1), max_value=TODAY)


def written(birth_date: dt.date, sex: str, serial: int = 9901, area: str = "320101") -> str:
    day = birth_date.day + (40 if sex == Sex.FEMALE else 0)
    return f"{area}{day:02}{birth_date.month:02}{birth_date.year % 100:02}{serial:04}"


@pytest.mark.parametrize(
    ("text", "birth_date", "sex"),
    [
        ("3201012703689901", dt.date(1968, 3, 27), Sex.MALE),
        ("3201016703689901", dt.date(1968, 3, 27), Sex.FEMALE),
        ("3173054101099901", dt.date(2009, 1, 1), Sex.FEMALE),
        ("5271017112809901", dt.date(1980, 12, 31), Sex.FEMALE),
        ("3201012902009901", dt.date(2000, 2, 29), Sex.MALE),
        ("3372016902289901", dt.date(1928, 2, 29), Sex.FEMALE),
    ],
)
def test_it_tells_the_day_of_birth_and_the_sex(text, birth_date, sex) -> None:
    number = nik.parse(text, on=TODAY)
    assert (number.birth_date, number.sex) == (birth_date, sex)
    assert (number.province, number.regency) == (text[:2], text[:4])


@pytest.mark.parametrize(
    "text",
    [
        "320101 670368 9901",
        " 3201-0167-0368-9901 ",
        "3201.0167.0368.9901",
        "3201 0167‑0368–9901",
        "\u200e3201016703689901\u202c",
        "3201016703689901\n",
    ],
)
def test_spaces_dots_and_dashes_are_forgiven(text: str) -> None:
    assert nik.parse(text, on=TODAY).digits == "3201016703689901"


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("", "wrong_length", "NIK terdiri atas 16 angka; yang tertulis 0 angka."),
        (
            "320101670368990",
            "wrong_length",
            "NIK terdiri atas 16 angka; yang tertulis 15 angka.",
        ),
        (
            "32010167036899011",
            "wrong_length",
            "NIK terdiri atas 16 angka; yang tertulis 17 angka.",
        ),
        (
            "32010167O3689901",
            "letters",
            "NIK hanya berisi angka. Periksa huruf yang terketik.",
        ),
        (
            "٣٢٠١٠١٦٧٠٣٦٨٩٩٠١",
            "letters",
            "NIK hanya berisi angka. Periksa huruf yang terketik.",
        ),
        ("+320101670368990", "letters", "NIK hanya berisi angka. Periksa huruf yang terketik."),
        (
            "3201013002689901",
            "impossible_date",
            "Angka ke-7 sampai ke-12 pada NIK bukan tanggal lahir. Bandingkan dengan KTP.",
        ),
        (
            "3201016703680000",
            "no_serial",
            "Empat angka terakhir NIK tidak mungkin 0000. Bandingkan dengan KTP.",
        ),
    ],
)
def test_what_is_no_nik_is_refused_with_what_to_do(text, code, sentence) -> None:
    with pytest.raises(nik.InvalidNik) as refused:
        nik.parse(text, on=TODAY)
    assert (refused.value.code, str(refused.value)) == (code, sentence)


@pytest.mark.parametrize("day", ["00", "32", "35", "40", "72", "80", "99"])
def test_days_between_and_beyond_the_two_ranges_are_impossible(day: str) -> None:
    with pytest.raises(nik.InvalidNik) as refused:
        nik.parse(f"320101{day}03689901", on=TODAY)
    assert refused.value.code == "impossible_date"


@pytest.mark.parametrize("month", ["00", "13", "99"])
def test_months_that_do_not_exist_are_impossible(month: str) -> None:
    with pytest.raises(nik.InvalidNik):
        nik.parse(f"32010127{month}689901", on=TODAY)


def test_a_short_year_is_this_century_unless_that_day_is_still_to_come() -> None:
    assert nik.parse("3201011011269901", on=TODAY).birth_date == dt.date(2026, 11, 10)
    assert nik.parse("3201011111269901", on=TODAY).birth_date == dt.date(1926, 11, 11)
    assert nik.parse("3201011111269901", on=dt.date(2026, 11, 11)).birth_date.year == 2026


@given(birth_date=BIRTH_DATES, sex=st.sampled_from(Sex.values), serial=st.integers(1, 9999))
def test_every_day_of_birth_comes_back_as_it_went_in(birth_date, sex, serial) -> None:
    number = nik.parse(written(birth_date, sex, serial), on=TODAY)
    assert (number.birth_date, number.sex) == (birth_date, sex)
    assert nik.warnings(number, birth_date=birth_date, sex=sex) == []


@given(
    birth_date=BIRTH_DATES,
    separators=st.lists(
        st.sampled_from(["", " ", "-", ".", "  ", " - "]), min_size=17, max_size=17
    ),
)
def test_separators_anywhere_change_nothing(birth_date, separators) -> None:
    digits = written(birth_date, Sex.FEMALE)
    pairs = zip(separators, [*digits, ""], strict=True)
    text = "".join(separator + digit for separator, digit in pairs)
    assert nik.parse(text, on=TODAY).digits == digits


@given(st.text(max_size=24))
def test_any_other_text_is_refused_and_never_breaks(text: str) -> None:
    try:
        assert len(nik.parse(text, on=TODAY).digits) == 16
    except nik.InvalidNik as refused:
        assert str(refused)


@pytest.mark.parametrize(
    ("area", "birth_date", "sex", "codes"),
    [
        ("320101", dt.date(1968, 3, 27), Sex.FEMALE, []),
        ("320101", dt.date(1968, 3, 26), Sex.FEMALE, ["birth_date_differs_from_nik"]),
        ("320101", dt.date(1968, 3, 27), Sex.MALE, ["sex_differs_from_nik"]),
        ("000101", dt.date(1968, 3, 27), Sex.FEMALE, ["unknown_province_in_nik"]),
        ("329901", dt.date(1968, 3, 27), Sex.FEMALE, ["unknown_regency_in_nik"]),
        (
            "003301",
            dt.date(1969, 3, 27),
            Sex.MALE,
            ["birth_date_differs_from_nik", "sex_differs_from_nik", "unknown_province_in_nik"],
        ),
    ],
)
def test_what_does_not_fit_is_a_warning_and_no_error(area, birth_date, sex, codes) -> None:
    number = nik.parse(written(dt.date(1968, 3, 27), Sex.FEMALE, area=area), on=TODAY)
    assert nik.warnings(number, birth_date=birth_date, sex=sex) == codes


@pytest.mark.parametrize("regency", ["3201", "3271", "3171", "3372", "5271", "9401"])
def test_the_regencies_and_cities_of_today_are_known(regency: str) -> None:
    number = nik.parse(written(dt.date(1968, 3, 27), Sex.FEMALE, area=f"{regency}01"), on=TODAY)
    assert nik.warnings(number, birth_date=number.birth_date, sex=number.sex) == []


def test_it_never_shows_itself_where_it_is_printed() -> None:
    number = nik.parse("3201016703689901", on=TODAY)
    assert "9901" not in f"{number} {number!r} {[number]}"
    assert number.written == "320101 670368 9901"


@pytest.mark.parametrize(
    ("text", "meant"),
    [("320101 670368 9901", True), ("3201016703", True), ("Siti Aminah", False), ("12", False)],
)
def test_a_search_for_a_nik_is_told_from_one_for_a_name(text: str, meant: bool) -> None:
    assert nik.looks_like_one(text) is meant


@given(birth_date=BIRTH_DATES, sex=st.sampled_from(Sex.values), serial=st.integers(1, 9999))
def test_reading_what_is_shown_gives_the_same_number(birth_date, sex, serial) -> None:
    number = nik.parse(written(birth_date, sex, serial), on=TODAY)
    again = nik.parse(number.written, on=TODAY)
    assert again == number and number.digits not in repr(again) + str(again)


@given(
    birth_date=BIRTH_DATES,
    sex=st.sampled_from(Sex.values),
    cut=st.integers(0, 15),
    more=st.text("0123456789", min_size=1, max_size=6),
)
def test_any_other_count_of_digits_is_refused_by_its_length(birth_date, sex, cut, more) -> None:
    digits = written(birth_date, sex)
    for wrong in (digits[:cut], digits + more):
        with pytest.raises(nik.InvalidNik, match=f"yang tertulis {len(wrong)} angka"):
            nik.parse(wrong, on=TODAY)


@given(day=st.integers(0, 99), month=st.integers(0, 99), year=st.integers(0, 99))
def test_every_six_digits_are_a_day_in_the_past_or_refused(day, month, year) -> None:
    text = f"320101{day:02}{month:02}{year:02}9901"
    try:
        number = nik.parse(text, on=TODAY)
    except nik.InvalidNik as refused:
        assert refused.code == "impossible_date"
    else:
        assert written(number.birth_date, number.sex) == text
        assert number.birth_date <= TODAY and TODAY.year - number.birth_date.year <= 100
