"""What every answer to a person who is logged in has in common."""

import datetime as dt
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from markets.models import User

# Saved with each request, a session would cost each page a write.
KEPT_FOR = dt.timedelta(days=1)
KEPT_AT = "kept_at"


class SignedInMiddleware:
    """Answers to a known person are hers alone, and coming every day keeps her logged in.

    `private, no-cache`: nothing on the way keeps a page about people, and the browser asks before
    it shows one again, but its way back still finds what was typed. A page that says something
    stricter itself keeps it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # An answer that asked for no session says nothing about the person, and costs no query.
        if response.status_code < 500 and request.session.accessed:
            user: User | AnonymousUser = request.user
            if user.is_authenticated:
                response.headers.setdefault("Cache-Control", "private, no-cache")
                _keep(request, user)
        return response


def _keep(request: HttpRequest, user: User) -> None:
    """Begin the session's two weeks anew where they began more than a day ago."""
    began = parse_datetime(request.session.get(KEPT_AT, "")) or user.last_login
    now = timezone.now()
    if began is not None and now - began > KEPT_FOR:
        request.session[KEPT_AT] = now.isoformat()
