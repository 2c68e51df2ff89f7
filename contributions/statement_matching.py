"""Matching lines of statements with what we know, by code, amount and day.

A line with the code of one row we know, and its amount, is matched by itself: a QRIS charge is
confirmed by it. With the code and another amount, or with amount and day alone, it is doubtful and
a person decides. Everything else stays unmatched, with an owner. A line is matched once, and so is
what it is matched with: unique keys hold it, whatever runs at once.
"""

import datetime as dt
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contributions import (
    qris_charges,
    qris_confirmations,
    replenishments,
    statement_candidates,
    wording,
)
from contributions.models import (
    PartnerAccount,
    QrisCharge,
    StatementLine,
    StatementMatch,
)
from contributions.qris_confirmations import UnableToConfirm
from contributions.statement_candidates import Candidate
from markets import guards, indonesian, months

REFERENCE = re.compile(
    rf"(?<![0-9A-Z]){qris_charges.PREFIX}[{qris_charges.SIGNS}]{{{qris_charges.LENGTH}}}(?![0-9A-Z])"
)
# How far the day of a statement may lie from ours: banks book on working days.
NEAR = dt.timedelta(days=4)
SHORTEST_CODE = 4  # a shorter reference would be found in anything
PORTION = 500

Kind, State = StatementMatch.Kind, StatementLine.State


class Found:
    """What a line may be: one row by its code, or a doubt."""

    def __init__(self, kind: str = "", doubt: str = "", **target: Any) -> None:
        self.kind, self.doubt, self.target = kind, doubt, target


@indonesian.always
def match(*, account: PartnerAccount, at: dt.datetime) -> int:
    """Match what is open of this account; answers how many lines were. Safe twice and at once."""
    matched, last = 0, 0
    # What a person took back is left to her.
    undone = StatementMatch.objects.filter(undone_at__isnull=False).values("line")
    open_ = StatementLine.objects.filter(account=account).exclude(state=State.MATCHED)
    open_ = open_.exclude(pk__in=undone)
    while portion := list(open_.filter(pk__gt=last).order_by("pk")[:PORTION]):
        last = portion[-1].pk
        for line, found in _look(account, portion):
            matched += _settle(line, found, at)
    return matched


def _look(
    account: PartnerAccount, lines: list[StatementLine]
) -> Iterable[tuple[StatementLine, Found | None]]:
    if account.kind == PartnerAccount.Kind.PROVIDER:
        charges = _charges(account, lines)
        return [(line, _as_charge(line, charges)) for line in lines]
    known = _Known(account, lines)
    return [(line, known.find(line)) for line in lines]


def codes_in(line: StatementLine) -> list[str]:
    """Our references that the line names, each once."""
    return list(dict.fromkeys(REFERENCE.findall(_said(line))))


def _said(line: StatementLine) -> str:
    return " ".join(f"{line.reference} {line.description}".upper().split())


def _charges(account: PartnerAccount, lines: list[StatementLine]) -> dict[str, QrisCharge]:
    codes = {code for line in lines for code in codes_in(line)}
    found = QrisCharge.objects.filter(partner=account.partner_id, reference__in=codes)
    return {charge.reference: charge for charge in found.select_related("code")}


def _as_charge(line: StatementLine, charges: dict[str, QrisCharge]) -> Found | None:
    named = [charges[code] for code in codes_in(line) if code in charges]
    if line.direction == StatementLine.Direction.OUT or not named:
        return None
    if len(named) > 1:
        return Found(doubt=_("Menyebut beberapa referensi QRIS."))
    charge = named[0]
    doubt = ""
    if charge.status == QrisCharge.Status.CONFIRMED:
        doubt = _("QRIS %(reference)s sudah dikonfirmasi baris lain: mungkin dibayar dua kali.")
    elif charge.code.account_id != line.account_id:
        doubt = _("QRIS %(reference)s seharusnya masuk ke akun penyedia yang lain.")
    elif charge.amount_idr != line.amount_idr:
        doubt = _("QRIS %(reference)s berjumlah %(amount)s.")
    elif line.day < months.law_day(charge.asked_at):
        doubt = _("QRIS %(reference)s dibuat sesudah tanggal ini.")
    names = {"reference": charge.reference, "amount": wording.rupiah(charge.amount_idr)}
    return Found(doubt=doubt % names) if doubt else Found(Kind.CHARGE, charge=charge)


