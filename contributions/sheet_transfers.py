"""One transfer to the partner's bank that pays for many members, on one or several sheets.

A treasurer says which transfer it is: by the reference of the bank's paper, or by the line of a
statement that names nobody yet. Never more is booked of it than it is worth, counting what a sheet
sent before still has to answer. What nobody was ticked for is its rest: it stays on the line, with
the line's owner, until another sheet of the same reference books it; only then is the line matched,
once, with all of them (`statement_matching.py`).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from contributions import bank_references, statement_matching, tariff, wording
from contributions.bank_references import written_as
from contributions.models import (
    CollectionSheet,
    PartnerAccount,
    Payment,
    SheetLine,
    StatementLine,
    StatementMatch,
)
from contributions.sheet_refusals import UnableToUseSheet
from contributions.void_receipts import never_arrived
from markets import months
from markets.models import Partner, Role, User


@dataclass(frozen=True)
class Transfer:
    """What the bank says of it: its reference, all of its amount in rupiah, its day, its line."""

    reference: str
    amount_idr: int
    on: dt.date
    line: StatementLine | None = None

    @property
    def came_at(self) -> dt.datetime:
        """When the money is taken to have come: banks name days, a moment is needed."""
        return months.noon(self.on)


def named(*, reference: str, amount_idr: int, on: dt.date) -> Transfer:
    """A transfer by the reference of its paper."""
    return Transfer(written_as(reference), amount_idr, on)


def of_line(*, line: StatementLine) -> Transfer:
    """The transfer that a line shows: as its first sheet called it, else as the bank does."""
    first = line.sheets.order_by("at").values_list("reference", flat=True)[:1]
    return Transfer("".join(first) or called_by_bank(line), line.amount_idr, line.day, line)


def called_by_bank(line: StatementLine) -> str:
    """The bank's reference of a line; where it gives none, one that tells it from all others."""
    return (written_as(line.reference) or f"MUTASI {line.pk}")[:60]


def with_rest(*, lines: QuerySet[StatementLine], reference: str) -> QuerySet[StatementLine]:
    """These lines, each with how its first sheet `called` it and what is `taken_idr` of it so far.

    By that name, or by that reference where there is no sheet yet.
    """
    first = CollectionSheet.objects.filter(statement_line=OuterRef("pk")).order_by("at")
    return lines.annotate(
        called=Subquery(first.values("reference")[:1]),
        named=Coalesce("called", Value(written_as(reference))),
        taken_idr=_sum(_booked(OuterRef("account__partner"), OuterRef("named")), "amount_idr")
        + _sum(_promised(OuterRef("account__partner"), OuterRef("named")), "shown_total_idr"),
    )


def of_sheet(*, sheet: CollectionSheet) -> Transfer | None:
    """The transfer a sheet is of; None where it is of cash."""
    if sheet.transfer_idr is None or sheet.transferred_on is None:
        return None
    return Transfer(sheet.reference, sheet.transfer_idr, sheet.transferred_on, sheet.statement_line)


def rest_idr(*, transfer: Transfer, partner: int) -> int:
    """What of it nobody has said yet, in rupiah: neither booked nor on its way to be."""
    booked = _booked(partner, transfer.reference).values(idr=F("amount_idr") - F("credit_idr"))
    promised = _promised(partner, transfer.reference)
    money = promised.values(idr=F("shown_total_idr") - F("credit_idr"))
    return transfer.amount_idr - sum(row["idr"] for row in booked.union(money, all=True))


def is_promised(*, partner: int | None, reference: str) -> bool:
    """Whether a sheet of that reference still has lines to book."""
    return _promised(partner, reference).exists()


def shown_on(*, sheet: CollectionSheet) -> tuple[StatementLine | None, bool]:
    """The line of a statement that shows the transfer, and whether it is matched with it."""
    match = (
        StatementMatch.objects.filter(
            undone_at=None,
            partner_id_of_reference=sheet.partner_id,
            payment_reference=sheet.reference,
        )
        .select_related("line__owner")
        .first()
    )
    return (match.line, True) if match else (sheet.statement_line, False)


def hold(*, transfer: Transfer, by: User) -> None:
    """Keep other bookings by transfer of the partner, and of the line, away.

    The caller owns the transaction.
    """
    tariff.hold()
    Partner.objects.select_for_update(no_key=True).filter(pk=by.partner_id or 0).first()
    if transfer.line is not None:
        StatementLine.objects.select_for_update(no_key=True).get(pk=transfer.line.pk)


