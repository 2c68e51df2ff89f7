"""How often a visitor who is not logged in may ask."""

import ipaddress

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class VisitorThrottle(SimpleRateThrottle):
    """So many requests a minute for each address; the machine itself is never held back.

    The address is the one that connects or, where that is a proxy on this machine, the one this
    proxy names last. Counts are kept in each process's own memory: it is a brake, not a lock.
    """

    rate = "120/min"
    scope = "visitor"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        address = caller(request)
        if is_loopback(address):
            return None
        return self.cache_format % {"scope": self.scope, "ident": address}


def caller(request: Request) -> str:
    """The address the request came from; empty for one through a local socket."""
    address: str = request.META.get("REMOTE_ADDR", "")
    forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if forwarded and is_loopback(address):
        return forwarded.rsplit(",", maxsplit=1)[-1].strip()
    return address


def is_loopback(address: str) -> bool:
    """Whether that address is this machine."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return not address
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback
