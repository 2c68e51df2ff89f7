"""How fast the months of a partner go to BPJS: made final, listed, posted and answered.

Everybody's month was paid in cash and handed over, and BPJS rejects one of twenty. The floor writes
finished rows: those of the list from a prepared table into a twin with the same columns, indexes,
constraints, foreign keys and triggers; and those of what is accepted into a twin likewise, with an
UPDATE each of all months and all covers in twins of theirs. Memory is that of our own process; the
list with NIK goes to a file.
"""

import datetime as dt
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Any

from django.utils import timezone

from config.bench.remittance_rows import populate
from config.bench.scratch import (
    as_owner,
    database,
    forget_peak,
    make_twin,
    peak_mb,
    settle,
    timed,
    without_triggers,
)
from config.demo import papers
from contributions import answers, books, channel_list, rejections, remittances
from contributions.models import Remittance
from markets import months
from markets.models import User
from markets.spreadsheets import Sheet, write_xlsx

LINES, ANSWERS = "contributions_remittanceline", "contributions_lineanswer"
MONTHS, COVERS = "contributions_contribution", "contributions_cover"


def run(*, rows: int, report: Callable[[str], None]) -> dict[str, Any]:
    """Send so many months; seconds of each step, and the floors of the two that write them."""
    now = timezone.now()
    with database():
        partner, treasurer = populate(rows=rows, at=now)
        report(f"{rows} months are paid and handed over.")
        for table in (MONTHS, COVERS):
            _copy(table)
        settle()
        forget_peak()
        before = peak_mb()
        row, finalised = timed(lambda: remittances.finalise(partner=partner, by=treasurer, at=now))
        report(f"Final: {row.months} months in {finalised:.1f} s.")
        size, listed = timed(lambda: _list(row, treasurer, now))
        report(f"Listed: {size // 1024} KiB in {listed:.1f} s.")
        row, posted = timed(lambda: _post(row, treasurer, now))
        settle()
        told = {line: rejections.Rejected("nik_unknown") for line in _one_of_twenty(row)}
        count, rejected = timed(
            lambda: rejections.reject_many(remittance=row, rejected=told, by=treasurer, at=now)
        )
        report(f"Rejected: {count} months in {rejected:.1f} s.")
        settle()
        accepted, answered = timed(
            lambda: answers.accept_rest(remittance=row, by=treasurer, at=now)
        )
        peak = peak_mb()
        report(f"Answered: {accepted} months in {answered:.1f} s.")
        assert row.months == accepted + count == rows, (row.months, accepted, count)
        line_floor = _inserted(LINES)
        answer_floor = _inserted(ANSWERS, "outcome = 'accepted'") + _updated(now)
        _check_books(now)
    return {
        "rows": rows,
        "final_seconds": round(finalised, 2),
        "final_floor_seconds": round(line_floor, 2),
        "final_ratio_to_floor": round(line_floor / finalised, 3),
        "list_seconds": round(listed, 2),
        "list_mb": round(size / 1024 / 1024, 1),
        "post_seconds": round(posted, 2),
        "rejected": count,
        "reject_seconds": round(rejected, 2),
        "answer_seconds": round(answered, 2),
        "answer_floor_seconds": round(answer_floor, 2),
        "answer_ratio_to_floor": round(answer_floor / answered, 3),
        "peak_memory_mb": round(peak),
        "memory_before_mb": round(before),
    }


def _post(remittance: Remittance, by: User, at: dt.datetime) -> Remittance:
    """Posted, with one transfer of it all."""
    sent = papers.asked_transfer(
        amount_idr=remittance.amount_idr, day=months.law_day(at), reference="BENCH-1"
    )
    return remittances.post(remittance=remittance, payment_code="BENCH-1", first=sent, by=by, at=at)


def _list(remittance: Remittance, by: User, at: dt.datetime) -> int:
    """The size of the list for the payment channel."""
    rows = channel_list.read(remittance=remittance, by=by, at=at)
    sheet = Sheet("Setoran", channel_list.HEADER, rows, channel_list.WIDTHS)
    with TemporaryFile() as file:
        write_xlsx(file=file, sheets=[sheet])
        return file.tell()


def _copy(table: str) -> None:
    """A twin of the table with its rows as they are now."""
    twin = make_twin(table)
    with without_triggers(twin):
        as_owner(f"INSERT INTO {twin} OVERRIDING SYSTEM VALUE SELECT * FROM {table}")


def _one_of_twenty(remittance: Remittance) -> list[int]:
    lines = remittance.lines.order_by("pk").values_list("pk", flat=True)
    return list(lines)[::20]


def _inserted(table: str, which: str = "true") -> float:
    """Seconds to write the table's rows into a twin of it."""
    twin = make_twin(table)
    rows = f"SELECT * FROM {table} WHERE {which} ORDER BY id"
    as_owner(f"CREATE UNLOGGED TABLE prepared_{table} AS {rows}")
    settle()
    statement = f"INSERT INTO {twin} OVERRIDING SYSTEM VALUE SELECT * FROM prepared_{table}"
    return timed(lambda: as_owner(statement))[1]


def _updated(at: dt.datetime) -> float:
    """Seconds to mark all months remitted and all covers as far as they have come."""
    settle()
    day = months.law_day(at)
    _done, marked = timed(lambda: as_owner(f"UPDATE twin_of_{MONTHS} SET remitted_on = %s", day))
    _done, moved = timed(
        lambda: as_owner(f"UPDATE twin_of_{COVERS} SET covered_until = paid_until")
    )
    return marked + moved


def _check_books(at: dt.datetime) -> None:
    """All agrees but cover: what invented people had paid before has no rows here."""
    found = books.differences(on=months.law_day(at))
    wrong = [each for each in found if each.check != books.COVER_IS_ITS_MONTHS]
    assert not wrong, wrong[:3]
