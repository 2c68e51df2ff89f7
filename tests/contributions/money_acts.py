"""All that people do with money at one partner, each act chosen by a few numbers."""

import datetime as dt

from django.db.models import QuerySet

from contributions import (
    billing,
    credit_left,
    credit_use,
    deaths,
    deposits,
    handovers,
    held_dues,
    held_release,
    lapses,
    losses,
    payments,
    qris_charges,
    sponsor_sweep,
    surplus,
    voids,
)
from contributions.cash_counts import pieces_of
from contributions.models import (
    Handover,
    Loss,
    Payment,
    PaymentLine,
    SurplusDecision,
    Void,
)
from contributions.models.cash_count import DENOMINATIONS
from contributions.payments import AskedPayment
from markets.models import Partner, User
from tests import factories
from tests.contributions.actors import NothingToDo, pick
from tests.contributions.elsewhere_acts import ElsewhereActs
from tests.contributions.own_money_acts import OwnMoneyActs
from tests.contributions.remitting_acts import RemittingActs

BROUGHT_IDR = 8_400  # what a collector who counts has, whatever was expected
SMALLEST_COIN_IDR = min(DENOMINATIONS)


class Acts(RemittingActs, ElsewhereActs, OwnMoneyActs):
    """What is taken, undone and handed over, while time goes by."""

    # ---- time ----

    def pass_time(self, days: int) -> None:
        """So many days go by, and the jobs of the night run."""
        self.now += dt.timedelta(days=days)
        with self.trying("pass_time"):
            lapses.sweep(at=self.now)
            deaths.sweep(at=self.now)
            sponsor_sweep.sweep(at=self.now)
            billing.open_due_runs(at=self.now)
            billing.work_all(at=self.now)
            qris_charges.sweep(at=self.now)
            held_dues.sweep(at=self.now)
            held_release.sweep(at=self.now)

    def use_credit(self) -> None:
        with self.trying("use_credit"):
            if not credit_use.sweep(at=self.now):
                raise NothingToDo

    # ---- payments ----

    def pay(
        self, member: int, count: int, by: User, *, method: str = Payment.Method.CASH, credit: int
    ) -> None:
        """The first months she owes; `credit` is how many percent of her credit are used."""
        with self.trying(f"pay {method}"):
            payer, owed = self.payer(member)
            first = owed[:count]
            total_idr = sum(due.amount_idr for due in first)
            left = credit_left.of_members(members=[payer.pk], partner=self.partner.pk)
            asked = AskedPayment(
                id=factories.new_id(),
                member=payer,
                months=tuple(due.month for due in first),
                shown_total_idr=total_idr,
                credit_idr=min(left.get(payer.pk, 0) * credit // 100, total_idr - 1),
            )
            taken = {"asked": asked, "method": method, "by": by, "at": self.now}
            payment = payments.record(**taken)
            assert payments.record(**taken).pk == payment.pk

    def pay_transfer(self, member: int) -> None:
        """Her first month, by transfer to the first treasurer."""
        self.pay(member, 1, self.treasurers[0], method=Payment.Method.TRANSFER, credit=0)

    def ask_void(self, payment: int, reason: str) -> None:
        with self.trying("ask_void"):
            row = pick(self._payments(), payment)
            asked = {
                "reason": reason,
                "explanation": "Ditulis pada buku",
                "at": self.now,
            }
            voids.ask(payment=row, by=self._asker(row), **asked)

    def decide_void(self, void: int, how: str) -> None:
        with self.trying(f"void {how}"):
            row = pick(Void.objects.filter(status=Void.Status.ASKED).order_by("pk"), void)
            if how == "withdraw":
                voids.withdraw(void=row, by=row.asked_by, at=self.now)
                return
            decide = voids.grant if how == "grant" else voids.refuse
            decide(void=row, by=self.other(row.asked_by), at=self.now)

    def _payments(self) -> QuerySet[Payment]:
        live = PaymentLine.objects.filter(live=True).values("payment")
        found = Payment.objects.filter(pk__in=live).order_by("-received_at", "series", "number")
        return found.select_related("taken_by")

    def _asker(self, payment: Payment) -> User:
        takers = [*self.collectors, *self.treasurers]
        return payment.taken_by if payment.taken_by in takers else self.treasurers[0]

    # ---- cash ----

    def ask_handover(self, collector: int, *, counted: bool) -> None:
        with self.trying("ask_handover"):
            pieces = pieces_of(BROUGHT_IDR) if counted else None
            handovers.ask(by=pick(self.collectors, collector), pieces=pieces, at=self.now)

    def take_over(self, by: User, beyond_idr: int) -> None:
        """What waits is counted; `beyond_idr` more (or less) than expected, in whole coins."""
        with self.trying("take_over"):
            row = pick(Handover.objects.filter(status=Handover.Status.ASKED).order_by("pk"))
            taken = {"handover": row, "by": by, "at": self.now}
            counted_idr = max((row.expected_idr or BROUGHT_IDR) + beyond_idr, 0)
            counted_idr -= counted_idr % SMALLEST_COIN_IDR  # credit may have paid odd rupiah
            handovers.count(pieces=pieces_of(counted_idr), **taken)
            handovers.accept(counted_idr=counted_idr, difference_reason="Selisih", **taken)

    def refuse_handover(self, by: User) -> None:
        with self.trying("refuse_handover"):
            row = pick(Handover.objects.filter(status=Handover.Status.ASKED).order_by("pk"))
            handovers.refuse(handover=row, reason="Belum dibawa", by=by, at=self.now)

    def settle_surplus(self, finding: str, by: User, *, granted: bool) -> None:
        with self.trying("settle_surplus"):
            row = pick(surplus.with_open_surplus().filter(open_idr__gt=0).order_by("pk"))
            decision = surplus.propose(
                handover=row,
                finding=finding,
                amount_idr=row.open_idr,
                explanation="Dihitung lagi",
                member=self.members[0],
                by=by,
                at=self.now,
            )
            assert isinstance(decision, SurplusDecision)
            decide = surplus.grant if granted else surplus.refuse
            decide(decision=decision, by=self.other(by), at=self.now)

    def bear_shortage(self, by: User, *, granted: bool) -> None:
        with self.trying("bear_shortage"):
            short = losses.short_now(partners=Partner.objects.filter(pk=self.partner.pk))
            told = {"reason": "Hilang", "by": by, "at": self.now}
            loss = losses.ask(handover=pick(short.order_by("pk")), **told)
            decide = losses.grant if granted else losses.refuse
            decide(loss=loss, by=self.other(by), at=self.now)

    def replace_loss(self, by: User) -> None:
        with self.trying("replace_loss"):
            waits = Loss.objects.filter(status=Loss.Status.GRANTED).order_by("pk")
            losses.replace(loss=pick(waits), proof=f"BKK-{self.acted}", by=by, at=self.now)

    def deposit(self, by: User, share: int) -> None:
        """So many percent of the cash that is free goes to the bank."""
        with self.trying("deposit"):
            deposits.book(
                account=self.bank,
                amount_idr=deposits.free(treasurer=by) * share // 100,
                slip_number=f"SLIP-{self.acted}",
                on=self.today,
                by=by,
                at=self.now,
            )
