"""How large the letters of a person's own pages are."""

from markets.models import TextSize, User


def choose(*, size: TextSize, by: User) -> None:
    """From now on all pages of that person have letters of this size; no history is kept of it."""
    by.text_size = size
    by.save(update_fields=["text_size"])
