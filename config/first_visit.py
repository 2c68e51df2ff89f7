"""The first page that a browser opens brings its stylesheet with it."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from config import stylesheet

COOKIE = "stylesheet"
YEAR = 365 * 24 * 3600


class FirstVisitMiddleware:
    """Writes the stylesheet into the page for a browser that was never given this version of it.

    On a poor signal that saves the wait for a second answer before anything is shown. The browser
    gets the file behind the page and keeps it; the cookie says so, and pages are small again. Where
    the file was lost meanwhile, the link in the page asks for it, as ever. This stands outside of
    what makes the ETag, so a page has the same one with and without.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Browsers say so of a page that somebody opens; programs and our own scripts do not.
        if request.headers.get("Sec-Fetch-Dest") == "document" and isinstance(
            response, HttpResponse
        ):
            _bring(request, response)
        return response


def _bring(request: HttpRequest, response: HttpResponse) -> None:
    before, link, after = response.content.partition(_link("stylesheet"))
    if not link:
        return
    patch_vary_headers(response, ["Cookie"])
    if request.COOKIES.get(COOKIE) == stylesheet.VERSION:
        return
    text = f"<style>{stylesheet.TEXT}</style>".encode()
    response.content = before + text + _link("prefetch") + after
    response.headers["Content-Length"] = str(len(response.content))
    response.set_cookie(
        COOKIE,
        stylesheet.VERSION,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _link(relation: str) -> bytes:
    return f'<link rel="{relation}" href="{staticfiles_storage.url(stylesheet.NAME)}">'.encode()
