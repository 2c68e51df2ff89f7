"""What one person asks for about a member and another decides: the rules all kinds of it share.

The kinds (`members/models/`: TermChange and others) have jobs of their own, which call this inside
their transaction. The member is locked before the request, everywhere in that order.
"""

import datetime as dt
from typing import Any, TypeVar

from django.db import transaction
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from markets import months
from markets.models import Market, Role, User
from markets.refusals import Refusal
from members.models import Departure, Member, NikCorrection, TermChange
from members.models.asked import Asked

MOST_EXPLANATION = 300
MOST_NOTE = 500
# What is not part of the body: when it was sent, and what was decided later.
NOT_ASKED = {
    "market", "asked_at", "status", "decided_by", "decided_at", "decision_note", "effective_month",
    "former_income_idr", "former_jht", "former_sector", "ended_at", "overtaken_by",
    "doubtful_months",
    "confirmed_by", "confirmed_at", "confirmation_note", "nik_encrypted", "nik_key_id",
    "former_encrypted", "former_key_id", "former_index",
}  # fmt: skip

Row = TypeVar("Row", bound=Asked)


class UnableToChange(Refusal):
    """The change cannot be made so; the text says what to do, `field` what to look at."""


def lock(*, member: Member) -> Member:
    """The member's row as it stands now, held until the transaction ends."""
    rows = Member.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("market__partner").get(pk=member.pk)


def check_works_there(*, by: User, market: Market) -> None:
    """Raise UnableToChange for who answers neither to the market's partner nor to its branch."""
    of_partner = by.role in (Role.COLLECTOR, Role.TREASURER)
    if of_partner and by.partner_id == market.partner_id:
        return
    if by.is_reviewer_of(market.partner):
        return
    raise UnableToChange(
        _("Hanya kolektor dan bendahara mitranya, atau petugas cabangnya, yang dapat mengubah."),
        "not_yours",
    )


def stored(row: Row) -> Row | None:
    """What was kept under the same id before: the same request, sent again.

    Raises UnableToChange where another body, or another person's, was kept under it.
    """
    kept = type(row)._default_manager.filter(pk=row.pk).first()
    if kept is not None and _body(kept) != _body(row):
        raise UnableToChange(
            _("Permintaan ini sudah dikirim dengan isi lain. Buka lagi halaman peserta."),
            "other_body",
        )
    return kept


def keep(row: Row) -> Row:
    """Write the new request down; the member is locked. Raises UnableToChange while one waits."""
    if len(row.explanation) > MOST_EXPLANATION:
        raise UnableToChange(
            _("Keterangan paling banyak %(count)d huruf.") % {"count": MOST_EXPLANATION},
            "long_explanation",
            "explanation",
        )
    waiting = type(row)._default_manager.filter(member=row.member_id, status=Asked.Status.ASKED)
    if waiting.exists():
        raise UnableToChange(
            _("Permintaan yang sama untuk peserta ini masih menunggu keputusan cabang."),
            "already_asked",
        )
    row.save(force_insert=True)
    return row


def for_decision(*, row: Row, by: User) -> Row:
    """The request, locked behind its member, if that reviewer may decide it.

    Raises UnableToChange.
    """
    locked = _locked(row)
    if not by.is_reviewer_of(locked.market.partner):
        raise UnableToChange(
            _("Hanya petugas kantor cabang pasar ini yang boleh memutuskan."), "other_branch"
        )
    if _asked_it(locked, by):
        raise UnableToChange(
            _("Anda sendiri yang memintanya; mintalah petugas lain memutuskan."), "own_request"
        )
    _check_waits(locked)
    return locked


def decide(
    *, row: Row, status: str, note: str = "", by: User, at: dt.datetime, also: tuple[str, ...] = ()
) -> Row:
    """Write the decision into a row of `for_decision`; `also` names other fields it filled in."""
    row.status, row.decision_note = status, note
    row.decided_by, row.decided_at = by, at
    row.save(update_fields=["status", "decision_note", "decided_by", "decided_at", *also])
    return row


@transaction.atomic
def refuse(*, row: Row, note: str, by: User, at: dt.datetime) -> Row:
    """Leave everything as it is, saying why, whatever kind it is. Raises UnableToChange."""
    note = note.strip()
    if not note:
        raise UnableToChange(
            _("Tulis alasannya, supaya yang meminta tahu apa yang harus dilakukan."),
            "no_reason",
            "note",
        )
    if len(note) > MOST_NOTE:
        raise UnableToChange(_("Alasan paling banyak 500 huruf."), "long_reason", "note")
    locked = for_decision(row=row, by=by)
    return decide(row=locked, status=Asked.Status.REFUSED, note=note, by=by, at=at)


@transaction.atomic
def take_back(*, row: Row, by: User, at: dt.datetime) -> Row:
    """Take an own request back while nobody has decided it. Raises UnableToChange."""
    locked = _locked(row)
    if not _asked_it(locked, by):
        raise UnableToChange(_("Hanya yang meminta yang dapat menarik permintaan."), "not_yours")
    _check_waits(locked)
    locked.status, locked.decided_at = Asked.Status.WITHDRAWN, at
    locked.save(update_fields=["status", "decided_at"])
    return locked


def close_all(*, member: Member, note: str, at: dt.datetime) -> None:
    """Let what is asked about her and not decided come to nothing, saying why; she is locked."""
    for kind in (TermChange, NikCorrection, Departure):
        waiting = kind._default_manager.filter(member=member, status=Asked.Status.ASKED)
        waiting.update(status=Asked.Status.WITHDRAWN, decided_at=at, decision_note=note)


def _locked(row: Row) -> Row:
    lock(member=row.member)
    rows = type(row)._default_manager.select_for_update(of=("self",))
    found: Row = rows.select_related("member", "market__partner", "decided_by").get(pk=row.pk)
    return found


def _asked_it(row: Asked, by: User) -> bool:
    return row.asked_by_id == by.pk


def _check_waits(row: Asked) -> None:
    if row.status == Asked.Status.ASKED:
        return
    if row.decided_by is None and row.decision_note:  # closed by `close_all`
        raise UnableToChange(
            _("Permintaan ini sudah selesai: %(note)s") % {"note": row.decision_note},
            "already_decided",
        )
    at = row.decided_at.astimezone(months.WIB) if row.decided_at else None
    raise UnableToChange(
        _("Permintaan ini sudah selesai: %(status)s oleh %(name)s, %(day)s pukul %(time)s WIB.")
        % {
            "status": row.get_status_display(),
            "name": row.decided_by.name if row.decided_by else _("yang meminta"),
            "day": format_date(at, "j F Y") if at else "",
            "time": f"{at:%H.%M}" if at else "",
        },
        "already_decided",
    )


def _body(row: Asked) -> dict[str, Any]:
    return {
        field.attname: _comparable(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.name not in NOT_ASKED
    }


def _comparable(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
