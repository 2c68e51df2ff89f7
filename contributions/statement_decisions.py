"""What people decide about lines of statements: what a line is, who finds out, and second thoughts.

A choice by hand books no money, but for a QRIS charge, which is confirmed by it, and a settlement
(`settlements.py`); those are not undone. A charge paid with another amount: `qris_differences.py`.
"""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contributions import qris_confirmations, statement_matching
from contributions.models import QrisCharge, StatementLine, StatementMatch
from markets.models import Role, User
from markets.months import WIB

Kind, State = StatementMatch.Kind, StatementLine.State
# What a line can be called without naming one of our rows; it needs a note.
NAMED_KINDS = (Kind.BANK_COST, Kind.OWN_TRANSFER, Kind.NOT_OURS)
BOOKED = (Kind.CHARGE, Kind.SETTLEMENT)


class UnableToDecide(Exception):
    """It cannot be decided so; `str()` says what to do.

    `code` is one of: not_yours, matched, needs_note, no_candidate, not_matched, booked,
    wrong_owner, changed.
    """

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code


def choose(
    *, line: StatementLine, code: str, kind: str, by: User, at: dt.datetime
) -> StatementMatch:
    """The line is that row of ours, named by kind and code. Raises UnableToDecide."""
    check_owner(line=line, by=by)
    found = [
        one.target
        for one in statement_matching.candidates(line)
        if (one.code, str(one.kind)) == (code, kind)
    ]
    if len(found) != 1:
        raise UnableToDecide(
            _("Catatan itu tidak ada lagi di antara yang mungkin. Buka lagi halaman ini."),
            "no_candidate",
        )
    return _write(line, kind, found[0], by, at)


def confirm_charge(
    *, line: StatementLine, charge: QrisCharge, by: User, at: dt.datetime
) -> StatementMatch:
    """The line is this charge's payment though it does not name it. Raises UnableToDecide."""
    check_owner(line=line, by=by)
    fits = (charge.amount_idr, charge.code.account_id) == (line.amount_idr, line.account_id)
    if not fits or line.direction != StatementLine.Direction.IN:
        raise UnableToDecide(_("Jumlah atau akun QRIS itu lain dari baris ini."), "no_candidate")
    try:
        with transaction.atomic():
            noon = dt.datetime.combine(line.day, dt.time(12), tzinfo=WIB)
            qris_confirmations.confirm(charge=charge, paid_at=noon, at=at)
            return _write(line, Kind.CHARGE, {"charge": charge}, by, at)
    except qris_confirmations.UnableToConfirm as refusal:
        raise UnableToDecide(str(refusal), "no_candidate") from refusal


def name(*, line: StatementLine, kind: str, note: str, by: User, at: dt.datetime) -> StatementMatch:
    """The line is none of our rows, but of that named kind. Raises UnableToDecide."""
    check_owner(line=line, by=by)
    note = " ".join(note.split())[:300]
    if kind not in NAMED_KINDS:
        raise UnableToDecide(_("Pilih jenisnya."), "no_candidate")
    if not note:
        raise UnableToDecide(_("Tulis dari mana Anda mengetahuinya."), "needs_note")
    return _write(line, kind, {}, by, at, note)


def undo(*, match: StatementMatch, by: User, at: dt.datetime) -> StatementMatch:
    """Take back a match by which nothing was booked: its line is open again.

    Raises UnableToDecide.
    """
    check_owner(line=match.line, by=by)
    with transaction.atomic():
        match = StatementMatch.objects.select_for_update(of=("self",), no_key=True).get(pk=match.pk)
        if match.undone_at is not None:
            raise UnableToDecide(_("Pencocokan ini sudah dibatalkan."), "not_matched")
        if match.kind in BOOKED:
            raise UnableToDecide(
                _("Uangnya sudah dibukukan dengan pencocokan ini, jadi tidak dapat dibatalkan."),
                "booked",
            )
        match.undone_by, match.undone_at = by, at
        match.save(update_fields=["undone_by", "undone_at"])
        line = StatementLine.objects.filter(pk=match.line_id)
        # Doubtful, not unmatched: a person has the last word on it from now on.
        line.update(state=State.DOUBTFUL, doubt=_("Pencocokan sebelumnya dibatalkan."))
    return match


def assign(*, line: StatementLine, owner: User, note: str, by: User) -> StatementLine:
    """Who finds out what it is, and what is known so far. Raises UnableToDecide."""
    check_owner(line=line, by=by)
    if owner.partner_id != line.account.partner_id or owner.role != Role.TREASURER:
        raise UnableToDecide(_("Pilih bendahara mitra ini."), "wrong_owner")
    line.owner, line.note = owner, " ".join(note.split())[:300]
    line.save(update_fields=["owner", "note"])
    return line


def _write(
    line: StatementLine,
    kind: str,
    target: dict[str, Any],
    by: User,
    at: dt.datetime,
    note: str = "",
) -> StatementMatch:
    try:
        with transaction.atomic():
            return statement_matching.write(
                line=line, kind=kind, target=target, by=by, at=at, note=note
            )
    except IntegrityError as error:
        raise UnableToDecide(
            _("Baris ini atau catatannya baru saja dicocokkan. Buka lagi halaman ini."), "matched"
        ) from error


def check_owner(*, line: StatementLine, by: User) -> None:
    """Only treasurers of the account's partner decide about its lines. Raises UnableToDecide."""
    if by.role != Role.TREASURER or by.partner_id != line.account.partner_id:
        raise UnableToDecide(_("Mutasi dicocokkan oleh bendahara mitra ini."), "not_yours")
