"""What a person sees of a page or a template: its words, without tags and what is hidden."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

# Read aloud, shown in a field, or shown by the script.
SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-sending", "data-show", "data-hide")
SILENT = {"script", "style", "path", "svg"}
EMPTY = {"meta", "link", "input", "br", "img", "path", "hr", "wbr"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        foreign = given.get("translate") == "no" or (tag != "html" and given.get("lang") == "id")
        hidden = foreign or tag in SILENT or bool(self.open and self.open[-1][1])
        if not hidden or tag == "svg":
            self.said += [given[name] or "" for name in SPOKEN if name in given]
            if tag == "input" and given.get("type") in ("submit", "button"):
                self.said.append(given.get("value") or "")
        if tag not in EMPTY:
            self.open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag not in EMPTY:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1][1]):
            self.said.append(data)


def texts(page: str) -> Iterator[str]:
    """Each run of words of the page, and of what is read aloud in place of it."""
    reader = _Reader()
    reader.feed(page)
    for said in reader.said:
        words = re.sub(r"\s+", " ", said).strip()
        if words:
            yield words
