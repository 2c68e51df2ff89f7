"""The draw of a month: who of a partner's members is asked what she paid.

Each member has as many lots as `spot_weights` gives her. The number of a lot is the SHA-256 of
"seed/member/lot", so nobody can choose it, and with the seed anybody can work it out again, even
without this program (`printf %s seed/17/1 | sha256sum`). Of each market those are drawn who hold
the lowest numbers.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from contributions import spot_weights
from contributions.models import SpotDraw, SpotPerson
from contributions.spot_risk import Candidate, candidates
from markets import months
from markets.models import Partner

# They are asked about this month and so many before it: what people still know.
MONTHS_BACK = 1


def lowest(*, seed: str, lots: Sequence[tuple[int, int]], wanted: int) -> list[int]:
    """Of members with their numbers of lots, so many: those with the lowest lots, lowest first."""
    numbers = {member: _lowest_lot(seed, member, weight) for member, weight in lots}
    return sorted(numbers, key=numbers.__getitem__)[:wanted]


def _lowest_lot(seed: str, member: int, weight: int) -> str:
    return min(
        hashlib.sha256(f"{seed}/{member}/{lot}".encode()).hexdigest()
        for lot in range(1, weight + 1)
    )


def due(*, at: dt.datetime) -> list[Partner]:
    """The partners for which nobody has been drawn this month."""
    drawn = SpotDraw.objects.filter(month=months.first_of(months.law_day(at)))
    return list(Partner.objects.exclude(pk__in=drawn.values("partner")).order_by("pk"))


def draw(
    *,
    partner: Partner,
    closed_stalls: Collection[int] = (),
    at: dt.datetime,
    seed: str | None = None,
) -> SpotDraw | None:
    """Draw this month's people, once: None where it was done already or there is nobody.

    `closed_stalls` are members whose stall was found closed lately. The seed is chance, but in
    tests.
    """
    month = months.first_of(months.law_day(at))
    seed = seed or secrets.token_hex(32)
    people = {
        row.member: row for row in candidates(partner=partner, closed_stalls=closed_stalls, at=at)
    }
    if not people:
        return None
    lots = _lots(list(people.values()))
    try:
        with transaction.atomic():
            made = SpotDraw.objects.create(
                partner=partner,
                month=month,
                since=months.add(month, -MONTHS_BACK),
                seed=seed,
                lots=lots,
                drawn_at=at,
            )
            SpotPerson.objects.bulk_create(_person(made, people[pk]) for pk in repeated(made))
    except IntegrityError:
        if not SpotDraw.objects.filter(partner=partner, month=month).exists():
            raise
        return None  # it was drawn before, or just now by somebody else
    return made


def repeated(made: SpotDraw) -> list[int]:
    """The members whom its seed and lots draw, worked out again."""
    return [
        pk
        for market in made.lots
        for pk in lowest(seed=made.seed, lots=market["lots"], wanted=market["wanted"])
    ]


def _lots(people: list[Candidate]) -> list[dict[str, Any]]:
    """All lots by market, as they are kept."""
    by_market: dict[int, list[list[int]]] = {}
    for person in people:
        by_market.setdefault(person.market, []).append([person.member, person.weight])
    return [
        {"market": market, "wanted": spot_weights.wanted(len(lots)), "lots": lots}
        for market, lots in sorted(by_market.items())
    ]


def _person(made: SpotDraw, candidate: Candidate) -> SpotPerson:
    return SpotPerson(
        draw=made,
        member_id=candidate.member,
        market_id=candidate.market,
        partner_id=made.partner_id,
        collector_id=candidate.collector,
        weight=candidate.weight,
        reasons=candidate.reasons,
    )
