"""How the API knows its caller."""

from django.utils.translation import gettext as _
from rest_framework.authentication import (
    SessionAuthentication as PlainSessionAuthentication,
)
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request


class SessionAuthentication(PlainSessionAuthentication):
    """The session of the pages; who is not logged in is answered 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            sentence = _("Kiriman ini belum tersimpan: muat ulang lalu kirim lagi.")
            raise PermissionDenied(sentence) from error
