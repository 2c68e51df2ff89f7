"""Which text names a row."""

import pytest

from markets.row_ids import row_id


def test_digits_name_a_row():
    assert row_id("0012") == 12
    assert row_id("9" * 18) == 10**18 - 1


@pytest.mark.parametrize("text", ["", " 1", "-1", "1.0", "x", "٣", "²", "9" * 19])
def test_anything_else_names_none(text):
    assert row_id(text) is None
