"""The bar with what a phone has to send and has sent, below the header of every page of hers."""

import re
from typing import Any, NamedTuple

from django import template
from django.http import HttpRequest

register = template.Library()

COOKIE = "outbox"
WRITTEN = re.compile(r"([0-9]{1,18})\.([0-9]{1,6})\.([0-9]{1,6})\.([0-9]{1,6})")


class Kept(NamedTuple):
    """How many entries of hers the phone keeps, by their state."""

    waiting: int = 0
    attention: int = 0
    sent: int = 0


@register.inclusion_tag("collectors/_outbox_bar.html", takes_context=True)
def outbox_bar(context: template.Context) -> dict[str, Any]:
    """As the phone itself counted last, so that the bar stands there before any script runs.

    Counts of another user of the phone are nobody's business: then it is as if there were none.
    """
    request: HttpRequest | None = context.get("request")
    return {"kept": _counted(request) if request else Kept()}


def _counted(request: HttpRequest) -> Kept:
    told = WRITTEN.fullmatch(request.COOKIES.get(COOKIE, ""))
    if told is None or int(told[1]) != request.user.pk:
        return Kept()
    return Kept(*(int(count) for count in told.groups()[1:]))
