"""How fast a month is billed, beside a plain INSERT ... SELECT of the same rows.

The floor writes finished rows from a prepared table into a twin of the contributions table with the
same columns, indexes, constraints, foreign keys and triggers, in one statement. Both run twice, in
alternating order, on the same server with fsync on.
"""

import datetime as dt
import statistics
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from config.bench.scratch import (
    as_owner,
    database,
    make_twin,
    peak_mb,
    settle,
    timed,
    without_triggers,
)
from contributions import billing
from contributions.models import Contribution
from markets import months

TABLE = "contributions_contribution"
# The table and all that point at it, in turn: PostgreSQL empties them only together.
TO_EMPTY = """
    WITH RECURSIVE pointing AS (
        SELECT %s::regclass::oid AS oid
        UNION
        SELECT conrelid FROM pg_constraint JOIN pointing ON confrelid = pointing.oid
        WHERE contype = 'f'
    )
    SELECT oid::regclass::text FROM pointing
"""
SMALL = 10_000
MEMBERS_A_MARKET = 500

TERRITORY = """
    INSERT INTO markets_branch (code, name) VALUES ('bench', 'Bench') ON CONFLICT DO NOTHING;
    INSERT INTO markets_partner (code, name, kind, branch_id, handover_hours, cash_limit_idr)
    SELECT 'bench', 'Bench', 'market_operator', id, 24, 0 FROM markets_branch
    ON CONFLICT DO NOTHING;
    INSERT INTO markets_market (code, name, partner_id, kind, zone, closed_weekdays)
    SELECT 'bench-' || number, 'Bench ' || number, partner.id, 'market', 'Asia/Jakarta', '{{}}'
    FROM markets_partner partner, generate_series(1, {markets}) AS number
    ON CONFLICT DO NOTHING
"""
# Invented people; the sealed NIK is no NIK at all. One in 20 drives, one in 10 has JHT.
PEOPLE = """
    INSERT INTO members_member (
        nik_encrypted, nik_key_id, nik_index, name, birth_place, birth_date, sex, mother_name,
        address, phone, occupation, second_occupation, status, market_id, created_at)
    SELECT '\\x00', 'bench', sha256(number::text::bytea), 'Pedagang ' || number, '', '1980-01-01',
           'female', '-', '-', '', 'Pedagang', '', 'active', market.id, now()
    FROM generate_series({first}, {last}) AS number
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM markets_market) AS market
      ON market.place = (number - 1) / {members_a_market}
"""
TERMS = """
    INSERT INTO members_coverageterm (
        member_id, first_month, declared_income_idr, jht, sector, payer_kind, approved_on)
    SELECT id, '{since}', 800000 + (id %% 40) * 250000, id %% 10 = 0,
           CASE WHEN id %% 20 = 0 THEN 'transport' ELSE 'non_transport' END, 'self', '{since}'
    FROM members_member member
    WHERE NOT EXISTS (SELECT FROM members_coverageterm term WHERE term.member_id = member.id)
"""
COVERS = """
    INSERT INTO contributions_cover (member_id, paid_until, covered_until, has_gap, is_told)
    SELECT id, '{until}', '{until}', false, false FROM members_member ON CONFLICT DO NOTHING
"""


def run(*, members: int, report: Callable[[str], None]) -> dict[str, Any]:
    """Bill 10,000 members, then all of them; the figures, seconds and rows per second."""
    now = timezone.now()
    month = months.first_of(months.law_day(now))
    with database():
        _populate(1, min(SMALL, members), month)
        report(f"{min(SMALL, members)} members stand.")
        small = _rounds(month, now, report)
        if members > SMALL:
            _populate(SMALL + 1, members, month)
            report(f"{members} members stand.")
        large = _rounds(month, now, report) if members > SMALL else small
        again = _bill(month, now)
        swept = timed(lambda: billing.open_due_runs(at=now))[1]
    return _figures(members, small, large, again, swept)


def _figures(
    members: int,
    small: dict[str, float],
    large: dict[str, float],
    again: float,
    swept: float,
) -> dict[str, Any]:
    small_rate = min(SMALL, members) / small["ours"]
    rate = members / large["ours"]
    return {
        "members": members,
        "seconds": round(large["ours"], 2),
        "rows_per_second": round(rate),
        "floor_seconds": round(large["floor"], 2),
        "floor_rows_per_second": round(members / large["floor"]),
        "ratio_to_floor": round(large["floor"] / large["ours"], 3),
        "rows_per_second_at_10k": round(small_rate),
        "rate_to_10k": round(rate / small_rate, 3),
        "no_op_run_seconds": round(again, 2),
        "no_op_to_first": round(again / large["ours"], 3),
        "sweep_seconds_when_nothing_is_due": round(swept, 2),
        "peak_memory_mb": round(peak_mb()),
    }


def _populate(first: int, last: int, month: dt.date) -> None:
    facts = {
        "first": first,
        "last": last,
        "members_a_market": MEMBERS_A_MARKET,
        "markets": -(-last // MEMBERS_A_MARKET),
        "since": months.add(month, -10),
        "until": months.last_day(months.add(month, -1)),
    }
    with without_triggers("members_member", "members_coverageterm"):
        for statement in (TERRITORY, PEOPLE, TERMS, COVERS):
            as_owner(statement.format(**facts).replace("%%", "%"))
    settle()


def _rounds(month: dt.date, now: dt.datetime, report: Callable[[str], None]) -> dict[str, float]:
    """Mean seconds of both, each run twice, the order alternating."""
    ours, floor = [], []
    _empty(TABLE)
    ours.append(_bill(month, now))
    _prepare_twin()
    floor.append(_floor())
    _empty(f"twin_of_{TABLE}")
    floor.append(_floor())
    _empty(TABLE)
    ours.append(_bill(month, now))
    report(f"ours {ours[0]:.2f} and {ours[1]:.2f} s, floor {floor[0]:.2f} and {floor[1]:.2f} s")
    return {"ours": statistics.mean(ours), "floor": statistics.mean(floor)}


def _bill(month: dt.date, now: dt.datetime) -> float:
    """Seconds to bill the month in every market, through the very job that workers run."""

    def bill() -> None:
        billing.open_runs(month=month, at=now)
        billing.work_all(at=now)

    return timed(bill)[1]


def _prepare_twin() -> None:
    """The rows just billed as a prepared table, and an empty table like the real one."""
    as_owner("DROP TABLE IF EXISTS prepared")
    as_owner(f"CREATE UNLOGGED TABLE prepared AS SELECT * FROM {TABLE} ORDER BY member_id")
    make_twin(TABLE)
    settle()


def _floor() -> float:
    columns = ", ".join(
        str(field.column) for field in Contribution._meta.concrete_fields if not field.primary_key
    )
    return timed(
        lambda: as_owner(f"INSERT INTO twin_of_{TABLE} ({columns}) SELECT {columns} FROM prepared")
    )[1]


def _empty(table: str) -> None:
    """Empty it between rounds, its guards lifted for that moment."""
    emptied = [name for (name,) in as_owner(TO_EMPTY, table)]
    with without_triggers(*emptied):
        as_owner(f"TRUNCATE {', '.join(emptied)}")
    settle()
