"""What a remittance holds: its months, found by name, and whose money pays for them."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from contributions import answers, overtaken
from contributions.answers import Answered
from contributions.models import LineAnswer, Place, Remittance, RemittanceLine
from contributions.remittance_lines import HOLDERS
from contributions.remittances import holder_words
from markets.models import User
from markets.sorting import Columns, Order

A_PAGE = 50
COLUMNS = Columns(
    first="nama",
    fields={
        "nama": (
            "contribution__member__name",
            "contribution__member_id",
            "contribution_month",
        ),
        "pasar": ("contribution__market__name",),
        "bulan": ("contribution_month",),
        "kuitansi": ("payment_line__payment__series__code", "payment_line__payment__number"),
        "jumlah": ("amount_idr",),
    },
)
# What the lines can be narrowed to, as the address says it.
WAITING, ACCEPTED, REJECTED = "menunggu", "diterima", "ditolak"
OUTCOMES = {ACCEPTED: LineAnswer.Outcome.ACCEPTED, REJECTED: LineAnswer.Outcome.REJECTED}


@dataclass(frozen=True)
class Holder:
    """Whose money pays for some of the months, or for a share of some."""

    name: str
    months: int
    amount_idr: int


@dataclass(frozen=True)
class RemittancePage:
    """A page of the months of a remittance, and its holders.

    `after_death` says, while it is final, whose months after her death keep it from being posted,
    and `rejected_since` whose months BPJS will likely reject;
    `answered`, once it is posted, how far BPJS has answered.
    """

    remittance: Remittance
    holders: list[Holder]
    answered: Answered | None
    page: Page[RemittanceLine]
    after_death: str
    rejected_since: str


def remittance_page(
    *, remittance: Remittance, text: str, answer: str, order: Order, page: str | None
) -> RemittancePage:
    """The page of that number of the lines whose member's name or KPJ contains the text, of all or
    of those with that answer, in that order."""
    is_final = remittance.status == Remittance.Status.FINAL
    posted = remittance.status == Remittance.Status.POSTED
    found = order.of(lines(remittance=remittance, text=text, answer=answer))
    return RemittancePage(
        remittance=remittance,
        holders=_holders(remittance),
        answered=answers.answered(remittance=remittance) if posted else None,
        page=Paginator(found, A_PAGE).get_page(page),
        after_death=overtaken.by_death(remittance=remittance) if is_final else "",
        rejected_since=overtaken.by_rejection(remittance=remittance) if is_final else "",
    )


def with_answers(remittances: QuerySet[Remittance]) -> QuerySet[Remittance]:
    """The remittances with `answered` and `rejected`: how many of their months were."""
    given = LineAnswer.objects.filter(remittance=OuterRef("pk")).order_by()
    count = given.values("remittance").annotate(count=Count("pk")).values("count")
    rejected = count.filter(outcome=LineAnswer.Outcome.REJECTED)
    return remittances.annotate(
        answered=Coalesce(Subquery(count), 0), rejected=Coalesce(Subquery(rejected), 0)
    )


def lines(*, remittance: Remittance, text: str = "", answer: str = "") -> QuerySet[RemittanceLine]:
    """The lines of the remittance; each with `answered`, a list of its one
    answer or none."""
    found = RemittanceLine.objects.filter(remittance=remittance)
    if answer == WAITING:
        found = found.filter(answers=None)
    elif answer in OUTCOMES:
        found = found.filter(answers__outcome=OUTCOMES[answer])
    words = " ".join(text.split())
    if words:
        by_number = found.filter(contribution__member__membership_number=words)
        found = found.filter(contribution__member__name__icontains=words) | by_number
    return found.select_related(
        "contribution__member", "contribution__market", "payment_line__payment__series"
    ).prefetch_related(Prefetch("answers", to_attr="answered"))


def _holders(remittance: Remittance) -> list[Holder]:
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, {"remittance": remittance.pk})
        sums = cursor.fetchall()
    people = dict(
        User.objects.filter(
            pk__in=[pk for place, pk, *_ in sums if place == Place.TREASURER]
        ).values_list("pk", "name")
    )
    return [
        Holder(
            name=holder_words(place, remittance.partner) or people[pk],
            months=months,
            amount_idr=int(amount_idr),
        )
        for place, pk, months, amount_idr in sums
    ]
