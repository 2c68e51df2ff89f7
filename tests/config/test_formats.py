"""How Django writes days and times by itself."""

import datetime as dt

import pytest
from django.utils import formats, timezone, translation

AT = dt.datetime(2026, 11, 5, 9, 5, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("DATE_FORMAT", "5 November 2026"),
        ("TIME_FORMAT", "09.05"),
        ("DATETIME_FORMAT", "5 November 2026, 09.05"),
    ],
)
def test_english_is_written_as_on_our_own_pages(kind, written):
    with translation.override("en"):
        assert formats.date_format(AT, kind) == written