def check(*, transfer: Transfer, total_idr: int, by: User, at: dt.datetime) -> None:
    """Refuse what the transfer cannot pay. Raises UnableToUseSheet; it is held by `hold`."""
    if by.role != Role.TREASURER or by.partner_id is None:
        raise UnableToUseSheet(
            _("Transfer dicatat oleh bendahara, bukan oleh akun ini."), "not_yours"
        )
    if not transfer.reference:
        raise UnableToUseSheet(
            _("Isi nomor referensi transfer seperti pada rekening koran."), "needs_reference"
        )
    if transfer.on > months.law_day(at):
        raise UnableToUseSheet(_("Tanggal transfer belum tiba."), "wrong_day")
    if transfer.line is not None:
        _check_line(transfer, transfer.line, by)
    _check_reference(transfer, by.partner_id)
    left_idr = rest_idr(transfer=transfer, partner=by.partner_id)
    if total_idr > left_idr:
        raise UnableToUseSheet(
            more_than(total_idr=total_idr, left_idr=left_idr), "more_than_transfer"
        )


def more_than(*, total_idr: int, left_idr: int) -> str:
    """What to do where more is ticked than came in."""
    return _(
        "Yang dicentang %(total)s, tetapi dari transfer ini tinggal %(left)s. Kurangi centangnya."
    ) % {"total": wording.rupiah(total_idr), "left": wording.rupiah(max(left_idr, 0))}


def settle(*, sheet: CollectionSheet, at: dt.datetime) -> None:
    """Match the line of a sheet whose lines are all answered, where its transfer is booked whole.

    Else the line stays open with its owner and says what is left of it.
    """
    line = sheet.statement_line
    if line is None or line.matches.filter(undone_at__gt=sheet.at).exists():
        return  # what a person took back since is left to her
    line.refresh_from_db()
    if line.state != StatementLine.State.MATCHED:
        statement_matching.match_one(line=line, at=at)


def _check_line(transfer: Transfer, line: StatementLine, by: User) -> None:
    account = line.account
    if account.partner_id != by.partner_id or account.kind != PartnerAccount.Kind.BANK:
        raise UnableToUseSheet(
            _("Baris mutasi ini dibukukan oleh bendahara mitranya."), "not_yours"
        )
    line.refresh_from_db(fields=["state"])
    is_in = line.direction == StatementLine.Direction.IN
    if line.state == StatementLine.State.MATCHED or not is_in:
        raise UnableToUseSheet(
            _("Baris mutasi ini baru saja dicocokkan dengan yang lain. Periksa lagi barisnya."),
            "line_matched",
        )
    if (transfer.amount_idr, transfer.on) != (line.amount_idr, line.day):
        raise UnableToUseSheet(
            _("Jumlah atau tanggalnya lain dari baris mutasinya."), "other_amount"
        )
    other = line.sheets.exclude(reference=transfer.reference).first()
    if other is not None:
        raise _used(transfer.reference, other.reference)


def _check_reference(transfer: Transfer, partner: int) -> None:
    """It is booked by sheets only, of the same transfer, and on no statement's line yet."""
    others = CollectionSheet.objects.filter(partner=partner, reference=transfer.reference)
    booked = _booked(partner, transfer.reference).exclude(sheet_line__sheet__in=others)
    matched = StatementMatch.objects.filter(
        undone_at=None, partner_id_of_reference=partner, payment_reference=transfer.reference
    )
    elsewhere = others.filter(statement_line__isnull=False)
    if transfer.line is not None:
        elsewhere = elsewhere.exclude(statement_line=transfer.line)
    of_others = bank_references.is_sponsors(partner, transfer.reference) or bank_references.is_own(
        partner, transfer.reference
    )
    if of_others or booked.exists() or matched.exists() or elsewhere.exists():
        raise _used(transfer.reference)
    first = others.exclude(transfer_idr=transfer.amount_idr).first()
    if first is not None and first.transfer_idr is not None and transfer.line is None:
        raise UnableToUseSheet(
            _("Referensi %(reference)s sudah dicatat sebagai transfer %(amount)s. Periksa lagi.")
            % {"reference": transfer.reference, "amount": wording.rupiah(first.transfer_idr)},
            "other_amount",
        )


def _used(reference: str, other: str = "") -> UnableToUseSheet:
    if other:
        sentence = _(
            "Baris mutasi ini sudah dicatat dengan referensi %(other)s. Pakai referensi itu."
        )
    else:
        sentence = _(
            "Referensi %(reference)s sudah dipakai untuk catatan lain. Periksa di Transfer."
        )
    return UnableToUseSheet(sentence % {"reference": reference, "other": other}, "reference_used")


def _booked(partner: Any, reference: Any) -> QuerySet[Payment]:
    return Payment.objects.filter(
        ~never_arrived(),
        partner=partner,
        method=Payment.Method.TRANSFER,
        reference=reference,
    ).order_by()


def _promised(partner: Any, reference: Any) -> QuerySet[SheetLine]:
    """Lines of sheets that are not answered yet."""
    return SheetLine.objects.filter(
        answered_at=None, sheet__partner=partner, sheet__reference=reference
    ).order_by()


def _sum(rows: QuerySet[Any], amount: str) -> Coalesce:
    """What came in by these rows, besides credit: as part of another query."""
    whole = rows.annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(whole.annotate(sum=Sum(F(amount) - F("credit_idr"))).values("sum")), 0)
