"""What a remittance holds: its months, found by name, and whose money pays for them."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import QuerySet

from contributions import months_after_death
from contributions.models import Place, Remittance, RemittanceLine
from contributions.remittance_lines import HOLDERS
from contributions.remittances import holder_words
from markets.models import User

A_PAGE = 50


@dataclass(frozen=True)
class Holder:
    """Whose money pays for some of the months, or for a share of some."""

    name: str
    months: int
    amount_idr: int


@dataclass(frozen=True)
class RemittancePage:
    """A page of the months of a remittance, and its holders.

    `after_death` says, while it is final, whose months after her death keep it from being posted.
    """

    remittance: Remittance
    holders: list[Holder]
    page: Page[RemittanceLine]
    after_death: str


def remittance_page(*, remittance: Remittance, text: str, page: str | None) -> RemittancePage:
    """The page of that number of the lines whose member's name or KPJ contains the text."""
    is_final = remittance.status == Remittance.Status.FINAL
    return RemittancePage(
        remittance=remittance,
        holders=_holders(remittance),
        page=Paginator(lines(remittance=remittance, text=text), A_PAGE).get_page(page),
        after_death=months_after_death.sentence(remittance=remittance) if is_final else "",
    )


def lines(*, remittance: Remittance, text: str = "") -> QuerySet[RemittanceLine]:
    """The lines of the remittance, by member and month."""
    found = RemittanceLine.objects.filter(remittance=remittance)
    words = " ".join(text.split())
    if words:
        by_number = found.filter(contribution__member__membership_number=words)
        found = found.filter(contribution__member__name__icontains=words) | by_number
    return found.select_related(
        "contribution__member", "contribution__market", "payment_line__payment__series"
    ).order_by("contribution__member__name", "contribution__member", "contribution_month")


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
