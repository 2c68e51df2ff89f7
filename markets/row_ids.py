"""Ids of rows in what a browser sent: in an address, or ticked in a form."""

MOST_DIGITS = 18  # so many always fit into the database's numbers


def row_id(text: str) -> int | None:
    """The id that the text names; None where it names none."""
    is_one = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_one else None
