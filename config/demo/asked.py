"""What collectors have asked the branch about members: waiting, approved, and doubtful at BPJS."""

import datetime as dt
import random
import uuid

from django.db.models import QuerySet

from config.demo import withdrawn
from config.demo.rounds import moment, new_id
from config.demo.territory import Territory
from contributions import departures, nik_corrections, term_changes
from contributions.models import Contribution
from markets.models import User
from members import nik_vault
from members.models import CoverageTerm, Member, NikCorrection, PayerKind, TermChange

MARKET, PARTNER, COLLECTOR = "cisarua", "tohaga", "kolektor.cisarua"
RAISED_IDR = 500_000


class Requests:
    """Writes a few requests of one collector, so that every list has something to show."""

    def __init__(self, territory: Territory, today: dt.date, chance: random.Random) -> None:
        self.by: User = territory.users[COLLECTOR]
        self.reviewer = territory.reviewer(PARTNER)
        self.people = list(self._people(territory.markets[MARKET].pk)[:16])
        self.today, self.chance = today, chance

    def ask(self) -> None:
        """The same members each time: the first ones by name who pay for themselves."""
        if len(self.people) < 5:
            return
        waiting, approved, corrected, mistyped, leaving = self.people[:5]
        self._other_income(waiting, "Kiosnya bertambah satu", days_ago=1)
        change = self._other_income(approved, "Sekarang berjualan setiap hari", days_ago=6)
        term_changes.approve(
            change=change,
            shown_month=term_changes.holds_from(change=change, on=self.today),
            by=self.reviewer,
            at=moment(self.today - dt.timedelta(days=5), 10),
        )
        self._other_nik(mistyped, "Dua angka tertukar", days_ago=1)
        correction = self._other_nik(corrected, "Salah baca fotokopi KTP", days_ago=4)
        at = moment(self.today - dt.timedelta(days=3), 10)
        nik_corrections.approve(correction=correction, by=self.reviewer, at=at)
        on = self.today - dt.timedelta(days=1)
        departures.ask(
            id=self._id(),
            member=leaving,
            reason="moved_away",
            from_month=departures.earliest_month(member=leaving, on=on),
            explanation="Pulang kampung ke Garut",
            by=self.by,
            at=moment(on, 11),
        )
        withdrawn.write(
            people=self.people[5:],
            by=self.by,
            reviewer=self.reviewer,
            today=self.today,
            chance=self.chance,
        )

    def _people(self, market: int) -> QuerySet[Member]:
        remitted = Contribution.objects.filter(
            remitted_on__isnull=False, payer_kind=PayerKind.SELF
        ).values("member")
        found = Member.objects.filter(market=market, status=Member.Status.ACTIVE, pk__in=remitted)
        return found.order_by("name", "pk")

    def _other_income(self, member: Member, why: str, *, days_ago: int) -> TermChange:
        on = self.today - dt.timedelta(days=days_ago)
        term = CoverageTerm.objects.filter(member=member).latest("first_month")
        wishes = term_changes.Wishes(term.declared_income_idr + RAISED_IDR, term.jht, term.sector)
        return term_changes.ask(
            id=self._id(),
            member=member,
            wishes=wishes,
            from_month=term_changes.earliest_month(member=member, on=self.today),
            explanation=why,
            by=self.by,
            at=moment(on, 9),
        )

    def _other_nik(self, member: Member, why: str, *, days_ago: int) -> NikCorrection:
        """The last two digits differ: such a serial belongs to nobody."""
        digits = nik_vault.open_(member)
        number = f"{digits[:-2]}{(int(digits[-2:]) + 37) % 100:02}"
        return nik_corrections.ask(
            id=self._id(),
            member=member,
            number=number,
            explanation=why,
            by=self.by,
            at=moment(self.today - dt.timedelta(days=days_ago), 9, 30),
        )

    def _id(self) -> uuid.UUID:
        return new_id(self.chance)
