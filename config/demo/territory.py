"""Writes the demo's branches, partners, markets, stalls and the people who work there."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from config.demo import logins
from config.demo.places import BRANCHES, MARKETS, PARTNERS, MarketPlan
from markets import months
from markets.models import Assignment, Block, Branch, Market, Partner, Role, Stall, User
from markets.models.market import ClosingDay


@dataclass(frozen=True)
class Place:
    """Where one person is found: a stall, or only the market."""

    plan: MarketPlan
    market: Market
    block: Block | None
    stall: Stall | None


@dataclass(frozen=True)
class Territory:
    """All rows of the territory, by code or username, and one place per member to be."""

    partners: dict[str, Partner]
    markets: dict[str, Market]
    users: dict[str, User]
    places: dict[str, list[Place]]

    def treasurers(self, partner: str) -> list[User]:
        """Who takes over cash there."""
        return self._of(Role.TREASURER, self.partners[partner].pk)

    def reviewer(self, partner: str) -> User:
        """Who decides about enrolments of that partner."""
        branch = self.partners[partner].branch_id
        return next(
            user
            for user in self.users.values()
            if user.role == Role.REVIEWER and user.branch_id == branch
        )

    def _of(self, role: Role, partner: int) -> list[User]:
        return [
            user for user in self.users.values() if (user.role, user.partner_id) == (role, partner)
        ]


def make(*, members: int, first_day: dt.date, today: dt.date) -> Territory:
    """Write everything that stands before the first member comes."""
    branches = {code: Branch.objects.create(code=code, name=name) for code, name in BRANCHES}
    partners = {
        plan.code: Partner.objects.create(
            code=plan.code, name=plan.name, kind=plan.kind, branch=branches[plan.branch]
        )
        for plan in PARTNERS
    }
    markets = {plan.code: _market(plan, partners) for plan in MARKETS}
    places = {
        plan.code: _places(plan, markets[plan.code], count)
        for plan, count in zip(MARKETS, shares(members), strict=True)
    }
    users = _users(partners, branches)
    _assign(users, markets, first_day, today)
    ClosingDay.objects.create(
        market=markets["cisarua"], on=today + dt.timedelta(days=9), reason="Fogging pasar"
    )
    return Territory(partners, markets, users, places)


def shares(members: int) -> list[int]:
    """How many of the members belong to each market: at least one, and together exactly so many."""
    counts = [max(1, members * plan.parts // 1000) for plan in MARKETS]
    largest = counts.index(max(counts))
    counts[largest] += members - sum(counts)
    return counts


def _market(plan: MarketPlan, partners: dict[str, Partner]) -> Market:
    return Market.objects.create(
        code=plan.code,
        name=plan.name,
        partner=partners[plan.partner],
        kind=plan.kind,
        zone=plan.zone,
        closed_weekdays=list(plan.closed_weekdays),
    )


def _places(plan: MarketPlan, market: Market, count: int) -> list[Place]:
    """A place for each member, along the blocks in walking order; communities have none."""
    if not plan.blocks:
        return [Place(plan, market, None, None)] * count
    found: list[Place] = []
    parts = sum(block.parts for block in plan.blocks)
    for order, block_plan in enumerate(plan.blocks, start=1):
        block = Block.objects.create(market=market, name=block_plan.name, walking_order=order)
        end = count * sum(one.parts for one in plan.blocks[:order]) // parts
        stalls = [
            Stall(block=block, kind=block_plan.stalls, number=str(number), walking_order=number)
            for number in range(1, end - len(found) + 1)
        ]
        Stall.objects.bulk_create(stalls)
        found += [Place(plan, market, block, stall) for stall in stalls]
    return found


def _users(partners: dict[str, Partner], branches: dict[str, Branch]) -> dict[str, User]:
    password = make_password(logins.PASSWORD)  # once: the same for all, and slow by intention
    users = {}
    for login in logins.LOGINS:
        user = User(username=login.username, name=login.name, role=login.role, password=password)
        if login.role == Role.REVIEWER:
            user.branch = branches[login.of]
        elif login.role != Role.ADMIN:
            user.partner = partners[login.of]
        user.is_superuser = login.role == Role.ADMIN
        user.save()
        users[login.username] = user
    return users


def _assign(
    users: dict[str, User], markets: dict[str, Market], first_day: dt.date, today: dt.date
) -> None:
    last_month = months.add(months.first_of(today), -1)
    for login in logins.LOGINS:
        for covered in login.covers:
            code, _, block = covered.partition("/")
            market = markets[code]
            Assignment.objects.create(
                collector=users[login.username],
                market=market,
                block=market.blocks.get(name=block) if block else None,
                first_day=first_day,
                last_day=last_month.replace(day=20) if login.username == logins.LEFT else None,
            )
