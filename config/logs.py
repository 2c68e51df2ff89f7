"""What the log says of a request: its route, never its address, which may be a key.

Whoever holds the address of a receipt may read it, and a mistyped one is nearly such an address.
"""

import logging

from django.http import HttpRequest


def route_of(request: HttpRequest) -> str:
    """The route as it stands in the URLconf, with names for what was typed."""
    return request.resolver_match.route if request.resolver_match else "(no such address)"


class RoutesOnly(logging.Filter):
    """Puts the route where Django logs a request's path."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(
                route_of(request) if argument == request.path else argument
                for argument in record.args
            )
        return True
