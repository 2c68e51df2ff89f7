"""What only the proxy in front knows, which ends TLS: where a request really came from."""

import ipaddress

from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Who asks, as the proxy wrote it down last; who connects to us where it wrote nothing.

    Earlier entries of X-Forwarded-For are the asker's own words and count for nothing.
    """
    connected: str = request.META.get("REMOTE_ADDR", "")
    last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(last))
    except ValueError:
        return connected
