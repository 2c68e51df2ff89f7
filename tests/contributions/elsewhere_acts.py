"""Months that are said to be paid elsewhere: recorded, answered by another person, taken back."""

import datetime as dt

from django.db.models import QuerySet

from contributions import elsewhere_months, paid_elsewhere
from contributions.models import ElsewhereMonth, PaidElsewhere
from markets.models import User
from members.models import Member
from tests.contributions import elsewhere
from tests.contributions.actors import Actors, NothingToDo, pick


class ElsewhereActs(Actors):
    """No money of ours moves; what BPJS says of it may give back what was paid here as well."""

    def record_elsewhere(self, member: int, count: int, *, by: User, paid_here: bool) -> None:
        """She shows a slip for the first months she owes; with `paid_here` for ones she paid us."""
        with self.trying("record elsewhere"):
            whose, chosen = self._recordable(member, count, paid_here)
            elsewhere.record(
                whose,
                *[choice.month for choice in chosen],
                by=by,
                at=self.now,
                amount_idr=sum(choice.amount_idr for choice in chosen),
                paid_on=self.today,
                paid_here=frozenset(choice.month for choice in chosen if choice.paid_here),
            )

    def answer_elsewhere(self, record: int, how: str, *, all_of_it: bool) -> None:
        """BPJS's word about one of its months or all, written down by another person."""
        with self.trying(f"elsewhere {how}"):
            row = pick(self.waiting_elsewhere(), record)
            another = self.reviewer if row.recorded_by in self.treasurers else self.treasurers[0]
            answer = elsewhere.confirm if how == "confirm" else elsewhere.deny
            wanted = self._waiting_months(row)[: None if all_of_it else 1]
            answer(row, *wanted, by=another, on=self.today, at=self.now)

    def withdraw_elsewhere(self, record: int) -> None:
        with self.trying("elsewhere withdraw"):
            row = pick(self.waiting_elsewhere(), record)
            paid_elsewhere.withdraw(record=row, reason="Keliru", by=row.recorded_by, at=self.now)

    def waiting_elsewhere(self) -> QuerySet[PaidElsewhere]:
        """The records with a month about which BPJS has said nothing."""
        waiting = ElsewhereMonth.objects.filter(status=ElsewhereMonth.Status.WAITING)
        found = PaidElsewhere.objects.filter(pk__in=waiting.values("record"))
        return found.select_related("recorded_by").order_by("-recorded_at", "reference")

    def _recordable(
        self, member: int, count: int, paid_here: bool
    ) -> tuple[Member, list[elsewhere_months.Choice]]:
        for step in range(len(self.members)):
            whose = self.refreshed(member + step)
            choices = elsewhere_months.choices(member=whose, on=self.today)
            chosen = [choice for choice in choices if bool(choice.paid_here) == paid_here]
            if chosen:
                return whose, chosen[:count]
        raise NothingToDo

    def _waiting_months(self, record: PaidElsewhere) -> list[dt.date]:
        waiting = record.months.filter(status=ElsewhereMonth.Status.WAITING)
        return list(
            waiting.order_by("contribution_month").values_list("contribution_month", flat=True)
        )
