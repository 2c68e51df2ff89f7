"""Every address of the site, and who declared what about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One entry of the URLconf outside the admin site."""

    name: str
    route: str
    access: frozenset[str] | None

    @property
    def is_public(self) -> bool:
        return self.access == frozenset({"public"})

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/")

    @property
    def has_arguments(self) -> bool:
        return "<" in self.route


def addresses() -> list[Address]:
    """All of them; the admin site is Django's own and guards itself."""
    return [
        Address(pattern.name or "", route, getattr(pattern.callback, "access", None))
        for route, pattern in _patterns(get_resolver().url_patterns, "")
    ]


def _patterns(
    found: list[URLPattern | URLResolver], before: str
) -> Iterator[tuple[str, URLPattern]]:
    for entry in found:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry
        elif entry.app_name != "admin":
            yield from _patterns(entry.url_patterns, route)
