"""One page of a PDF for things people hold: lines that fit, and a QR that stays sharp."""

import datetime as dt
import unicodedata
from itertools import groupby

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

EDGE = 8  # mm
INK, BRAND, WHITE = (20, 20, 20), (11, 83, 68), (255, 255, 255)
HEAD = 19


class PdfPage:
    """A page of `width` by `height` mm, with a coloured head; what is written goes on below.

    The built-in fonts are used: every reader has them, so the file stays small.
    """

    def __init__(self, *, width: float, height: float, title: str, made_at: dt.datetime) -> None:
        self.width = width
        self.paper = paper = FPDF(format=(width, height), unit="mm")
        paper.set_creation_date(made_at)
        paper.set_title(plain(title))
        paper.set_lang("id")
        paper.set_margins(EDGE, EDGE)
        paper.set_auto_page_break(False)
        paper.add_page()

    @property
    def down(self) -> float:
        """How far down the page is written on, in mm."""
        return float(self.paper.get_y())

    def head(self, title: str, below: str) -> None:
        """The coloured head with what this paper is."""
        self.paper.set_fill_color(*BRAND)
        self.paper.rect(0, 0, self.width, HEAD, style="F")
        self.paper.set_text_color(*WHITE)
        self.paper.set_y(4)
        self.line(title, size=15, bold=True)
        self.line(below, size=9)
        self.paper.set_text_color(*INK)
        self.paper.set_y(HEAD + 4)

    def line(self, text: str, *, size: int, bold: bool = False, align: str = "L") -> None:
        """One line; a text that is too long is set smaller until it fits."""
        size = self._fitting(text, size, bold, self.width - 2 * EDGE)
        self.paper.cell(
            0, size * 0.45, plain(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def pair(self, name: str, value: str, *, size: int = 9, bold: bool = False) -> None:
        """A fact: its name on the left, what it is on the right."""
        half = (self.width - 2 * EDGE) / 2
        self._fitting(name, size, bold, half * 0.8)
        self.paper.cell(half * 0.8, size * 0.48, plain(name))
        self._fitting(value, size, True, half * 1.2)
        self.paper.cell(
            half * 1.2, size * 0.48, plain(value), align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def text(self, text: str, *, size: float = 8, align: str = "L") -> None:
        """A text of several lines."""
        self.paper.set_font("Helvetica", size=size)
        self.paper.multi_cell(
            0, size * 0.45, plain(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def space(self, high: float) -> None:
        """Nothing, so many mm."""
        self.paper.set_y(self.down + high)

    def rule(self) -> None:
        """A thin line across."""
        self.space(1.2)
        self.paper.set_draw_color(150, 150, 150)
        self.paper.line(EDGE, self.down, self.width - EDGE, self.down)
        self.space(1.2)

    def qr(self, address: str, *, side: float) -> None:
        """The QR drawn run by run: it stays sharp at any size, and needs no picture."""
        top, left = self.down, (self.width - side) / 2
        rows = list(segno.make(address, error="m", micro=False).matrix_iter(border=0))
        unit = side / len(rows)
        self.paper.set_fill_color(0, 0, 0)
        for down, row in enumerate(rows):
            right = 0
            for dark, run in groupby(row):
                long = len(list(run))
                if dark:
                    place = (left + right * unit, top + down * unit)
                    self.paper.rect(*place, long * unit, unit, style="F")
                right += long
        self.paper.set_y(top + side)

    def output(self) -> bytes:
        """The file."""
        return bytes(self.paper.output())

    def _fitting(self, text: str, size: int, bold: bool, room: float) -> int:
        self.paper.set_font("Helvetica", style="B" if bold else "", size=size)
        while size > 6 and self.paper.get_string_width(plain(text)) > room:
            size -= 1
            self.paper.set_font_size(size)
        return size


def plain(text: str) -> str:
    """The text in the letters of the built-in fonts: accents they lack are left off."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        apart = unicodedata.normalize("NFKD", text)
        text = apart.encode("cp1252", "ignore").decode("cp1252")
    return text
