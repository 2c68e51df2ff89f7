"""Taking a match of a statement's line back: the line is open again, and a person decides."""

import datetime as dt

from django.utils.translation import gettext as _

from contributions.models import StatementLine, StatementMatch
from markets import indonesian
from markets.models import User


@indonesian.always
def take_back(*, match: StatementMatch, by: User, at: dt.datetime) -> None:
    """In the caller's transaction, with the match locked and still standing."""
    match.undone_by, match.undone_at = by, at
    match.save(update_fields=["undone_by", "undone_at"])
    # Doubtful, not unmatched: a person has the last word on it from now on.
    StatementLine.objects.filter(pk=match.line_id).update(
        state=StatementLine.State.DOUBTFUL, doubt=_("Pencocokan sebelumnya dibatalkan.")
    )
