"""Reading the CSV of a bank or a provider by a saved mapping; guessing what can be guessed."""

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contributions.models import StatementLine, StatementMapping
from contributions.statement_identity import Identities
from markets.spreadsheets import plain

ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")
DELIMITERS = (";", ",", "\t", "|")
DAY_FORMATS = {
    "%d/%m/%Y": "31/12/2026",
    "%d-%m-%Y": "31-12-2026",
    "%Y-%m-%d": "2026-12-31",
    "%d/%m/%y": "31/12/26",
    "%d %b %Y": "31 Dec 2026",
    "%m/%d/%Y": "12/31/2026",
    "%Y%m%d": "20261231",
}
MOST_ROWS = 100_000
MOST_IDR = 10**15
SNIFFED = 30  # rows
FAR_FUTURE, LONG_AGO = dt.date(2100, 1, 1), dt.date(2015, 1, 1)
In, Out = StatementLine.Direction.IN, StatementLine.Direction.OUT


class UnableToReadStatement(Exception):
    """The file is no statement we can read; the text says what to do."""


@dataclass(frozen=True)
class Layout:
    """What a mapping says, whether it is saved or only tried. Columns are counted from 1."""

    encoding: str
    delimiter: str
    header_row: int
    decimal_sign: str
    day_format: str
    day_column: int
    description_column: int
    amount_column: int | None = None
    in_column: int | None = None
    out_column: int | None = None
    reference_column: int | None = None
    balance_column: int | None = None


@dataclass(frozen=True)
class ReadLine:
    """One line as the file says; `problem` tells why it could not be read."""

    number: int
    day: dt.date = LONG_AGO
    direction: str = In
    amount_idr: int = 0
    description: str = ""
    reference: str = ""
    balance_idr: int | None = None
    digest: str = ""
    problem: str = ""


def layout_of(mapping: StatementMapping) -> Layout:
    """The saved mapping as what is read by."""
    names = Layout.__dataclass_fields__
    return Layout(**{name: getattr(mapping, name) for name in names})


def text_of(data: bytes, encoding: str) -> str:
    """The file as text. Raises UnableToReadStatement."""
    try:
        return data.decode(encoding).replace("\x00", "")
    except (UnicodeDecodeError, LookupError):
        raise UnableToReadStatement(
            _("Huruf dalam berkas ini tidak terbaca. Pilih pengodean yang lain.")
        ) from None


def rows_of(
    data: bytes, *, encoding: str, delimiter: str, most: int = MOST_ROWS
) -> list[list[str]]:
    """The cells of the file. Raises UnableToReadStatement."""
    try:
        reader = csv.reader(io.StringIO(text_of(data, encoding)), delimiter=delimiter)
        rows: list[list[str]] = []
        for row in reader:
            if len(rows) >= most:
                break
            rows.append([plain(cell) for cell in row])
    except csv.Error:
        raise UnableToReadStatement(
            _("Berkas ini bukan CSV. Unduh lagi mutasinya dalam bentuk CSV.")
        ) from None
    return rows


def guess(data: bytes) -> dict[str, object]:
    """Encoding, separator, header row and columns, as far as the file shows them."""
    encoding = next((name for name in ENCODINGS if _decodes(data, name)), "cp1252")
    head = text_of(data, encoding)[:20_000]
    delimiter = max(DELIMITERS, key=lambda sign: _steadiness(head, sign))
    rows = rows_of(data, encoding=encoding, delimiter=delimiter, most=SNIFFED)
    header = _header(rows)
    titles = [title.casefold() for title in rows[header - 1]] if rows else []
    columns = {name: _column(titles, words) for name, words in TITLES.items()}
    if columns["in_column"] or columns["out_column"]:
        columns["amount_column"] = None
    day = columns["day_column"]
    days = [row[day - 1] for row in rows[header:] if day and len(row) >= day]
    amount = columns["amount_column"] or columns["in_column"] or columns["out_column"]
    amounts = [row[amount - 1] for row in rows[header:] if amount and len(row) >= amount]
    return {
        "encoding": encoding,
        "delimiter": delimiter,
        "header_row": header,
        "day_format": _day_format(days),
        "decimal_sign": _decimal_sign(amounts),
        **columns,
    }


TITLES: dict[str, tuple[str, ...]] = {
    "day_column": ("tanggal", "date", "tgl", "waktu"),
    "in_column": ("kredit", "credit", "masuk"),
    "out_column": ("debit", "debet", "keluar"),
    "amount_column": ("jumlah", "amount", "nominal", "mutasi"),
    "description_column": ("keterangan", "description", "uraian", "remark", "berita"),
    "reference_column": ("referensi", "reference", "no. ref", "rrn", "noref"),
    "balance_column": ("saldo", "balance"),
}


def read(data: bytes, layout: Layout, *, today: dt.date) -> Iterator[ReadLine]:
    """Every line below the header that is not empty. Raises UnableToReadStatement."""
    rows = rows_of(data, encoding=layout.encoding, delimiter=layout.delimiter, most=MOST_ROWS + 100)
    if len(rows) > MOST_ROWS + layout.header_row:
        raise UnableToReadStatement(
            _("Berkas ini lebih dari 100.000 baris. Unduh mutasinya per bagian.")
        )
    identities = Identities()
    for number, row in enumerate(rows[layout.header_row :], start=layout.header_row + 1):
        if not any(row):
            continue
        try:
            yield _line(number, row, layout, today, identities)
        except ValueError as problem:
            yield ReadLine(number=number, problem=str(problem))


