"""Which claims there are, how far each is, and which reported deaths wait for the branch."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from contributions.models import Claim, ClaimStep, DocumentStep
from markets.models import Market
from markets.sorting import Columns, Order
from members.models import Death, DeathReversal

A_PAGE = 50
OPEN, ALL = "open", "all"
# Deaths are few: all of them are sorted quickly.
COLUMNS = Columns(
    first="-dibuka",
    fields={
        "nama": ("member__name",),
        "pasar": ("market__name",),
        "meninggal": ("death__died_on",),
        "keadaan": ("status",),
        "dokumen": ("documents_in",),
        "dibuka": ("opened_at",),
    },
)
# What still wants work, of the branch or of BPJS.
OPEN_STATUSES = (
    Claim.Status.OPENED,
    Claim.Status.COMPLETE,
    Claim.Status.SENT,
    Claim.Status.REFUSED,
)


@dataclass(frozen=True)
class Chosen:
    """What the list is narrowed to; `status` is one of Claim.Status, OPEN or ALL."""

    text: str = ""
    status: str = OPEN
    market: int | None = None


@dataclass(frozen=True)
class ClaimList:
    """A page of claims, the reports that wait, and how many claims are where.

    Of those that wait `is_doubted` says that it is confirmed and somebody asks to undo it.
    """

    page: Page[Claim]
    waiting: list[Death]
    counts: dict[str, int]

    @property
    def tiles(self) -> list[tuple[Any, int]]:
        """How many claims are open in each state."""
        return [(status.label, self.counts.get(status, 0)) for status in OPEN_STATUSES]


def claims(*, markets: QuerySet[Market], chosen: Chosen) -> QuerySet[Claim]:
    """The chosen claims of these markets, the latest first.

    Each with `documents_in`, how many documents have come in, `happened_on`, when it was handed in
    or answered, and `paid_idr`, what BPJS has paid.
    """
    found = Claim.objects.filter(market__in=markets)
    if chosen.status == OPEN:
        found = found.filter(status__in=OPEN_STATUSES)
    elif chosen.status != ALL:
        found = found.filter(status=chosen.status)
    if chosen.text:
        found = found.filter(member__name__icontains=chosen.text)
    if chosen.market:
        found = found.filter(market=chosen.market)
    return (
        found.annotate(
            documents_in=Coalesce(_documents_in(), 0),
            happened_on=_last_step("happened_on"),
            paid_idr=_last_step("amount_idr"),
        )
        .select_related("member", "market__partner", "death", "opened_by")
        .order_by("-opened_at", "-pk")
    )


def page_of(
    *, markets: QuerySet[Market], chosen: Chosen, order: Order, page: str | None
) -> ClaimList:
    """The page of that number in that order, in four queries."""
    asked = DeathReversal.objects.filter(death=OuterRef("pk"), status=DeathReversal.Status.ASKED)
    waiting = Death.objects.filter(market__in=markets).annotate(is_doubted=Exists(asked))
    waiting = waiting.filter(Q(status=Death.Status.REPORTED) | Q(is_doubted=True))
    counts = Claim.objects.filter(market__in=markets).order_by().values_list("status")
    return ClaimList(
        page=Paginator(order.of(claims(markets=markets, chosen=chosen)), A_PAGE).get_page(page),
        waiting=list(
            waiting.select_related("member", "market__partner", "reported_by").order_by(
                "reported_at"
            )
        ),
        counts=dict(counts.annotate(Count("pk"))),
    )


def _last_step(field: str) -> Subquery:
    steps = ClaimStep.objects.filter(claim=OuterRef("pk"), happened_on__isnull=False)
    return Subquery(steps.order_by("-at", "-pk").values(field)[:1])


def _documents_in() -> Subquery:
    """Of each document the last step counts."""
    later = DocumentStep.objects.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")),
        claim=OuterRef("claim"),
        document=OuterRef("document"),
    )
    last = (
        DocumentStep.objects.filter(claim=OuterRef("pk"))
        .annotate(later=Subquery(later.values("pk")[:1]))
        .filter(later=None)
        .exclude(state=DocumentStep.State.MISSING)
        .order_by()
        .values("claim")
        .annotate(count=Count("pk"))
    )
    return Subquery(last.values("count"))


__all__ = ["ALL", "COLUMNS", "OPEN", "Chosen", "ClaimList", "claims", "page_of"]
