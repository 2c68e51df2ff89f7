"""The language a test begins in."""

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def begins_in_indonesian():
    """A page asked for in English leaves its language with the thread, and so to the next test."""
    translation.activate(settings.LANGUAGE_CODE)
