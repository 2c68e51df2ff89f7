"""Which device somebody works with: a random token that is given when she enters, nothing else.

It is a cookie that only we can write and no script can read. It says that the same browser came
again, not what it is: neither its kind nor its settings, address or place are recorded.
"""

import datetime as dt
from uuid import UUID, uuid4

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponseBase

COOKIE = "perangkat"
SALT = "markets.devices"
# As long as browsers keep one at all; each login begins it anew.
KEPT_FOR = dt.timedelta(days=400)


def device_of(request: HttpRequest) -> UUID | None:
    """The token of the browser that asks; None where it has none, or one that we did not write."""
    try:
        return UUID(request.get_signed_cookie(COOKIE, salt=SALT))
    except (KeyError, BadSignature, ValueError):
        return None


def remember(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let the browser keep its token, or give it one."""
    response.set_signed_cookie(
        COOKIE,
        str(device_of(request) or uuid4()),
        salt=SALT,
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