class _Known:
    """What a bank's lines of these days may be and is not matched yet: read once for a portion."""

    def __init__(self, account: PartnerAccount, lines: list[StatementLine]) -> None:
        self.account, self.partner = account, account.partner_id
        self.days = (min(line.day for line in lines) - NEAR, max(line.day for line in lines) + NEAR)

    @cached_property
    def came(self) -> list[Candidate]:
        """What money may have come in by."""
        partner_id, days = self.partner, self.days
        sponsors = statement_candidates.from_sponsors(partner_id=partner_id, days=days)
        codes = {one.code for one in sponsors}
        # Its months name the transfer of a sponsor, too.
        booked = statement_candidates.from_members(partner_id=partner_id, days=days)
        transfers = [one for one in booked if one.code not in codes]
        deposits = statement_candidates.deposited(account=self.account, days=days)
        back = statement_candidates.came_back(partner_id=partner_id, days=days)
        own = statement_candidates.replenished(account=self.account, days=days)
        return [*deposits, *sponsors, *transfers, *back, *own]

    @cached_property
    def left(self) -> list[Candidate]:
        """What money may have gone out by."""
        sent = statement_candidates.sent(partner_id=self.partner, days=self.days)
        back = statement_candidates.given_back(partner_id=self.partner, days=self.days)
        return [*sent, *back]

    def find(self, line: StatementLine) -> Found | None:
        """What the line is by its code, or by who received it where it says none.

        A doubt where only amount and day speak for something.
        """
        near, said = self.candidates(line), _said(line)
        named = [one for one in near if one.lines or _names(said, one)]
        named = named or [one for one in near if _says(said, one.person)]
        exact = [one for one in named if one.amount_idr == line.amount_idr]
        if len(exact) == 1:
            return Found(exact[0].kind, **exact[0].target)
        if exact:
            return Found(doubt=_("Beberapa catatan cocok: %(codes)s.") % _listed(exact))
        if len(named) == 1 and named[0].kind == Kind.TRANSFER and _is_part(named[0], line):
            return Found(doubt=_rest(named[0], line))
        if named:
            sentence = _("Kode atau namanya sama dengan %(codes)s, tetapi jumlahnya berbeda.")
            return Found(doubt=sentence % _listed(named))
        alike = [one for one in near if one.amount_idr == line.amount_idr]
        if alike:
            sentence = _("Jumlah dan harinya seperti %(codes)s, tetapi kodenya tidak disebut.")
            return Found(doubt=sentence % _listed(alike))
        return None

    def candidates(self, line: StatementLine) -> list[Candidate]:
        """The rows of ours that move money in the line's direction about its day.

        What a sheet booked from one line is no other's; and nothing else is that line's.
        """
        went = line.direction == StatementLine.Direction.OUT
        rows = self.left if went else self.came
        near = [one for one in rows if abs(one.day - line.day) <= NEAR]
        own = [one for one in near if line.pk in one.lines]
        return own or [one for one in near if not one.lines]


def candidates(line: StatementLine) -> list[Candidate]:
    """What a person may choose for a line of a bank: with its amount, or with its code."""
    said = _said(line)
    return [
        one
        for one in _Known(line.account, [line]).candidates(line)
        if one.amount_idr == line.amount_idr
        or one.lines
        or _names(said, one)
        or _says(said, one.person)
    ]


@indonesian.always
def match_one(*, line: StatementLine, at: dt.datetime) -> bool:
    """Match a line of a bank that is open, or say why not; whether it was matched."""
    return bool(_settle(line, _Known(line.account, [line]).find(line), at))


def _is_part(one: Candidate, line: StatementLine) -> bool:
    return one.amount_idr < line.amount_idr


def _rest(one: Candidate, line: StatementLine) -> str:
    """What of a line is booked, and what nobody has said yet."""
    return _(
        "Transfer %(code)s, tetapi jumlahnya berbeda: %(booked)s dicatat, sisa %(rest)s belum."
    ) % {
        "booked": wording.rupiah(one.amount_idr),
        "code": one.code,
        "rest": wording.rupiah(line.amount_idr - one.amount_idr),
    }


def _names(said: str, one: Candidate) -> bool:
    return any(_says(said, code) for code in one.names or (one.code,))


def _says(said: str, text: str) -> bool:
    sought = " ".join(text.upper().split())
    if len(sought) < SHORTEST_CODE:
        return False
    return bool(re.search(rf"(?<![0-9A-Z]){re.escape(sought)}(?![0-9A-Z])", said))


def _listed(found: list[Candidate]) -> dict[str, str]:
    return {"codes": ", ".join(f"{Kind(one.kind).label} {one.code}" for one in found[:5])}


def _settle(line: StatementLine, found: Found | None, at: dt.datetime) -> int:
    """Write the match, or why there is none. A worker beside us may have been quicker."""
    if found is None:
        return 0
    if found.doubt:
        _doubt(line, found.doubt)
        return 0
    try:
        with transaction.atomic():
            if found.kind == Kind.CHARGE:
                charge = found.target["charge"]
                qris_confirmations.confirm(charge=charge, paid_at=months.noon(line.day), at=at)
            if found.kind == Kind.REPLENISHMENT:
                own = replenishments.locked(found.target["replenishment"])
            write(line=line, kind=found.kind, target=found.target, by=None, at=at)
            if found.kind == Kind.REPLENISHMENT:
                replenishments.confirm_by_line(replenishment=own, at=at)
    except UnableToConfirm as refusal:
        _doubt(line, str(refusal))
        return 0
    except IntegrityError as error:
        if not _is_matched_already(error):
            raise
        return 0
    return 1


def _is_matched_already(error: IntegrityError) -> bool:
    """Whether the line, or what it was to be, was matched in the same moment."""
    broken = guards.broken(error)
    return broken.endswith("_is_matched_once") or broken in (
        "line_of_a_sheet_is_its_transfer",
        "replenishment_is_matched_by_its_line",
    )


def write(
    *,
    line: StatementLine,
    kind: str,
    target: dict[str, Any],
    by: Any,
    at: dt.datetime,
    note: str = "",
) -> StatementMatch:
    """The match and the line's new state; the caller owns the transaction."""
    made = StatementMatch(line=line, kind=kind, by=by, at=at, note=note, **target)
    made.save(force_insert=True)
    StatementLine.objects.filter(pk=line.pk).update(state=State.MATCHED, doubt="")
    return made


def _doubt(line: StatementLine, doubt: str) -> None:
    open_ = StatementLine.objects.filter(pk=line.pk).exclude(state=State.MATCHED)
    if (line.state, line.doubt) != (State.DOUBTFUL, doubt[:300]):
        open_.update(state=State.DOUBTFUL, doubt=doubt[:300])
