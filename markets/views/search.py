"""What somebody types into a search box, the same on every page."""

from django.http import HttpRequest

LONGEST = 60


def search_text(request: HttpRequest) -> str:
    """The words asked for by `?q=`, one space between them; "" where nothing is asked.

    Zero bytes, which PostgreSQL takes in no text, are left out.
    """
    return " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
