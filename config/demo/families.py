"""What families have told: a death that waits, an open claim; and cards for books."""

import datetime as dt
import random

from django.db.models import Exists, OuterRef

from collectors import deaths as reports
from config.demo.asked import COLLECTOR, MARKET, PARTNER
from config.demo.rounds import moment, new_id
from config.demo.territory import Territory
from contributions import claims, deaths
from contributions.models import Claim, Contribution, DocumentStep, Payment
from members import cards, family
from members.deaths import Report
from members.models import Card, Death, FamilyContact, Member

# Those before them by name have asked for changes.
FIRST_BY_NAME = 8
NOBODYS_PHONE = "0860 1000 2000"
BROUGHT = ("form", "death_certificate", "heir_ktp", "family_card")


class Families:
    """Writes what happened in a few families of one market."""

    def __init__(self, territory: Territory, today: dt.date, chance: random.Random) -> None:
        self.by = territory.users[COLLECTOR]
        self.reviewer = territory.reviewer(PARTNER)
        self.market = territory.markets[MARKET].pk
        self.today, self.chance = today, chance

    def tell(self) -> None:
        """The same families each time; only the cards where the market is too small."""
        people = self._people()
        for member in people[-3:]:
            cards.make(member=member, by=self.by, at=self._moment(days_ago=20))
        if len(people) < 5:
            return
        lost = cards.of(people[-1])
        if lost is not None:
            at, reason = self._moment(days_ago=6), Card.Reason.LOST
            cards.replace(card=lost, reason=reason, by=self.by, at=at)
        # Who had paid the most months ahead: some of them go back to the family.
        dead, waiting = sorted(people[:-3], key=_months_ahead, reverse=True)[:2]
        family.keep(
            member=dead,
            contacts=[family.Contact(name="Dede", relation="child", phone=NOBODYS_PHONE)],
            by=self.by,
            at=self._moment(days_ago=40),
            on=self.today,
        )
        self._claim(dead)
        self._report(
            waiting, days_ago=1, at_work=Death.AtWork.UNKNOWN, name="Yayah", relation="spouse"
        )

    def _people(self) -> list[Member]:
        """To whom nothing else happens: insured, owing nothing, not seen in the last month."""
        own = Contribution.objects.filter(member=OuterRef("pk"))
        lately = moment(self.today - dt.timedelta(days=30), 0)
        paid_lately = Payment.objects.filter(member=OuterRef("pk"), collected_at__gt=lately)
        found = Member.objects.filter(
            Exists(own.filter(remitted_on__isnull=False, payer_kind="self")),
            market=self.market,
            status=Member.Status.ACTIVE,
        )
        others = list(found.order_by("name", "pk").values_list("pk", flat=True)[:FIRST_BY_NAME])
        found = found.exclude(pk__in=others).exclude(Exists(own.filter(status="open")))
        return list(found.exclude(Exists(paid_lately)).order_by("name", "pk"))

    def _claim(self, member: Member) -> Claim:
        death = self._report(
            member, days_ago=27, at_work=Death.AtWork.NO, name="Dede", relation="child"
        )
        claim = deaths.confirm(death=death, by=self.reviewer, at=self._moment(days_ago=26))
        for days_ago, document in enumerate(BROUGHT, start=5):
            claims.note_document(
                claim=claim,
                document=document,
                state=DocumentStep.State.RECEIVED,
                by=self.by,
                at=self._moment(days_ago=days_ago),
            )
        return claim

    def _report(
        self, member: Member, *, days_ago: int, at_work: str, name: str, relation: str
    ) -> Death:
        told = Report(
            died_on=self.today - dt.timedelta(days=days_ago + 1),
            at_work=at_work,
            reporter_name=name,
            reporter_relation=FamilyContact.Relation(relation),
            reporter_phone=NOBODYS_PHONE,
        )
        return reports.report(
            id=new_id(self.chance),
            member=member,
            told=told,
            by=self.by,
            at=self._moment(days_ago=days_ago),
        )

    def _moment(self, *, days_ago: int) -> dt.datetime:
        return moment(self.today - dt.timedelta(days=days_ago), 10)


def _months_ahead(member: Member) -> int:
    """How many of her months are paid, the later ones counting."""
    last = Contribution.objects.filter(member=member, status="paid").latest("contribution_month")
    return last.contribution_month.toordinal()
