"""A confirmed death was mistaken: one person says so, another one at the branch agrees.

Two had to agree that she died, so two have to agree that she did not.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from markets.models import User
from members import asked, deaths
from members.asked import UnableToChange
from members.models import Death, DeathReversal

__all__ = ["UnableToChange", "approve", "ask", "waiting"]


@transaction.atomic
def ask(*, id: UUID, death: Death, explanation: str, by: User, at: dt.datetime) -> DeathReversal:
    """Ask that the confirmed report be undone. The same id is the same request.

    Raises UnableToChange.
    """
    member = asked.lock(member=death.member)
    asked.check_works_there(by=by, market=death.market)
    row = DeathReversal(
        id=id,
        member=member,
        market_id=death.market_id,
        death=death,
        explanation=explanation.strip(),
        asked_by=by,
        asked_at=at,
    )
    standing = asked.stored(row)
    if standing is not None:
        return standing
    if Death.objects.get(pk=death.pk).status != Death.Status.CONFIRMED:
        raise UnableToChange(
            _("Hanya kematian yang sudah dipastikan yang diminta dibatalkan begini."),
            "not_confirmed",
        )
    if not row.explanation:
        raise UnableToChange(_("Tulis mengapa laporan ini keliru."), "no_reason", "explanation")
    return asked.keep(row)


@transaction.atomic
def approve(*, reversal: DeathReversal, by: User, at: dt.datetime) -> Death:
    """Undo the report: she is again what she was. Raises UnableToChange or UnableToDecideDeath."""
    row = asked.for_decision(row=reversal, by=by)
    asked.decide(row=row, status=DeathReversal.Status.APPROVED, by=by, at=at)
    return deaths.undo(death=row.death, reason=row.explanation, by=by, at=at)


def waiting(death: Death) -> DeathReversal | None:
    """The request about that report which nobody has decided."""
    rows = DeathReversal.objects.select_related("asked_by")
    return rows.filter(death=death, status=DeathReversal.Status.ASKED).first()
