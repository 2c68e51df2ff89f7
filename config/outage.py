"""When the database is down: a plain page within seconds, and no restart once it is back.

The middleware answers for views. What other middleware meets (the session's, say) ends in
`server_error`, so both ask `is_outage`.
"""

import logging
import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from config.logs import route_of
from config.plain_pages import plain

log = logging.getLogger("mitra.outage")
RETRY_AFTER_SECONDS = "15"
# Classes of PostgreSQL's error codes that mean "not now": connection, resources, shutdown.
OUTAGE_CODES = ("08", "53", "57P")


class OutageMiddleware:
    """Turns a database that cannot be reached into an honest 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The 503 for an outage; anything else goes its usual way."""
        return unavailable(request, error) if is_outage(error) else None


def is_outage(error: BaseException | None) -> bool:
    """Whether the database was out of reach; a deadlock or a wrong query is not that."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or code.startswith(OUTAGE_CODES)


def unavailable(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """The 503: JSON for the API, a page for people."""
    log.error("database out of reach: %s %s", type(error).__name__, route_of(request))
    sent = request.method not in ("GET", "HEAD")
    detail = _("Sistem sedang terganggu. Coba lagi sebentar.")
    response = plain(request, "503.html", 503, detail, sent=sent)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: what went wrong outside a view may still be an outage."""
    error = sys.exc_info()[1]
    if is_outage(error):
        return unavailable(request, error)
    return plain(request, "500.html", 500, _("Ada kesalahan pada sistem."))
