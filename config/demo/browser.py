"""A small browser: follows links, fills in the forms that pages really have, keeps cookies.

It knows no field by heart but those a person would type: hidden fields, the CSRF token and what is
chosen already go back as the page sent them.
"""

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

SECONDS_TO_ANSWER = 20.0
MULTIPART = {"Content-Type": MULTIPART_CONTENT}


class PageFailed(Exception):
    """A page was not what it must be; the message says which and why."""


@dataclass
class Form:
    """A form as the page shows it: what it would send, and what may be chosen."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    # By the field's name: the file's name, and what is in it. Sent as a form with files is.
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    file_fields: list[str] = field(default_factory=list)

    def attach(self, name: str, file_name: str, data: bytes) -> "Form":
        """Choose a file for a field, which must be there."""
        if name not in self.file_fields:
            raise PageFailed(f"The form for {self.action} takes no file {name!r}.")
        self.files[name] = (file_name, data)
        return self

    def names(self) -> set[str]:
        """The names of all its fields."""
        return {name for name, _value in self.values} | set(self.choices)

    def fill(self, **typed: str) -> "Form":
        """Type into fields, or choose; each must be there."""
        for name, value in typed.items():
            if name not in self.names():
                raise PageFailed(f"The form for {self.action} has no field {name!r}.")
            self.values = [pair for pair in self.values if pair[0] != name]
            self.values.append((name, value))
        return self


@dataclass
class Page:
    """What a browser shows."""

    address: str
    text: str
    links: list[str]
    forms: list[Form]

    def link(self, path: str) -> str:
        """The first link that begins with this path."""
        for link in self.links:
            if link.startswith(path):
                return link
        raise PageFailed(f"{self.address} has no link to {path}.")

    def form(self, action: str = "", having: str = "") -> Form:
        """The first form to that address that has such a field."""
        for form in self.forms:
            if form.action.startswith(action) and (not having or having in form.names()):
                return form
        raise PageFailed(f"{self.address} has no form for {action or 'itself'} {having}.")

    def must_say(self, words: str) -> None:
        """Raise PageFailed where these words are not on the page."""
        if words not in self.text:
            raise PageFailed(f"{self.address} does not say {words!r}.")


class Browser:
    """One person's browser."""

    def __init__(self, site: str) -> None:
        self.site = site
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def open(self, path: str) -> Page:
        """The page at that path, redirects followed. Raises PageFailed unless it is a 200."""
        return self._ask(urllib.parse.urljoin(self.site, path), None)

    def send(self, form: Form, *, button: tuple[str, str] | None = None) -> Page:
        """Send the form with the button that was pressed, and answer the page that follows."""
        values = [*form.values, *([button] if button else [])]
        sent = urllib.parse.urlencode(values)
        address = urllib.parse.urljoin(self.site, form.action)
        if form.files:
            return self._ask(address, _with_files(values, form.files), MULTIPART)
        if form.method == "post":
            return self._ask(address, sent.encode())
        return self._ask(f"{address.split('?')[0]}?{sent}", None)

    def _ask(self, address: str, data: bytes | None, headers: dict[str, str] | None = None) -> Page:
        headers = {"Referer": address, **(headers or {})}
        request = urllib.request.Request(address, data, headers)  # noqa: S310
        try:
            with self.opener.open(request, timeout=SECONDS_TO_ANSWER) as answer:
                return _read(answer.geturl(), answer.read().decode())
        except urllib.error.HTTPError as error:
            raise PageFailed(f"{address} answered {error.code}.") from error
        except OSError as error:
            raise PageFailed(f"{address} does not answer: {error}.") from error


def _with_files(values: list[tuple[str, str]], files: dict[str, tuple[str, bytes]]) -> bytes:
    parts: dict[str, list[Any]] = {}
    for name, value in values:
        parts.setdefault(name, []).append(value)
    for name, (file_name, data) in files.items():
        parts[name] = [SimpleUploadedFile(file_name, data)]
    return encode_multipart(BOUNDARY, parts)


def _read(address: str, html: str) -> Page:
    reader = _Reader(urllib.parse.urlsplit(address)._replace(scheme="", netloc="").geturl())
    reader.feed(html)
    return Page(address, " ".join(" ".join(reader.words).split()), reader.links, reader.forms)


class _Reader(HTMLParser):
    """Collects a page's links, forms and words."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.words: list[str] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._inside: Form | None = None
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            method = given.get("method", "get").lower()
            self._inside = Form(given.get("action") or self.path, method)
            self.forms.append(self._inside)
        elif self._inside is not None and given.get("name"):
            self._field(tag, given, self._inside)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def _field(self, tag: str, given: dict[str, str], form: Form) -> None:
        name, value, kind = given["name"], given.get("value", ""), given.get("type", "text")
        if tag == "input" and kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(value)
            if "checked" in given:
                form.values.append((name, value))
        elif tag == "input" and kind == "file":
            form.file_fields.append(name)
        elif tag in ("input", "textarea", "select"):
            form.values.append((name, value))
        elif tag == "button":
            form.buttons.append((name, value))
