"""The pictures of the help pages."""

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from markets.help_pictures import DESK, PICTURES, path_of

register = template.Library()


@register.simple_tag
def help_picture(name: str, words: Any) -> SafeString:
    """A picture of a page. Fetched only where it is seen; its size is known before it comes."""
    size = PICTURES[name]
    return format_html(
        '<img class="shot{}" src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        " shot-wide" if size == DESK else "",
        static(path_of(name)),
        size.width,
        size.height,
        words,
    )
