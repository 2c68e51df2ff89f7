"""The bar of every page, made from the list of pages (`markets/navigation.py`).

An entry whose page does not exist is left out, so a page appears here as soon as it is there.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import pgettext_lazy

from markets.models import Role, User
from markets.navigation import FURTHER_PAGES, PAGES, START_PAGES


@dataclass(frozen=True)
class Entry:
    """One entry of the bar; `current` is "page" on its page and "true" below it."""

    label: Any
    url: str
    icon: str
    current: str


@dataclass(frozen=True)
class FurtherPage:
    """A page that is not in the bar, and what one does there."""

    label: Any
    url: str
    explanation: Any


def entries(user: Any, *, path: str) -> list[Entry]:
    """The entries of that person's role whose pages exist; the one nearest to `path` is marked."""
    if not user.is_authenticated:
        return []
    found = [
        (label, url, icon)
        for label, name, icon in PAGES.get(user.role, [])
        if (url := _url(name)) is not None
    ]
    further = further_pages(user)
    places = [url for _label, url, _icon in found] + [page.url for page in further]
    nearest = max((url for url in places if path.startswith(url)), key=len, default=None)
    if further:
        more = reverse("further_pages")
        found.append((pgettext_lazy("menu", "Lainnya"), more, "more"))
        if nearest in {page.url for page in further} or path == more:
            nearest = more
    return [
        Entry(label, url, icon, "" if url != nearest else "page" if url == path else "true")
        for label, url, icon in found
    ]


def further_pages(user: User) -> list[FurtherPage]:
    """The pages of that person's role which are not in the bar."""
    return [
        FurtherPage(label, url, explanation)
        for label, name, explanation in FURTHER_PAGES.get(Role(user.role), [])
        if (url := _url(name)) is not None
    ]


def start_page(user: User) -> str:
    """The address at which that person's work begins; the account page where there is none yet."""
    return _url(START_PAGES[Role(user.role)]) or reverse("account")


def _url(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
