"""Spreadsheets that people send and get: XLSX and CSV, all cells texts.

Nothing in them is trusted: a file may be a bomb, a cell may be a formula. Formulas are never run
and never written: what a spreadsheet would run is kept a text by an apostrophe, which is taken
away again when the file comes back.
"""

import csv
import datetime as dt
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from markets import spreadsheet_reader
from markets.spreadsheet_reader import MOST_CHARACTERS_A_CELL

# A cell that begins so is run by spreadsheets; an apostrophe before it keeps it a text.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MIB = 1024 * 1024
MOST_BYTES = 8 * MIB
# What an XLSX holds once it is unzipped; ten thousand full rows take about 15 MiB.
MOST_BYTES_UNZIPPED = 80 * MIB
MOST_PARTS = 200
MOST_COLUMNS = 60
LAST_ROW = 1_048_575  # of a sheet, counted from 0
MOST_CHARACTERS = 30 * MIB
READER_MEMORY = 320 * MIB
READER_SECONDS = 15
ZIP_BEGINS = b"PK\x03\x04"
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
DELIMITERS = (";", ",", "\t", "|")
NAMED_DELIMITER = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # as Excel does
HEAD, MOST_OF_A_HEAD = 10, 10_000  # lines and characters in which it is looked for


class UnableToRead(Exception):
    """The file is no spreadsheet we can read; the text says what to do."""


@dataclass(frozen=True)
class Line:
    """A row that is not empty, and its number as the spreadsheet shows it."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """A sheet to be written; `widths` of its columns in characters.

    `choices` are words offered below the header of a column, counted from 0; others may be typed.
    """

    name: str
    header: Sequence[Any]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


def escaped(cell: Any) -> Any:
    """The cell as it may stand in a spreadsheet: empty for None, texts without formulas."""
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def plain(text: str) -> str:
    """What was meant by a cell: without the apostrophe of `escaped`, controls and wide spaces."""
    text = " ".join(CONTROLS.sub(" ", text).split())
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_SIGNS) else text


def write_xlsx(
    *, file: IO[bytes], sheets: Sequence[Sheet], made_at: dt.datetime | None = None
) -> None:
    """Write the sheets into the file, row by row, every cell a text; memory stays constant.

    With the same `made_at` the same sheets are the same file, byte for byte.
    """
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        if made_at is not None:
            workbook.set_properties({"created": made_at.astimezone(dt.UTC).replace(tzinfo=None)})
        text = workbook.add_format({"num_format": "@"})
        head = workbook.add_format({"num_format": "@", "bold": True, "text_wrap": True})
        for sheet in sheets:
            page = workbook.add_worksheet(sheet.name)
            for column, width in enumerate(sheet.widths or [20] * len(sheet.header)):
                page.set_column(column, column, width, text)
            page.freeze_panes(1, 0)
            for column, words in sheet.choices.items():
                offered = {"validate": "list", "source": list(words), "show_error": False}
                page.data_validation(1, column, LAST_ROW, column, offered)
            for column, cell in enumerate(sheet.header):
                page.write_string(0, column, str(escaped(cell)), head)
            for number, row in enumerate(sheet.rows, start=1):
                for column, cell in enumerate(row):
                    page.write_string(number, column, str(escaped(cell)), text)


def read(*, data: bytes, most_rows: int) -> list[Line]:
    """The rows of the first sheet, or of the CSV, that are not empty, each cell a text.

    `most_rows` counts the header too. Dates are written 1968-03-27; a number of more than fifteen
    digits, which a spreadsheet has damaged, as 3.20101670368990E+15. Raises UnableToRead.
    """
    if len(data) > MOST_BYTES:
        raise too_large()
    lines = _read_xlsx(data, most_rows) if data.startswith(ZIP_BEGINS) else _read_csv(data)
    found = []
    for number, cells in lines:
        texts = [plain(cell) for cell in cells]
        if any(texts):
            found.append(Line(number, texts))
        if len(found) > most_rows:
            raise too_many(most_rows - 1)
    return found


def too_large() -> UnableToRead:
    """What to say of a file that is larger than we read."""
    return UnableToRead(
        _("Berkas lebih besar dari %(most)s MB. Bagi menjadi beberapa berkas.")
        % {"most": MOST_BYTES // MIB}
    )


def too_many(most_rows: int) -> UnableToRead:
    """What to say of a file with more rows than that below its header."""
    return UnableToRead(
        _("Berkas berisi lebih dari %(most)s baris. Bagi menjadi beberapa berkas.")
        % {"most": f"{most_rows:,}".replace(",", ".")}
    )


def _not_readable() -> UnableToRead:
    return UnableToRead(
        _("Berkas tidak bisa dibaca. Simpan sebagai XLSX dari contoh yang disediakan.")
    )


def reader_command(most_rows: int) -> list[str]:
    """The program that reads an XLSX from its standard input, with its limits."""
    limits = (READER_MEMORY, READER_SECONDS, most_rows, MOST_COLUMNS, MOST_CHARACTERS)
    return [sys.executable, "-I", str(spreadsheet_reader.__file__), *map(str, limits)]


def _read_xlsx(data: bytes, most_rows: int) -> Iterator[tuple[int, list[str]]]:
    _check_zip(data)
    command = reader_command(most_rows)
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and numbers
            command, input=data, capture_output=True, timeout=2 * READER_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise _not_readable() from None
    if done.returncode == spreadsheet_reader.TOO_MANY_ROWS:
        raise too_many(most_rows - 1)
    if done.returncode == spreadsheet_reader.TOO_MANY_COLUMNS:
        raise UnableToRead(
            _("Lembar pertama punya terlalu banyak kolom. Pakai contoh yang disediakan.")
        )
    if done.returncode != 0:
        raise _not_readable()
    for line in done.stdout.splitlines():
        number, cells = json.loads(line)
        yield number, cells


def _check_zip(data: bytes) -> None:
    """Refuse what says itself that it is no XLSX or a bomb; the reader's limits hold the rest."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            infos = parts.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _not_readable() from None
    if not any(info.filename == "xl/workbook.xml" for info in infos) or any(
        info.flag_bits & 1
        for info in infos  # encrypted
    ):
        raise _not_readable()
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_BYTES_UNZIPPED:
        raise UnableToRead(
            _("Isi berkas ini terlalu besar setelah dibuka. Simpan lembarnya saja, tanpa gambar.")
        )


def _read_csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(data)
    if "\0" in text:
        raise _not_readable()
    if named := NAMED_DELIMITER.match(text):
        text = text[named.end() :]
    delimiter = named[1] if named else _delimiter(text)
    written = 0
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for number, row in enumerate(rows, start=1):
            if len(row) > MOST_COLUMNS:
                raise UnableToRead(
                    _("Berkas punya terlalu banyak kolom. Pakai contoh yang disediakan.")
                )
            cells = [cell[:MOST_CHARACTERS_A_CELL] for cell in row]
            written += sum(map(len, cells))
            if written > MOST_CHARACTERS:
                raise _not_readable()
            yield number, cells
    except csv.Error:
        raise _not_readable() from None


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data[:200]:
        encodings = ["utf-16-be" if data[:1] == b"\0" else "utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _not_readable()


def _delimiter(text: str) -> str:
    """The sign that stands most often in one of the first lines."""
    lines = text[:MOST_OF_A_HEAD].splitlines()[:HEAD]
    return max(DELIMITERS, key=lambda sign: max((line.count(sign) for line in lines), default=0))
