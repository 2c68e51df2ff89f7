"""Mobile numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members import phones

NATIONAL = st.from_regex(r"8[0-9]{8,11}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("081234567890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"),
        ("0812 3456 7890", "+6281234567890"),
        ("(0812) 3456.7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("0812345678", "+62812345678"),
        ("0812345678901", "+62812345678901"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_it_is_kept_in_one_form(text: str, kept: str) -> None:
    assert phones.parse(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "081234567",  # nine digits
        "08123456789012",  # fourteen digits
        "812345678",
        "0251 8312345",  # a landline of Bogor
        "+6581234567",
        "0062812345678",
        "08l2345678",
        "٠٨١٢٣٤٥٦٧٨",
        "satu",
    ],
)
def test_what_is_no_mobile_number_is_refused(text: str) -> None:
    with pytest.raises(phones.InvalidPhone, match="10 sampai 13 angka"):
        phones.parse(text)


@given(national=NATIONAL, before=st.sampled_from(["0", "62", "+62", "0 ", "+62-", "62 "]))
def test_every_way_of_writing_gives_the_same_number(national: str, before: str) -> None:
    assert phones.parse(f"{before}{national[:3]} {national[3:]}") == f"+62{national}"


@given(national=NATIONAL)
def test_reading_what_was_kept_changes_nothing(national: str) -> None:
    kept = phones.parse(f"0{national}")
    assert phones.parse(kept) == kept


@given(st.text(max_size=24))
def test_any_other_text_is_refused_and_never_breaks(text: str) -> None:
    try:
        kept = phones.parse(text)
    except phones.InvalidPhone as refused:
        assert str(refused)
    else:
        assert kept == "" or phones.MOBILE.fullmatch(kept)


@given(national=NATIONAL, cut=st.integers(1, 8), more=st.text("0123456789", min_size=4))
def test_too_few_or_too_many_digits_are_no_number(national: str, cut: int, more: str) -> None:
    for wrong in (national[:cut], national[:9] + "000" + more):
        with pytest.raises(phones.InvalidPhone):
            phones.parse(f"0{wrong}")
