"""Who made a change: noted with each row of history that a request causes."""

from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware as PlainHistoryMiddleware


class HistoryMiddleware(PlainHistoryMiddleware):
    """Notes the user, and nothing else: addresses may hold the token of a receipt."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        try:
            return {"user": request.user.pk}
        except (OperationalError, InterfaceError):
            return {}  # the database is away: the view meets that too, and answers for it
