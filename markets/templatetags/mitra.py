"""How money, days and phone numbers are written, and the pieces every page is made of."""

import datetime as dt
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import phonenumbers
from django import template
from django.http import HttpRequest
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from markets import menu, months
from markets.forms import SearchForm
from markets.models import Market

register = template.Library()

# Paths of the few icons, drawn on 24 by 24. An icon never stands without its word.
ICONS = {
    "list": "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
    "pay": "M3 7h18v11H3zM3 11h18M7 15h4",
    "enrol": "M14 20v-1a5 5 0 0 0-10 0v1M9 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M19 8v6M16 11h6",
    "cash": "M4 8h15a1 1 0 0 1 1 1v10H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1h12v3M16 14h.01",
    "person": "M19 20v-1a7 7 0 0 0-14 0v1M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8",
    "back": "M15 5l-7 7 7 7",
    "next": "M9 5l7 7-7 7",
    "call": (
        "M5 4h4l1.5 5-2.5 1.5a12 12 0 0 0 5.5 5.5L15 13.5l5 1.5v4a1 1 0 0 1-1 1"
        "A16 16 0 0 1 4 5a1 1 0 0 1 1-1"
    ),
    "chat": "M4 20l1.5-4.5A8 8 0 1 1 9 19z",
    "search": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.5 15.5L21 21",
    "more": "M4.5 12h1M11.5 12h1M18.5 12h1",
    "check": "M5 12.5l4.5 4.5L19 7.5",
}


@register.filter
def rupiah(amount: Any) -> str:
    """16800 becomes `Rp16.800`; nothing stays nothing."""
    if amount is None or amount == "":
        return ""
    whole = int(amount)
    return ("-" if whole < 0 else "") + f"Rp{abs(whole):,}".replace(",", ".")


@register.filter
def number(count: Any) -> str:
    """1234567 becomes `1.234.567`."""
    return "" if count is None or count == "" else f"{int(count):,}".replace(",", ".")


@register.filter
def percent(share: Any) -> str:
    """42 becomes `42%`."""
    return "" if share is None or share == "" else f"{int(share)}%"


@register.filter
def month(value: dt.date | None) -> str:
    """`November 2026`."""
    return format_date(value, "F Y") if value else ""


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """`15 November 2026`; of a moment, the day it is by the law (WIB)."""
    if isinstance(value, dt.datetime):
        value = months.law_day(value)
    return format_date(value, "j F Y") if value else ""


@register.filter
def weekday(value: dt.date | None) -> str:
    """`Senin, 16 November 2026`."""
    return format_date(value, "l, j F Y") if value else ""


@register.filter
def clock(at: dt.datetime | None, where: Market | str | None = None) -> str:
    """`14.05 WITA`: the time of day in the zone of that market, or in that one (else in WIB)."""
    if not at:
        return ""
    zone = _zone(where)
    return f"{at.astimezone(ZoneInfo(zone)):%H.%M} {zone.label}"


@register.filter
def moment(at: dt.datetime | None, where: Market | str | None = None) -> str:
    """`15 November 2026, 14.05 WITA`: day and time in the zone of that market, or in that one."""
    if not at:
        return ""
    there = at.astimezone(ZoneInfo(_zone(where)))
    return f"{format_date(there, 'j F Y')}, {clock(at, where)}"


def _zone(where: Market | str | None) -> Market.Zone:
    zone = where.zone if isinstance(where, Market) else where
    return Market.Zone(zone or Market.Zone.WIB)


