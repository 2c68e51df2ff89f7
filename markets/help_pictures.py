"""The pictures of the help pages: which there are, and how large.

They are taken from the running pages by tests/help/test_pictures.py, which also fails once one of
those pages says something else than its picture.
"""

from typing import NamedTuple


class Size(NamedTuple):
    """Of a picture as it is shown at most, in pixels."""

    width: int
    height: int


PHONE, DESK = Size(360, 640), Size(800, 600)
PICTURES = {
    "collector-worklist": PHONE,
    "collector-last-look": PHONE,
    "collector-receipt": PHONE,
    "collector-visit": PHONE,
    "collector-enrol": PHONE,
    "collector-cash": PHONE,
    "collector-phones": PHONE,
    "collector-void": PHONE,
    "treasurer-handover": DESK,
    "treasurer-remittances": DESK,
    "treasurer-offline": DESK,
    "treasurer-void": DESK,
    "treasurer-coverage": DESK,
    "reviewer-queue": DESK,
    "reviewer-case": DESK,
    "reviewer-numbers": DESK,
    "auditor-books": DESK,
    "auditor-day": DESK,
    "auditor-histories": DESK,
    "admin-passwords": DESK,
    "trader-receipt": PHONE,
    "trader-card": PHONE,
}


def path_of(name: str) -> str:
    """Where the picture lies among the static files."""
    return f"img/help/{name}.webp"
