"""Reads uploaded statements, in portions, whatever happens meanwhile.

As uploaded lists of people are (members/import_work.py): a worker claims a file with a lease; each
portion is one transaction, and a line that stands is left alone, so a worker that dies leaves it
to the next one, which begins anew and finds the first lines known.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from contributions import statement_files, statement_matching
from contributions.models import PartnerAccount, StatementFile, StatementImport, StatementLine
from contributions.statement_files import ReadLine, UnableToReadStatement
from markets import file_work, indonesian, months
from markets.file_work import LEASE, LeaseLost

PORTION = 2_000
MOST_PROBLEMS = 200

Status = StatementImport.Status
log = logging.getLogger("mitra.statements")


@indonesian.always
def work(*, at: dt.datetime) -> StatementImport | None:
    """Claim a statement that waits (or whose worker died), read and match it; None without one."""
    claimed = _claim(at)
    if claimed is None:
        return None
    try:
        _read(claimed, at)
    except UnableToReadStatement as problem:
        _finish(claimed, at, error=str(problem))
    except LeaseLost:
        log.warning("another worker has taken over statement %s", claimed.pk)
    else:
        statement_matching.match(account=claimed.account, at=at)
    return claimed


def work_all(*, at: dt.datetime) -> int:
    """Read statements until none waits; how many."""
    done = 0
    while work(at=at) is not None:
        done += 1
    return done


def match_again(*, at: dt.datetime) -> int:
    """Match what is open of every account; answers how many lines were.

    What a line names may be booked after its statement was read, and who read it may have died
    before matching.
    """
    open_ = StatementLine.objects.exclude(state=StatementLine.State.MATCHED)
    accounts = PartnerAccount.objects.filter(pk__in=open_.values("account")).order_by("pk")
    return sum(statement_matching.match(account=account, at=at) for account in accounts)


def _claim(at: dt.datetime) -> StatementImport | None:
    """The longest waiting statement, leased to us; one tried too often is given up."""
    return file_work.claim(
        waiting=StatementImport.objects.select_related("account__partner", "mapping").filter(
            status=Status.WAITING
        ),
        give_up=lambda found, error: _finish(found, at, error),
    )


def _read(statement: StatementImport, at: dt.datetime) -> None:
    layout = statement_files.layout_of(statement.mapping)
    data = bytes(StatementFile.objects.get(statement_import=statement).data)
    lines = list(statement_files.read(data, layout, today=months.law_day(at)))
    if not any(not line.problem for line in lines):
        raise UnableToReadStatement(
            _("Tidak ada baris yang terbaca. Periksa pengaturan kolom rekening ini. %(why)s")
            % {"why": next((line.problem for line in lines), "")}
        )
    # An attempt before may have died half-way; what it kept is found by import.
    statement.rows, statement.read, statement.invalid, statement.problems = len(lines), 0, 0, []
    todo = iter(lines)
    while portion := list(islice(todo, PORTION)):
        with transaction.atomic():
            _keep(statement, portion)
            _advance(statement)
    _finish(statement, at)


def _keep(statement: StatementImport, portion: Iterable[ReadLine]) -> None:
    rows = []
    for line in portion:
        statement.read += 1
        if line.problem:
            statement.invalid += 1
            if len(statement.problems) < MOST_PROBLEMS:
                statement.problems.append([line.number, line.problem])
            continue
        rows.append(
            StatementLine(
                account=statement.account,
                statement_import=statement,
                number=line.number,
                day=line.day,
                direction=line.direction,
                amount_idr=line.amount_idr,
                description=line.description,
                reference=line.reference,
                balance_idr=line.balance_idr,
                digest=line.digest,
                owner_id=statement.uploaded_by_id,
            )
        )
    # In one order everywhere, so that two files with the same lines wait for each other.
    rows.sort(key=lambda row: row.digest)
    StatementLine.objects.bulk_create(rows, ignore_conflicts=True)
    statement.new = StatementLine.objects.filter(statement_import=statement).count()


def _advance(statement: StatementImport) -> None:
    """Write how far it has come, while it is ours as we claimed it. Raises LeaseLost."""
    moved = _ours(statement).update(
        rows=statement.rows,
        read=statement.read,
        new=statement.new,
        invalid=statement.invalid,
        problems=statement.problems,
        claimed_until=Now() + LEASE,
    )
    if not moved:
        raise LeaseLost


def _finish(statement: StatementImport, at: dt.datetime, error: str = "") -> None:
    with transaction.atomic():
        status = Status.FAILED if error else Status.DONE
        if _ours(statement).update(
            status=status, error=error[:300], finished_at=at, claimed_until=None
        ):
            StatementFile.objects.filter(statement_import=statement).delete()
            statement.status, statement.error = status, error


def _ours(statement: StatementImport) -> QuerySet[StatementImport]:
    return StatementImport.objects.filter(
        pk=statement.pk, attempts=statement.attempts, status=Status.WAITING
    )