@register.filter
def lasted(value: dt.timedelta | None) -> str:
    """`35 menit`, `5 jam 12 menit`, `3 hari 4 jam`; nothing stays nothing."""
    if value is None:
        return ""
    minutes = int(value.total_seconds() // 60)
    hours, days = minutes // 60, minutes // 1440
    if days:
        return _("%(days)s hari %(hours)s jam") % {"days": days, "hours": hours % 24}
    if hours:
        return _("%(hours)s jam %(minutes)s menit") % {"hours": hours, "minutes": minutes % 60}
    return _("%(minutes)s menit") % {"minutes": minutes}


@register.filter
def phone_local(value: Any) -> str:
    """`0812-3456-7890`, as people say it."""
    parsed = _parsed(value)
    if parsed is None:
        return str(value or "")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


@register.filter
def tel(value: Any) -> str:
    """The address that makes the phone call: `tel:+6281234567890`."""
    parsed = _parsed(value)
    return "tel:" + _international(parsed) if parsed else ""


@register.simple_tag
def wa_link(phone: Any, text: str = "") -> str:
    """The address of a WhatsApp chat with the text already typed; empty without a number."""
    parsed = _parsed(phone)
    if parsed is None:
        return ""
    digits = _international(parsed).lstrip("+")
    return f"https://wa.me/{digits}" + (f"?text={quote(str(text))}" if text else "")


@register.simple_tag
def wa_share(text: str) -> str:
    """The address at which WhatsApp asks whom to send the text to."""
    return f"https://wa.me/?text={quote(str(text))}"


def _international(parsed: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _parsed(value: Any) -> phonenumbers.PhoneNumber | None:
    if not value:
        return None
    if isinstance(value, phonenumbers.PhoneNumber):
        return value if value.national_number else None
    try:
        return phonenumbers.parse(str(value), "ID")
    except phonenumbers.NumberParseException:
        return None


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside a word, hidden from screen readers."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>',
        ICONS[name],
    )


@register.simple_tag
def money(amount: Any, css_class: str = "") -> SafeString:
    """The amount in a box that never breaks across lines; `css_class` "big" for the one sum."""
    classes = f"money {css_class}".strip()
    return format_html('<b class="{}">{}</b>', classes, rupiah(amount))


@register.simple_tag
def pill(word: Any, tone: str = "") -> SafeString:
    """A status as a word. Tones: good, wait, bad, note; none is neutral."""
    classes = f"pill pill-{tone}" if tone else "pill"
    return format_html('<span class="{}">{}</span>', classes, word) if word else mark_safe("")


@register.simple_tag(takes_context=True)
def navigation_entries(context: template.Context) -> list[menu.Entry]:
    """The entries of the person's role; none where nobody is logged in.

    A page made for nobody in particular, without a request, brings its own.
    """
    request = context.get("request")
    if not isinstance(request, HttpRequest) or not getattr(request, "user", None):
        return context.get("entries") or []
    return menu.entries(request.user, path=request.path)


@register.simple_tag(takes_context=True)
def page_query(context: template.Context, **changes: Any) -> str:
    """The current query string with some keys changed, for links of pagers and filters."""
    request = context["request"]
    query = request.GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return "?" + query.urlencode()


@register.inclusion_tag("_components/bar_chart.html")
def bar_chart(
    rows: list[tuple[Any, int]],
    *,
    title: str,
    label: str = "",
    value: str = "",
    unit: str = "",
    full: int = 0,
) -> dict[str, Any]:
    """Bars and the table of the same figures in one. `rows` are (label, number) pairs.

    `label` and `value` head the columns; `unit="rupiah"` writes the numbers as money, "percent"
    as shares. A bar is full at `full`, such as a target, or at the largest number where that is
    more.
    """
    most = max([full, *(count for _label, count in rows)])
    write = {"rupiah": rupiah, "percent": percent}.get(unit, number)
    bars = [
        {"label": name, "text": write(count), "width": _percent(count, most)}
        for name, count in rows
    ]
    return {"bars": bars, "title": title, "label_head": label, "value_head": value}


def _percent(count: int, most: int) -> str:
    return f"{100 * max(count, 0) / most:.1f}" if most > 0 else "0"


@register.inclusion_tag("_components/split_chart.html")
def split_chart(
    rows: list[tuple[Any, int, int]], *, title: str, label: str, first: str, second: str
) -> dict[str, Any]:
    """Bars of two parts each, and the table of the same figures in one.

    `rows` are (label, first number, second number); `first` and `second` head their columns.
    """
    most = max((one + other for _label, one, other in rows), default=0)
    bars = [
        {
            "label": name,
            "first": one,
            "second": other,
            "width": _percent(one, most),
            "more": _percent(other, most),
        }
        for name, one, other in rows
    ]
    return {"bars": bars, "title": title, "label_head": label, "heads": (first, second)}


@register.simple_tag
def search_form(label: str, query: str | None = "", hint: str | None = "") -> SearchForm:
    """The form of one search box, for `_components/search.html`."""
    return SearchForm(label=label, query=query or "", hint=hint or "")
