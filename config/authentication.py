"""How the API knows its caller."""

from rest_framework.authentication import (
    SessionAuthentication as PlainSessionAuthentication,
)
from rest_framework.request import Request


class SessionAuthentication(PlainSessionAuthentication):
    """The session of the pages; who is not logged in is answered 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"
