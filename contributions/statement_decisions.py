"""What people decide about lines of statements: what a line is, who finds out, and second thoughts.

A choice by hand books no money, but for a QRIS charge, which is confirmed by it, and a settlement
(`settlements.py`); those are not undone. Nor does a name, but for a bank's costs (`bank_costs.py`).
A charge paid with another amount: `qris_differences.py`.
"""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contributions import (
    bank_costs,
    qris_confirmations,
    replenishments,
    statement_matching,
    statement_undoing,
)
from contributions.models import QrisCharge, Replenishment, StatementLine, StatementMatch
from markets import guards, months
from markets.models import Role, User
from markets.refusals import Refusal

Kind = StatementMatch.Kind
# What a line can be called without naming one of our rows; it needs a note.
NAMED_KINDS = (Kind.BANK_COST, Kind.OWN_TRANSFER, Kind.NOT_OURS)
BOOKED = (Kind.CHARGE, Kind.SETTLEMENT)


class UnableToDecide(Refusal):
    """It cannot be decided so; `str()` says what to do.

    `code` is one of: not_yours, matched, needs_note, no_candidate, not_matched, booked,
    wrong_owner, changed, listed, sheet_booked.
    """


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
    if kind == Kind.REPLENISHMENT:
        return _choose_replenishment(line, found[0]["replenishment"], by, at)
    return write_match(line=line, kind=kind, target=found[0], by=by, at=at)


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
            qris_confirmations.confirm(charge=charge, paid_at=months.noon(line.day), at=at)
            return write_match(line=line, kind=Kind.CHARGE, target={"charge": charge}, by=by, at=at)
    except qris_confirmations.UnableToConfirm as refusal:
        raise UnableToDecide(str(refusal), "no_candidate") from refusal


def name(*, line: StatementLine, kind: str, note: str, by: User, at: dt.datetime) -> StatementMatch:
    """The line is none of our rows, but of that named kind. Raises UnableToDecide.

    What a bank took for itself is booked: the partner owes it.
    """
    check_owner(line=line, by=by)
    note = " ".join(note.split())[:300]
    if kind not in NAMED_KINDS:
        raise UnableToDecide(_("Pilih jenisnya."), "no_candidate")
    if not note:
        raise UnableToDecide(_("Tulis dari mana Anda mengetahuinya."), "needs_note")
    if kind == Kind.BANK_COST:
        return _book_cost(line, note, by, at)
    return write_match(line=line, kind=kind, target={}, by=by, at=at, note=note)


def undo(*, match: StatementMatch, by: User, at: dt.datetime) -> StatementMatch:
    """Take back a match by which nothing was booked, or a bank's costs: its line is open again.

    Raises UnableToDecide.
    """
    check_owner(line=match.line, by=by)
    with transaction.atomic():
        if match.cost_idr:
            bank_costs.hold(partner=match.line.account.partner_id)
        match = StatementMatch.objects.select_for_update(of=("self",), no_key=True).get(pk=match.pk)
        if match.undone_at is not None:
            raise UnableToDecide(_("Pencocokan ini sudah dibatalkan."), "not_matched")
        if match.kind in BOOKED:
            raise UnableToDecide(
                _("Uangnya sudah dibukukan dengan pencocokan ini, jadi tidak dapat dibatalkan."),
                "booked",
            )
        if counts_by_line_alone(match):
            raise UnableToDecide(
                _(
                    "Uang pengganti ini berlaku karena baris ini. Kalau salah, balikkan uang "
                    "penggantinya; barisnya lalu terbuka lagi."
                ),
                "booked",
            )
        if match.cost_idr and not bank_costs.may_undo(match=match):
            raise UnableToDecide(
                _(
                    "Biaya ini sudah diganti mitra, atau uang penggantinya menunggu konfirmasi. "
                    "Balikkan atau tolak dahulu uang penggantinya."
                ),
                "booked",
            )
        bank_costs.undo(match=match, by=by, at=at)
        statement_undoing.take_back(match=match, by=by, at=at)
    return match


def counts_by_line_alone(match: StatementMatch) -> bool:
    """Whether the partner's own money counts because of this line, and by nobody's word."""
    row = match.replenishment
    return row is not None and (row.status, row.decided_by_id) == ("confirmed", None)


def assign(*, line: StatementLine, owner: User, note: str, by: User) -> StatementLine:
    """Who finds out what it is, and what is known so far. Raises UnableToDecide."""
    check_owner(line=line, by=by)
    if owner.partner_id != line.account.partner_id or owner.role != Role.TREASURER:
        raise UnableToDecide(_("Pilih bendahara mitra ini."), "wrong_owner")
    line.owner, line.note = owner, " ".join(note.split())[:300]
    line.save(update_fields=["owner", "note"])
    return line


def _book_cost(line: StatementLine, note: str, by: User, at: dt.datetime) -> StatementMatch:
    with transaction.atomic():
        bank_costs.hold(partner=line.account.partner_id)
        try:
            target = {"cost_idr": bank_costs.cost(line=line)}
        except bank_costs.MoneyIsListed as listed:
            raise UnableToDecide(
                _(
                    "Uang di rekening ini sudah disiapkan untuk setoran. Bayar atau batalkan "
                    "dahulu setorannya, lalu catat biaya ini."
                ),
                "listed",
            ) from listed
        match = write_match(line=line, kind=Kind.BANK_COST, target=target, by=by, at=at, note=note)
        bank_costs.book(match=match, by=by, at=at)
    return match


def _choose_replenishment(
    line: StatementLine, row: Replenishment, by: User, at: dt.datetime
) -> StatementMatch:
    """Who chooses confirms it with that: another person than who recorded it."""
    if row.amount_idr != line.amount_idr:
        raise UnableToDecide(
            _("Jumlahnya lain dari baris ini. Minta catatannya ditolak, lalu catat yang benar."),
            "no_candidate",
        )
    try:
        with transaction.atomic():
            if replenishments.locked(row).status == Replenishment.Status.ASKED:
                replenishments.confirm(replenishment=row, by=by, at=at)
            target = {"replenishment": row}
            return write_match(line=line, kind=Kind.REPLENISHMENT, target=target, by=by, at=at)
    except replenishments.UnableToReplenish as refusal:
        raise UnableToDecide(str(refusal), "no_candidate") from refusal


def write_match(
    *,
    line: StatementLine,
    kind: str,
    target: dict[str, Any],
    by: User,
    at: dt.datetime,
    note: str = "",
) -> StatementMatch:
    """What somebody who may decided the line is. Raises UnableToDecide where it is matched."""
    try:
        with transaction.atomic():
            return statement_matching.write(
                line=line, kind=kind, target=target, by=by, at=at, note=note
            )
    except IntegrityError as error:
        if guards.broken(error) == "line_of_a_sheet_is_its_transfer":
            raise UnableToDecide(
                _("Uang dari baris ini sudah dicatat untuk peserta. Baris ini transfer itu."),
                "sheet_booked",
            ) from error
        raise UnableToDecide(
            _("Baris ini atau catatannya baru saja dicocokkan. Buka lagi halaman ini."), "matched"
        ) from error


def check_owner(*, line: StatementLine, by: User) -> None:
    """Only treasurers of the account's partner decide about its lines. Raises UnableToDecide."""
    if not by.is_treasurer_of(line.account.partner_id):
        raise UnableToDecide(_("Mutasi dicocokkan oleh bendahara mitra ini."), "not_yours")
