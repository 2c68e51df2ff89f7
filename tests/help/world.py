"""The people of the help pages' pictures: always the same ones, on the same day."""

import datetime as dt
from functools import cached_property

from django.urls import reverse

from contributions import cash, handovers
from contributions.cash_counts import pieces_of
from contributions.models import Payment
from markets.models import User
from members import cards
from members.models import Member
from tests import factories
from tests.contributions.money import Cast
from tests.contributions.offline import make_phone, send, told
from tests.factories import NOON, NOVEMBER

OCTOBER = dt.date(2026, 10, 1)
FIRST_USER = 990_001  # stands in the codes of receipts


class World:
    """A market with two collectors, its treasurer, its branch, and six traders."""

    def __init__(self) -> None:
        partner = factories.make_partner(
            name="Perumda Pasar Tohaga",
            code="tohaga",
            branch=factories.make_branch(name="Kantor Cabang Bogor", code="bogor"),
        )
        market = factories.make_market(partner=partner, name="Pasar Cisarua", code="cisarua")
        self.block = factories.make_block(market=market, name="Blok A", walking_order=1)
        numbers = iter(range(FIRST_USER, FIRST_USER + 9))
        self.second = factories.make_collector(
            partner=partner, pk=next(numbers), name="Wawan Contoh", username="wawan"
        )
        collector = factories.make_collector(
            market=market, pk=next(numbers), name="Asep Contoh", username="asep"
        )
        treasurer = factories.make_treasurer(
            partner=partner, pk=next(numbers), name="Neneng Contoh", username="neneng"
        )
        self.cast = Cast(partner, market, collector, treasurer)
        self.reviewer = factories.make_reviewer(
            branch=partner.branch, pk=next(numbers), name="Ratna Contoh", username="ratna"
        )
        self.auditor = factories.make_auditor(
            partner=partner, pk=next(numbers), name="Ida Contoh", username="ida"
        )
        self.admin = factories.make_admin(
            pk=next(numbers), name="Admin Contoh", username="admin-contoh"
        )
        names = ("Siti Contoh", "Dewi Contoh", "Tuti Contoh", "Lina Contoh", "Rini Contoh")
        self.traders = [self._trader(name, place) for place, name in enumerate(names, start=1)]

    def _trader(self, name: str, place: int) -> Member:
        """She has paid until September, and owes October and November."""
        stall = factories.make_stall(block=self.block, number=f"{place}", walking_order=place)
        member = factories.make_member(stall=stall, name=name, phone=f"+62812345678{place:02}")
        factories.make_term(member=member)
        factories.make_paid_month(member=member, month=dt.date(2026, 9, 1))
        for month in (OCTOBER, NOVEMBER):
            factories.make_contribution(member=member, month=month)
        return member

    @cached_property
    def payment(self) -> Payment:
        """Of the fourth trader."""
        return self.cast.pay(self.traders[3], first=OCTOBER, count=2)

    def pages(self) -> dict[str, tuple[User | None, str]]:
        """Who looks at which address, by the name of the picture; made one after the other."""
        siti, dewi, tuti, _budi, rini = self.traders
        asep, neneng = self.cast.collector, self.cast.treasurer
        void = self.cast.void(self.cast.pay(tuti, first=OCTOBER, count=2))
        query = f"?anggota={siti.pk}&p{siti.pk}-count=2"
        given = self.payment
        card = cards.make(member=given.member, by=asep, at=NOON)
        self.cast.pay(rini, by=self.second, first=OCTOBER, count=2)
        pieces = pieces_of(cash.in_hand(user=self.second).to_hand_over_idr)
        handover = handovers.ask(by=self.second, at=NOON, pieces=pieces)
        phone = make_phone(self.cast)
        twice = told(given.member, phone=phone, number=1, count=2)
        send(self.cast, twice, phone=phone)
        case = factories.make_enrolment(by=asep, market=self.cast.market, name="Lilis Contoh")
        return {
            "collector-worklist": (asep, reverse("worklist")),
            "collector-last-look": (asep, reverse("check_payment") + query),
            "collector-receipt": (asep, f"{reverse('payment_done')}?kuitansi={given.pk}"),
            "collector-visit": (asep, reverse("record_visit", args=[dewi.pk])),
            "collector-enrol": (asep, reverse("enrol")),
            "collector-cash": (asep, reverse("cash_in_hand")),
            "collector-phones": (asep, reverse("phone_list")),
            "collector-void": (asep, reverse("ask_void", args=[given.pk])),
            "treasurer-handover": (neneng, reverse("handover", args=[handover.pk])),
            "treasurer-remittances": (neneng, reverse("remittances")),
            "treasurer-offline": (neneng, reverse("offline_cash")),
            "treasurer-void": (neneng, reverse("void", args=[void.pk])),
            "treasurer-coverage": (neneng, reverse("coverage")),
            "reviewer-queue": (self.reviewer, reverse("review_queue")),
            "reviewer-case": (self.reviewer, reverse("review_case", args=[case.pk])),
            "reviewer-numbers": (self.reviewer, reverse("membership_numbers")),
            "auditor-books": (self.auditor, reverse("books")),
            "auditor-day": (self.auditor, reverse("daily_closes")),
            "auditor-histories": (self.auditor, reverse("histories")),
            "admin-passwords": (self.admin, reverse("people_i_help")),
            "trader-receipt": (None, reverse("receipt", args=[given.token])),
            "trader-card": (None, reverse("card", args=[card.token])),
        }
