"""QR codes as one path of an SVG: sharp at any size on any paper, and no picture to load."""

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 2  # modules of white around it; the paper is white besides


@dataclass(frozen=True)
class QrCode:
    """A square of `side` by `side` units; `path` draws its dark modules as strokes of one unit."""

    side: int
    path: str


def qr_code(text: str) -> QrCode:
    """The code of that text, readable with a seventh of it worn off."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=QUIET)]
    strokes = []
    for down, row in enumerate(rows):
        right = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                strokes.append(f"M{right} {down}.5h{length}")
            right += length
    return QrCode(side=len(rows), path="".join(strokes))
