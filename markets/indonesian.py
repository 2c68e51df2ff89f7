"""What stays Indonesian whatever language the screen speaks.

Sentences kept in rows (else the same rows would differ by who clicked), what is sent to or printed
for traders, and the columns and words of files that BPJS and imports know.
"""

import functools
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import ParamSpec, TypeVar

from django.utils import translation
from django.utils.functional import Promise

LANGUAGE = "id"

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def spoken() -> AbstractContextManager[None]:
    """Inside it every text is Indonesian."""
    return translation.override(LANGUAGE)


def text(sentence: Promise, **values: object) -> str:
    """The sentence, asked for with `gettext_lazy`, filled in with the values."""
    with spoken():
        said = str(sentence)
    return said % values if values else said


def always(told: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """What this function says is Indonesian; not for generators, nor for refusals users read."""

    @functools.wraps(told)
    def in_indonesian(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        with spoken():
            return told(*args, **kwargs)

    return in_indonesian
