"""What BPJS says of the months of one member, beside them: not yet anything, or why it rejected."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from contributions.models import Contribution, LineAnswer, Remittance, RemittanceLine


def with_answers(months: QuerySet[Contribution]) -> QuerySet[Any]:
    """Each month with `is_sent`, where BPJS was paid for it and has not answered.

    And with `rejected`: the reason why BPJS rejected it last, while nobody has settled that; else
    empty. Paid again out of the credit that came of it, it is still not sent.
    """
    answers = LineAnswer.objects.filter(line=OuterRef("pk"))
    sent = RemittanceLine.objects.filter(
        ~Exists(answers),
        contribution=OuterRef("pk"),
        live=True,
        remittance__status=Remittance.Status.POSTED,
    )
    rejections = LineAnswer.objects.filter(
        line__contribution=OuterRef("pk"),
        outcome=LineAnswer.Outcome.REJECTED,
        settled_at=None,
    )
    return months.annotate(
        is_sent=Exists(sent),
        rejected=Coalesce(Subquery(rejections.order_by("-at").values("reason")[:1]), Value("")),
    )
