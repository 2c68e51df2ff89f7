"""The language in which a person reads these pages, chosen at the foot of each."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from markets import access


@access.public
@csrf_exempt
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the choice in this browser, and go back to the page it was made on.

    Its form carries no token: another site that sends it gains nothing, and a page without one is
    the same on the next visit, which is then answered in a few bytes.
    """
    answer = redirect(_back(request))
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return answer


def _back(request: HttpRequest) -> str:
    """The page named by the form if it is one of ours, else the first one."""
    # The check below refuses more than 2,048 characters, but counts no blanks around them, and
    # redirect() does; it also takes a word that begins without a slash for the name of a view.
    asked = request.POST.get("next", "").strip()
    ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if ours and asked.startswith("/") else resolve_url("home")