def _line(
    number: int, row: Sequence[str], layout: Layout, today: dt.date, identities: Identities
) -> ReadLine:
    day = _day(_cell(row, layout.day_column), layout.day_format)
    if not LONG_AGO <= day <= today + dt.timedelta(days=1):
        raise ValueError(_("tanggal %(day)s tidak mungkin") % {"day": f"{day:%d-%m-%Y}"})
    direction, amount_idr = _signed(row, layout)
    description = _cell(row, layout.description_column)
    reference = _cell(row, layout.reference_column)
    balance = _cell(row, layout.balance_column)
    balance_idr = amount(balance, layout.decimal_sign) if balance else None
    return ReadLine(
        number=number,
        day=day,
        direction=direction,
        amount_idr=amount_idr,
        description=description[:300],
        reference=reference[:100],
        balance_idr=balance_idr,
        digest=identities.digest(
            day=day, direction=direction, amount_idr=amount_idr, texts=(description, reference)
        ),
    )


def _signed(row: Sequence[str], layout: Layout) -> tuple[str, int]:
    if layout.amount_column:
        text = _cell(row, layout.amount_column)
        value = amount(text, layout.decimal_sign)
        direction = Out if value < 0 else In
        if re.search(r"\bD[BR]?\b", text.upper()):
            direction = Out
        value = abs(value)
    else:
        came = _amount_or_none(_cell(row, layout.in_column), layout.decimal_sign)
        went = _amount_or_none(_cell(row, layout.out_column), layout.decimal_sign)
        if bool(came) == bool(went):
            raise ValueError(_("isi salah satu: masuk atau keluar"))
        direction, value = (In, abs(came)) if came else (Out, abs(went))
    if value == 0:
        raise ValueError(_("jumlahnya nol"))
    return direction, value


def amount(text: str, decimal_sign: str) -> int:
    """Whole rupiah as a bank writes them: `1.250.000,00`, `-8400`, `8,400.00 CR`.

    Raises ValueError where there are cents, or no amount.
    """
    typed = re.sub(r"(?i)\b(idr|rp|cr|db|dr|k|d)\b\.?", "", text).replace(" ", "")
    negative = typed.startswith("-") or typed.endswith("-") or typed.startswith("(")
    typed = typed.strip("-+()")
    group = "." if decimal_sign == "," else ","
    whole, _sign, cents = typed.partition(decimal_sign)
    if not re.fullmatch(rf"[0-9]+|[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+", whole):
        raise ValueError(_("jumlah “%(text)s” tidak terbaca") % {"text": text[:30]})
    if cents.strip("0"):
        raise ValueError(_("jumlah “%(text)s” memuat sen") % {"text": text[:30]})
    value = int(whole.replace(group, ""))
    if value >= MOST_IDR:
        raise ValueError(_("jumlah “%(text)s” terlalu besar") % {"text": text[:30]})
    return -value if negative else value


def _amount_or_none(text: str, decimal_sign: str) -> int:
    return amount(text, decimal_sign) if text and text.strip("-") else 0


def _day(text: str, day_format: str) -> dt.date:
    try:
        return dt.datetime.strptime(_first_words(text, day_format), day_format).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise ValueError(_("tanggal “%(text)s” tidak terbaca") % {"text": text[:30]}) from None


def _first_words(text: str, day_format: str) -> str:
    """The date without a time behind it."""
    words = text.strip("'").split()
    return " ".join(words[: day_format.count(" ") + 1])


def _cell(row: Sequence[str], column: int | None) -> str:
    return row[column - 1].strip() if column and column <= len(row) else ""


def _decodes(data: bytes, encoding: str) -> bool:
    if encoding == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return False
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _steadiness(head: str, sign: str) -> int:
    """How many lines have as many of that sign as most lines have; none where most have none."""
    counts = Counter(line.count(sign) for line in head.splitlines()[:SNIFFED] if line.strip())
    counts.pop(0, None)
    return max((lines * count for count, lines in counts.items()), default=0)


def _header(rows: list[list[str]]) -> int:
    words = [word for found in TITLES.values() for word in found]

    def weight(row: list[str]) -> int:
        return sum(any(word in cell.casefold() for word in words) for cell in row)

    return max(range(len(rows)), key=lambda at: (weight(rows[at]), -at), default=0) + 1


def _column(titles: list[str], words: tuple[str, ...]) -> int | None:
    for word in words:
        for at, title in enumerate(titles, start=1):
            if word in title:
                return at
    return None


def _day_format(days: list[str]) -> str:
    for day_format in DAY_FORMATS:
        try:
            found = [_day(day, day_format) for day in days if day]
        except ValueError:
            continue
        if found:
            return day_format
    return next(iter(DAY_FORMATS))


def _decimal_sign(amounts: list[str]) -> str:
    commas = sum(bool(re.search(r",\d{1,2}\b", text)) for text in amounts)
    dots = sum(bool(re.search(r"\.\d{1,2}\b", text)) for text in amounts)
    thousands = sum(bool(re.search(r",\d{3}\b", text)) for text in amounts)
    return "." if dots > commas or thousands > commas else ","
