"""Finding members of a collector's markets, by name or by place, to take their dues."""

from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q, QuerySet

from contributions.dues import PAYABLE_STATUSES
from contributions.wording import place_words
from markets import access
from markets.models import User
from members.models import Member

AT_MOST_FOUND = 30
AT_MOST_CHOSEN = 12


@dataclass(frozen=True)
class Found:
    """A member and where she is found."""

    member_id: int
    name: str
    market_name: str
    place: str
    status: str

    @property
    def is_lapsed(self) -> bool:
        """Whether her membership has lapsed and begins anew with a payment."""
        return self.status == Member.Status.LAPSED


def find(*, user: User, text: str) -> list[Found]:
    """Members whose name or place has every word of the text, at most 30; none without a text."""
    return _find(_reached(user), text)


def find_former(*, user: User, text: str) -> list[Found]:
    """As `find`, who was a member and is none any more."""
    former = Member.objects.filter(
        market__in=access.markets_of(user), status=Member.Status.ENDED, terms__isnull=False
    )
    return _find(with_place(former.distinct()), text)


def _find(people: QuerySet[Member], text: str) -> list[Found]:
    words = text.split()
    if not words:
        return []
    for word in words:
        people = people.filter(
            Q(name__icontains=word)
            | Q(here__stall__number__icontains=word)
            | Q(here__stall__kind__icontains=word)
            | Q(here__block__name__icontains=word)
        )
    return _found(people.order_by("name", "pk")[:AT_MOST_FOUND])


def chosen(*, user: User, pks: list[int]) -> list[Found]:
    """Those of the ids that the user reaches and that can pay, at most 12, by name."""
    people = _reached(user).filter(pk__in=pks[: 2 * AT_MOST_CHOSEN])
    return _found(people.order_by("name", "pk")[:AT_MOST_CHOSEN])


def _reached(user: User) -> QuerySet[Member]:
    payable = Member.objects.filter(market__in=access.markets_of(user), status__in=PAYABLE_STATUSES)
    return with_place(payable)


def with_place(people: QuerySet[Member]) -> QuerySet[Member]:
    return people.annotate(
        here=FilteredRelation(
            "placements",
            condition=Q(placements__find_here=True, placements__last_day=None),
        )
    )


def _found(people: QuerySet[Member]) -> list[Found]:
    rows = people.annotate(
        block_name=F("here__block__name"),
        stall_kind=F("here__stall__kind"),
        stall_number=F("here__stall__number"),
    ).values_list(
        "pk", "name", "market__name", "block_name", "stall_kind", "stall_number", "status"
    )
    return [
        Found(
            member_id=pk,
            name=name,
            market_name=market,
            place=place_words(block=block, stall_kind=kind, stall_number=number),
            status=status,
        )
        for pk, name, market, block, kind, number, status in rows
    ]
