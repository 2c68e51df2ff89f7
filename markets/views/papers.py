"""Papers for a trader, or signed and kept: Indonesian, whatever language their maker reads."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpResponseBase

from markets import indonesian

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def for_traders(view: View) -> View:
    """The whole answer is Indonesian, and says so. Its pages must be rendered in the view.

    Also for what two of the house sign: it is kept, and others read it later.
    """

    @functools.wraps(view)
    def in_indonesian(*args: Any, **kwargs: Any) -> HttpResponseBase:
        with indonesian.spoken():
            answer = view(*args, **kwargs)
        answer.headers.setdefault("Content-Language", indonesian.LANGUAGE)
        return answer

    return in_indonesian  # type: ignore[return-value]
