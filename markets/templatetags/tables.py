"""Tables that stay as they were left: sorted by a heading, narrowed, and found again from a row.

All of it stands in the address. A row's page carries the address of its list as `?daftar=`.
"""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from markets.sorting import ASKED_AS, Order
from markets.views import kept_lists

register = template.Library()


@register.simple_tag(takes_context=True)
def column(
    context: template.Context, order: Order, name: str, heading: Any, css_class: str = ""
) -> SafeString:
    """The heading of a column: a link that sorts the table where it can be sorted by it."""
    classes = format_html(' class="{}"', css_class) if css_class else ""
    if name not in order.fields:
        return format_html('<th scope="col"{}>{}</th>', classes, heading)
    query = context["request"].GET.copy()
    query.pop("page", None)
    query[ASKED_AS] = order.asked_by(name)
    direction = order.direction(name)
    return format_html(
        '<th scope="col"{}{}><a href="?{}">{}</a></th>',
        classes,
        format_html(' aria-sort="{}"', direction) if direction else "",
        query.urlencode(),
        heading,
    )


@register.simple_tag(takes_context=True)
def kept_fields(context: template.Context, form: Any = None) -> SafeString:
    """What the address says beside the fields of the form, which would be lost when it is sent.

    The page is not kept: what is asked for anew begins at its first one.
    """
    request = context.get("request")
    if not isinstance(request, HttpRequest):  # a page made for nobody in particular
        return SafeString("")
    fields = [field.html_name for field in form or ()]
    # A day is typed in three boxes, each with the field's name and a number.
    boxes = tuple(f"{name}_" for name in fields)
    kept = [
        (name, value)
        for name, value in request.GET.items()
        if name not in (*fields, "page") and not name.startswith(boxes)
    ]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)


@register.simple_tag(takes_context=True)
def from_list(context: template.Context) -> str:
    """After the address of a row's page: that it was opened from this list, as it stands."""
    return kept_lists.carried(context["request"].GET.urlencode())


@register.simple_tag(takes_context=True)
def still_from_list(context: template.Context) -> str:
    """After an address of the same row: the list it was opened from, carried on."""
    return kept_lists.carried_on(context["request"])


@register.simple_tag(takes_context=True)
def to_list(context: template.Context) -> str:
    """After the address of a list: as it stood when the row was opened."""
    request = context.get("request")
    return kept_lists.left(request) if isinstance(request, HttpRequest) else ""
