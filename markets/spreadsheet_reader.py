"""Reads the first sheet of an XLSX: a program of its own, started by `markets/spreadsheets.py`.

A hostile file can make any reader ask for all the memory there is (two cells a billion apart, one
long text that is pointed at a million times). So the file is read here, under limits which the
kernel holds: at worst this process ends. The file comes by standard input, each row that is not
empty leaves as a line of JSON: its number and its cells as texts.
"""

import datetime as dt
import io
import json
import math
import resource
import sys
from typing import Any

MOST_CHARACTERS_A_CELL = 1_000
# A spreadsheet keeps fifteen digits of a number: a longer one has been damaged by it already.
MOST_DIGITS = 15
TOO_MANY_ROWS, TOO_MANY_COLUMNS, TOO_LONG = 3, 4, 5


def main(memory: int, seconds: int, rows: int, columns: int, characters: int) -> int:
    """Write the rows to standard output; the limits in bytes, seconds of work, and counts."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    from python_calamine import load_workbook  # noqa: PLC0415 - under the limits already

    sheet = load_workbook(io.BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0)
    if sheet.start is None or sheet.end is None:
        return 0
    if sheet.end[1] - sheet.start[1] + 1 > columns:
        return TOO_MANY_COLUMNS
    written = count = 0
    before = [""] * sheet.start[1]  # columns before the first cell, which the reader leaves out
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = before + [as_text(cell) for cell in cells]
        if not any(texts):
            continue
        count += 1
        written += sum(map(len, texts))
        if count > rows:
            return TOO_MANY_ROWS
        if written > characters:
            return TOO_LONG
        sys.stdout.write(json.dumps([number, texts]) + "\n")
    return 0


def as_text(cell: Any) -> str:
    """The cell as somebody would read it; a date as 1968-03-27, a number without its comma."""
    if isinstance(cell, str):
        return cell[:MOST_CHARACTERS_A_CELL].strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        return _number_as_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)[:MOST_CHARACTERS_A_CELL]


def _number_as_text(number: float) -> str:
    if not math.isfinite(number):
        return ""
    if number == int(number) and abs(number) < 10**MOST_DIGITS:
        return str(int(number))
    return f"{number:.14E}" if abs(number) >= 10**MOST_DIGITS else repr(number)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
