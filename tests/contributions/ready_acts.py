"""What an act needs before it can be done, brought about by other acts where it is not so yet.

So that what is rare by itself (a repayment that waits to be paid, a report of a death that was
confirmed) comes up again and again, and in any order with all else.
"""

from contributions import credit_left, deposits, losses, own_money, surplus
from contributions.models import (
    Handover,
    HeldDues,
    LineAnswer,
    Loss,
    QrisCharge,
    Refund,
    Remittance,
    Repayment,
    Replenishment,
    Sponsor,
    Sponsorship,
    Void,
)
from contributions.rejected_months import TO_SETTLE
from markets.models import Partner, User
from members.models import Death, Enrolment
from tests.contributions.actors import pick
from tests.contributions.money_acts import Acts
from tests.contributions.remitting_acts import BEFORE

NEXT_MONTH_DAYS = 31


class ReadyActs(Acts):
    """Each `need_…` does nothing where what is needed is there."""

    # ---- paying and undoing ----

    def need_asked_void(self) -> None:
        """A receipt's void waits to be decided."""
        if not Void.objects.filter(status=Void.Status.ASKED).exists():
            self.pay_transfer(0)
            self.ask_void(0, Void.Reason.WRONG_MEMBER)

    def need_credit_to_use(self, member: int) -> None:
        """Somebody's credit pays a month she owes."""
        left = credit_left.of_members(
            members=[one.pk for one in self.everybody()], partner=self.partner.pk
        )
        owing = {number: due[0] for number, due in self.owing().items() if not due[0].is_ahead}
        rich = [n for n in owing if left.get(self.members[n].pk, 0) >= owing[n].amount_idr]
        if not rich:
            self._correct(pick(list(owing), member) if owing else self.joins())

    def need_credit_to_give_back(self) -> None:
        """Somebody has credit, and no month of hers has to be released first."""
        owed = Refund.objects.filter(status=Refund.Status.OWED).values_list("member", flat=True)
        if not [member for member in self.to_give_back() if member.pk not in set(owed)]:
            self._correct(0)

    def _correct(self, member: int) -> None:
        """What she paid is put right and becomes her credit."""
        self.pay_transfer(member)
        self.ask_void(0, Void.Reason.WRONG_MEMBER)
        self.decide_void(-1, "grant")

    def need_charge(self, *statuses: str) -> None:
        """A QRIS code in one of these states, which nobody has been paid out for."""
        if not QrisCharge.objects.filter(status__in=statuses, settled=None).exists():
            self.ask_qris(0, 1)
            if statuses == (QrisCharge.Status.CONFIRMED,):
                self.provider_confirms(-1)

    # ---- enrolments ----

    def need_enrolment(self) -> None:
        """An enrolment with its first dues waits for the branch."""
        if not Enrolment.objects.filter(status=Enrolment.Status.SUBMITTED).exists():
            self.take_first_dues(0)

    def need_decided_dues(self, how: str) -> None:
        """First dues are held for an enrolment that is decided, and the sweep has not come by."""
        held = HeldDues.objects.filter(status=HeldDues.Status.HELD)
        if not held.exclude(enrolment__status=Enrolment.Status.SUBMITTED).exists():
            self.need_enrolment()
            self.decide_enrolment(-1, how)

    # ---- cash ----

    def need_waiting_handover(self, collector: int) -> None:
        """Cash waits to be counted: what she took, or what she brings without a receipt."""
        for counted in (False, True):
            if not Handover.objects.filter(status=Handover.Status.ASKED).exists():
                self.ask_handover(collector, counted=counted)

    def need_surplus(self, by: User) -> None:
        """More cash was counted than there were receipts for."""
        if not surplus.with_open_surplus().filter(open_idr__gt=0).exists():
            self.need_waiting_handover(0)
            self.take_over(by, 2_000)

    def need_shortage(self, by: User) -> None:
        """Less cash was counted than a collector had receipts for."""
        for _ in self.collectors:
            if losses.short_now(partners=Partner.objects.all()).exists():
                return
            self.pay(0, 2, self.collectors[0], credit=0)
            self.ask_handover(0, counted=False)
            self.take_over(by, -3_400)

    def need_loss(self, by: User) -> None:
        """The partner bears a shortage, and has not made up for it."""
        if not Loss.objects.filter(status=Loss.Status.GRANTED).exists():
            self.need_shortage(by)
            self.bear_shortage(by, granted=True)

    def need_free_cash(self, by: User) -> None:
        """The treasurer holds cash which no remittance has reserved."""
        if deposits.free(treasurer=by) <= 0:
            self.pay(0, 1, self.collectors[0], credit=0)
            self.need_waiting_handover(0)
            self.take_over(by, 0)

    # ---- the partner's own money ----

    def need_cost(self, by: User) -> None:
        """The bank took something of members' money, and nobody has made up for it."""
        if own_money.owed(partner=self.partner.pk).open_idr <= 0:
            self.pay_transfer(self.joins())
            self.bank_takes(by, 100)

    def need_replenishment(self, how: str, by: User) -> None:
        """The partner's own money waits to be confirmed, or counts and can be reversed."""
        status = "confirmed" if how == "reverse" else "asked"
        if not Replenishment.objects.filter(status=status).exists():
            self.need_cost(by)
            self.tell_replenishment(by)
            if how == "reverse":
                self.end_replenishment("confirm")

    # ---- BPJS ----

    def need_final(self, by: User) -> None:
        """A remittance is made and not paid: of what there is, or of what somebody transfers."""
        for number in (None, 0, -1):
            if Remittance.objects.filter(status=Remittance.Status.FINAL).exists():
                return
            if number is not None:
                self.pay_transfer(number if number >= 0 else self.joins())
            self.finalise(by)

    def need_unanswered(self, by: User) -> None:
        """BPJS was sent a month about which it has said nothing."""
        if not self.unanswered().exists():
            self.need_unsent(by)
        if self.unsent_remittances():
            self.send(by, 100)

    def need_unsent(self, by: User) -> None:
        """Something of a posted remittance was not sent."""
        if not self.unsent_remittances():
            self.need_final(by)
            self.end_remittance(by, posted=True)

    def need_unanswered_transfer(self, by: User) -> None:
        """Something was sent about which BPJS has said nothing."""
        self.need_unsent(by)
        self.send(by, 50)

    def need_unsettled_rejection(self, by: User) -> None:
        """BPJS objected to a month, and what it objected to is not mended."""
        if not LineAnswer.objects.filter(TO_SETTLE, outcome="rejected").exists():
            self.need_unanswered(by)
            self.reject(0, LineAnswer.Reason.NIK_UNKNOWN, by)

    # ---- giving back ----

    def need_repayment(self, how: str, by: User) -> None:
        """A repayment is at the step before that one."""
        if Repayment.objects.filter(status__in=BEFORE[how]).exists():
            return
        if not Repayment.objects.filter(status=Repayment.Status.PREPARED).exists():
            self.need_credit_to_give_back()
            self.prepare_repayment(0, by)
        if how == "pay":
            self.go_on_with_repayment("approve")

    def need_death(self, status: str) -> None:
        """The death of somebody is reported, or confirmed."""
        if not Death.objects.filter(status=status).exists():
            self.die(self.joins() if len(self.alive()) < 3 else 0, 1)
            if status == Death.Status.CONFIRMED:
                self.confirm_death(-1)

    # ---- sponsors ----

    def need_sponsor(self, member: int) -> None:
        """Somebody is a sponsor."""
        if not Sponsor.objects.exists():
            self.sponsor(member, 10_000_000)

    def need_months_to_bill(self, member: int) -> None:
        """A sponsor owes months that are on no statement, and this month has none."""
        for number in (member, -1):
            if self.billable_sponsors():
                return
            running = Sponsorship.objects.filter(ended_at=None, last_month__gt=self.today)
            if not running.exists():
                self.sponsor(number if number >= 0 else self.joins(), 10_000_000)
            self.pass_time(NEXT_MONTH_DAYS)

    def need_statement(self, member: int) -> None:
        """A sponsor was billed, and nothing of it is paid."""
        if not self.unpaid_statements():
            self.need_months_to_bill(member)
            self.bill_sponsor(0)

    # ---- months paid elsewhere ----

    def need_record(self, member: int, by: User) -> None:
        """A month is said to be paid elsewhere, and BPJS has said nothing."""
        for number in (member, -1):
            if self.waiting_elsewhere().exists():
                return
            whose = number if number >= 0 else self.joins()
            self.record_elsewhere(whose, 1, by=by, paid_here=False)
