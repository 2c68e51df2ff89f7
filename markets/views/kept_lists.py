"""Going into a row of a list and back: the list is found as it was left.

The address of the row's page carries the query of the list, never its path: it leads nowhere else.
"""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

CARRIED_AS = "daftar"
LONGEST = 1000  # of a query: more stands in no address of a list


def carried(query: str) -> str:
    """What the address of a row says of the list it is opened from; nothing of a plain list."""
    return f"?{urlencode({CARRIED_AS: query})}" if query else ""


def carried_on(request: HttpRequest) -> str:
    """The same for another address of that row."""
    return carried(_query(request))


def left(request: HttpRequest) -> str:
    """The query of the list the row was opened from, to go back to it; "" for a plain one."""
    query = _query(request)
    return f"?{query}" if query else ""


def stay(request: HttpRequest, to: str, *args: Any) -> HttpResponseRedirect:
    """After something was done on the row's page: that page again, which still knows its list."""
    return redirect(f"{reverse(to, args=args)}{carried_on(request)}")


def go_back(request: HttpRequest, to: str, *args: Any) -> HttpResponseRedirect:
    """After a row is done with: its list, as it was left."""
    return redirect(f"{reverse(to, args=args)}{left(request)}")


def _query(request: HttpRequest) -> str:
    return QueryDict(request.GET.get(CARRIED_AS, "")[:LONGEST]).urlencode()
