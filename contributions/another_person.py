"""Who is the second person where money is decided about, and what such a decision writes.

Another treasurer of the partner; where it has no other, a reviewer of its branch.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from markets.models import Partner, Role, User
from markets.models.second_person import ASKED, DECIDED, DecidedByAnother

Row = TypeVar("Row", bound=DecidedByAnother)


def may_act(*, partner: Partner, user: User, involved: set[int]) -> bool:
    """Whether the user may decide about what the `involved` (ids of users) did."""
    if user.pk in involved:
        return False
    if user.is_treasurer_of(partner.pk):
        return True
    if not user.is_reviewer_of(partner):
        return False
    treasurers = User.objects.filter(partner=partner, role=Role.TREASURER, is_active=True)
    return not treasurers.exclude(pk__in=involved).exists()


def check(*, row: Any, by: User, may: bool, unable: Callable[[str, str], Exception]) -> None:
    """Refuse who asked for the row herself, who else may not decide it, and what is decided.

    Raises what `unable` makes of a sentence and own_request, not_yours or decided.
    """
    if by.pk == row.asked_by_id:
        raise unable(
            _(
                "Permintaan sendiri diputuskan oleh orang lain: bendahara yang lain, atau kantor "
                "cabang kalau mitra ini tidak mempunyai bendahara lain."
            ),
            "own_request",
        )
    if not may:
        raise unable(_("Diputuskan oleh bendahara lain dari mitra ini."), "not_yours")
    check_waits(row=row, unable=unable)


def check_waits(*, row: Any, unable: Callable[[str, str], Exception]) -> None:
    """Refuse what is decided or withdrawn: raises `unable` with the code decided."""
    if row.status != ASKED:
        raise unable(
            _("Permintaan ini sudah diputuskan: %(status)s.")
            % {"status": row.get_status_display()},
            "decided",
        )


def decide(*, row: Row, status: str, note: str, by: User, at: dt.datetime) -> Row:
    """Write the decision into the row, which its job has locked and checked."""
    row.status = status  # type: ignore[attr-defined]
    row.decided_by, row.decided_at, row.decision_note = by, at, note.strip()
    row.save(update_fields=DECIDED)
    return row
