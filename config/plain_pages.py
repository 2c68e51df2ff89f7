"""Pages that must come whatever else is broken: no database, no session, no account."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def plain(
    request: HttpRequest, template: str, status: int, detail: str, **context: object
) -> HttpResponse:
    """The template as a page for people; for the API, JSON with `detail`."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": detail}, status=status)
    # Django's own name, not promised to stay: `request.user` would ask a database that may be down.
    # Where Django keeps the user elsewhere, the page comes in letters of the usual size.
    user = getattr(request, "_cached_user", None)
    context |= {"stylesheet": _stylesheet(), "text_class": getattr(user, "text_class", "")}
    page = render_to_string(template, context)
    return HttpResponse(page, status=status)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return plain(request, "404.html", 404, _("Tidak ditemukan."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Says what to do when a form's token is too old, and that nothing was saved."""
    return plain(
        request,
        "csrf_failure.html",
        403,
        _("Kiriman ini belum tersimpan: muat ulang lalu kirim lagi."),
        no_cookie=reason == REASON_NO_CSRF_COOKIE,
    )


def _stylesheet() -> str:
    try:
        return staticfiles_storage.url("css/mitra.css")
    except ValueError:
        return ""  # the files were not collected; the page must come all the same
