"""Yesterday at the stalls and at the treasurer's counter: what did not come out even."""

import datetime as dt
import random
from uuid import UUID

from django.db.models import Exists, OuterRef

from config.demo import rounds
from config.demo.rounds import moment, new_id
from config.demo.territory import Territory
from contributions import cash, collection_sheets, dues, losses, payments, receipt_links, surplus
from contributions.collection_sheets import AskedLine
from contributions.models import Contribution, Handover, Payment, ReplacedLink, SurplusDecision
from contributions.payments import AskedPayment
from markets.models import Market, User
from members.models import Member, PayerKind

MARKET, COLLECTOR, HELPS_OUT = "cisarua", "kolektor.cisarua", "kolektor.cisarua2"
OTHER_MARKET, BROUGHT_TOO_MUCH = "cileungsi", "kolektor.cileungsi"
PARTNER = "tohaga"
SHORT_IDR, TOO_MUCH_IDR = 5_000, 10_000
PEOPLE_ON_THE_SHEET = 2
MONTHS_AHEAD = 12


def write(*, territory: Territory, today: dt.date, chance: random.Random) -> None:
    """A sheet with a refused line, a link that was replaced, cash too little and too much."""
    on = today - dt.timedelta(days=1)
    by = territory.users[COLLECTOR]
    market = territory.markets[MARKET]
    _sheet(market, by, on, new_id(chance))
    _replace_link(by, on)
    first, second = territory.treasurers(PARTNER)[:2]
    # Far ahead: of all months, the last ones wait for the cash that is missing, not today's coin.
    _pay_something(market, territory.users[HELPS_OUT], on, chance, months=MONTHS_AHEAD)
    short = _bring(
        territory.users[HELPS_OUT], second, on, SHORT_IDR, "Satu lembar tidak ada, dicari dulu"
    )
    if short is not None:
        losses.ask(
            handover=short,
            reason="Sudah dicari bersama, lembarnya tidak ditemukan",
            by=second,
            at=moment(on, 16, 20),
        )
    collector = territory.users[BROUGHT_TOO_MUCH]
    _pay_something(territory.markets[OTHER_MARKET], collector, on, chance)
    over = _bring(collector, first, on, -TOO_MUCH_IDR, "Lebih satu lembar, belum tahu dari siapa")
    if over is not None:
        surplus.propose(
            handover=over,
            finding=SurplusDecision.Finding.COLLECTORS_OWN,
            amount_idr=TOO_MUCH_IDR,
            explanation="Uang kembalian milik kolektor ikut terbawa",
            by=second,
            at=moment(on, 16, 30),
        )


def _owing(market: Market) -> list[Member]:
    own = Contribution.objects.filter(
        member=OuterRef("pk"), status=Contribution.Status.OPEN, payer_kind=PayerKind.SELF
    )
    found = Member.objects.filter(Exists(own), market=market, status=Member.Status.ACTIVE)
    return list(found.order_by("-name", "pk"))


def _first_month(member: Member, on: dt.date) -> dues.Due:
    return dues.payable(member=member, on=on).first(1)[0]


def _sheet(market: Market, by: User, on: dt.date, id: UUID) -> None:
    """Two pay their oldest month; the month of a third was paid to a colleague before."""
    asked = []
    for member in _owing(market)[:PEOPLE_ON_THE_SHEET]:
        due = _first_month(member, on)
        asked.append(AskedLine(member, (due.month,), due.amount_idr))
    paid = Contribution.objects.filter(market=market, status=Contribution.Status.PAID)
    paid = paid.filter(payer_kind=PayerKind.SELF, member__status=Member.Status.ACTIVE)
    last = paid.exclude(member__in=[one.member for one in asked]).order_by(
        "-contribution_month", "pk"
    )
    if asked and (row := last.select_related("member").first()):
        asked.append(AskedLine(row.member, (row.contribution_month,), row.total_idr))
        collection_sheets.submit(
            id=id,
            place=market.name,
            asked=asked,
            by=by,
            at=moment(on, 11),
            device=rounds.device_of(by),
        )


def _replace_link(by: User, on: dt.date) -> None:
    payment = Payment.objects.filter(taken_by=by).order_by("number").last()
    if payment is not None:
        receipt_links.replace(
            payment=payment,
            former_token=payment.token,
            reason=ReplacedLink.Reason.SENT_ELSEWHERE,
            by=by,
            at=moment(on, 11, 30),
        )


def _pay_something(
    market: Market, by: User, on: dt.date, chance: random.Random, months: int = 1
) -> None:
    for member in _owing(market)[:1]:
        paid = dues.payable(member=member, on=on).first(months)
        amount_idr = sum(due.amount_idr for due in paid)
        asked = AskedPayment(new_id(chance), member, tuple(due.month for due in paid), amount_idr)
        payments.record(asked=asked, by=by, at=moment(on, 12), device=rounds.device_of(by))


def _bring(
    collector: User, treasurer: User, on: dt.date, short_idr: int, why: str
) -> Handover | None:
    if cash.in_hand(user=collector).to_hand_over_idr <= short_idr:
        return None
    return rounds.hand_over(
        collector=collector, treasurer=treasurer, on=on, short_idr=short_idr, why=why
    )
