"""What happens to a row after it was stored, and who did it: digested on the day it happened.

A row's own columns are digested on the day it was stored, those that may still change are not. But
a decision is made once: when its moment stands in the row, who made it and what it says stand with
it, and triggers let nobody change them any more. So these go into the digest of that moment's day.
"""

from collections.abc import Iterator

from django.db import models

from contributions import digest_sql
from contributions.models import (
    MONEY,
    Credit,
    Handover,
    HeldDues,
    LineAnswer,
    Loss,
    OfflinePayment,
    Phone,
    ProgrammeStop,
    QrisCharge,
    QrisCode,
    Refund,
    Remittance,
    Repayment,
    Replenishment,
    SheetLine,
    SponsorProgramme,
    Sponsorship,
    SponsorStatement,
    SponsorStatementLine,
    SpotFinding,
    StatementMatch,
    SurplusDecision,
    Void,
)

BY_ANOTHER: dict[str, tuple[str, ...]] = {"decided_at": ("decided_by", "decision_note")}
# Of each model its moments, and what is for ever once that moment is there.
DECISIONS: dict[type[models.Model], dict[str, tuple[str, ...]]] = {
    Credit: {"booked_at": ()},
    Handover: {"decided_at": ("status", "decided_by", "counted_idr", "difference_reason")},
    HeldDues: {"applied_at": ()},
    LineAnswer: {"settled_at": ("settled_by",)},
    Loss: {"decided_at": ("decided_by",), "replaced_at": ("replaced_by",)},
    OfflinePayment: {"settled_at": ("settled_by", "note")},
    Phone: {"lost_at": ("lost_by", "lost_reason")},
    ProgrammeStop: {"decided_at": ("status", *BY_ANOTHER["decided_at"])},
    QrisCharge: {"confirmed_at": ("payment", "credit")},
    QrisCode: {"ended_at": ("ended_by",)},
    Refund: {"cancelled_at": ("cancelled_by",)},
    Remittance: {
        "posted_at": ("status", "posted_by", "payment_code"),
        "cancelled_at": ("status", "cancelled_by"),
    },
    Repayment: {
        "approved_at": ("approved_by",),
        "closed_at": ("closed_by",),
        "paid_at": ("paid_by",),
    },
    Replenishment: {
        **BY_ANOTHER,
        "reversed_at": ("reversed_by", "reversal_note"),
    },
    SheetLine: {"answered_at": ("payment", "refusal", "refusal_code")},
    SponsorProgramme: BY_ANOTHER,
    Sponsorship: {"ended_at": ()},
    SponsorStatement: {"sent_at": ("sent_by",), "cancelled_at": ("cancelled_by",)},
    SponsorStatementLine: {"released_at": ("live",)},
    SpotFinding: {"decided_at": ("status", *BY_ANOTHER["decided_at"])},
    StatementMatch: {"undone_at": ("undone_by",)},
    SurplusDecision: {"decided_at": ("status", *BY_ANOTHER["decided_at"])},
    Void: {"decided_at": ("status", *BY_ANOTHER["decided_at"])},
}


def digested() -> dict[str, tuple[str, ...]]:
    """All that a day's digest is over: names, as digests keep them, and their columns."""
    tables = {model._meta.db_table: digest_sql.columns_of(model) for model in MONEY}
    return tables | dict(_decisions())


def _decisions() -> Iterator[tuple[str, tuple[str, ...]]]:
    for model, moments in DECISIONS.items():
        for moment, names in moments.items():
            columns = sorted(str(model._meta.get_field(name).column) for name in (moment, *names))  # type: ignore[union-attr]
            name = f"{model._meta.db_table}{digest_sql.AT}{moment}"
            yield name, (str(model._meta.pk.column), *columns)
