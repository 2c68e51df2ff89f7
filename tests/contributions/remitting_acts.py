"""What is done with money that was taken over: BPJS, giving back, and what sponsors pay."""

import datetime as dt

from django.db.models import QuerySet

from contributions import (
    answers,
    credit_left,
    deaths,
    rejected_months,
    rejections,
    remittances,
    repayments,
    sponsor_programmes,
    sponsor_statements,
    sponsor_sweep,
)
from contributions.models import (
    LineAnswer,
    Refund,
    Remittance,
    RemittanceLine,
    Repayment,
    Sponsor,
    SponsorStatement,
    SponsorStatementLine,
)
from contributions.sponsor_programmes import Rule
from markets import months
from markets.models import User
from members.models import Death, Member
from tests.contributions import bereaved, repaid, sponsored
from tests.contributions.actors import pick
from tests.contributions.sending_acts import SendingActs

# In which states a repayment is before each step.
BEFORE = {
    "approve": [Repayment.Status.PREPARED],
    "refuse": [Repayment.Status.PREPARED],
    "pay": [Repayment.Status.APPROVED],
    "cancel": list(Repayment.OPEN),
}
MOST_SPONSORS = 3


class RemittingActs(SendingActs):
    """After the hand-over, and beside it."""

    # ---- BPJS ----

    def finalise(self, by: User) -> None:
        with self.trying("finalise"):
            remittances.finalise(partner=self.partner, by=by, at=self.now)

    def end_remittance(self, by: User, *, posted: bool) -> None:
        with self.trying("post" if posted else "cancel"):
            final = pick(Remittance.objects.filter(status=Remittance.Status.FINAL).order_by("pk"))
            ended = {"remittance": final, "by": by, "at": self.now}
            if posted:
                remittances.post(payment_code=f"B-{final.pk}", **ended)
            else:
                remittances.cancel(**ended)

    def accept(self, by: User, *, all_of_them: bool) -> None:
        with self.trying("accept"):
            line = pick(self.unanswered())
            told = {"remittance": line.remittance, "by": by, "at": self.now}
            if all_of_them:
                answers.accept_rest(**told)
            else:
                answers.accept(lines=[line.pk], **told)

    def reject(self, line: int, reason: str, by: User) -> None:
        with self.trying("reject"):
            rejected = rejections.Rejected(reason, "Tidak cocok")
            row = pick(self.unanswered(), line)
            rejections.reject(line=row, rejected=rejected, by=by, at=self.now)

    def settle_rejection(self, by: User) -> None:
        with self.trying("settle_rejection"):
            waiting = LineAnswer.objects.filter(rejected_months.TO_SETTLE, outcome="rejected")
            row = pick(waiting.order_by("pk"))
            rejections.settle(answer=row, settlement="Beres", by=by, at=self.now)

    def unanswered(self) -> QuerySet[RemittanceLine]:
        """The months BPJS was sent and has said nothing about."""
        posted = RemittanceLine.objects.filter(
            remittance__status=Remittance.Status.POSTED, answers=None
        )
        return posted.select_related("remittance", "contribution").order_by("pk")

    # ---- giving back ----

    def prepare_repayment(self, member: int, by: User) -> None:
        """All of somebody's credit, or what is owed to a family."""
        with self.trying("prepare_repayment"):
            receiver = pick(self.to_give_back(), member)
            repayments.prepare(
                member=receiver,
                receiver=receiver.name,
                relation="herself",
                how="cash",
                explanation="Berhenti",
                shown_idr=repayments.amount(member=receiver, partner=self.partner.pk),
                by=by,
                at=self.now,
            )

    def to_give_back(self) -> list[Member]:
        """To whom something could be given back; first those of whom no month has to be released.

        Not those for whom it is prepared already.
        """
        prepared = Repayment.objects.filter(status__in=Repayment.OPEN).values("member")
        owed = set(Refund.objects.filter(status="owed").values_list("member", flat=True))
        people = Member.objects.filter(pk__in=[member.pk for member in self.members])
        free = {member.pk: member for member in people.exclude(pk__in=prepared).order_by("pk")}
        left = credit_left.of_members(members=free, partner=self.partner.pk)
        found = [member for pk, member in free.items() if pk in left or pk in owed]
        return sorted(found, key=lambda member: member.pk in owed)

    def go_on_with_repayment(self, how: str) -> None:
        with self.trying(f"repayment {how}"):
            row = pick(Repayment.objects.filter(status__in=BEFORE[how]).order_by("prepared_at"))
            another = self.other(row.prepared_by)
            if how == "approve":
                repayments.approve(repayment=row, by=another, at=self.now)
            elif how == "refuse":
                repayments.refuse(repayment=row, note="Keliru", by=another, at=self.now)
            elif how == "cancel":
                repayments.cancel(repayment=row, note="Keliru", by=row.prepared_by, at=self.now)
            else:
                repaid.pay(repayment=row, by=row.prepared_by, at=self.now)

    def die(self, member: int, days_ago: int) -> None:
        with self.trying("die"):
            died_on = self.today - dt.timedelta(days=days_ago)
            whose, by = self.refreshed(pick(self.alive(), member)), self.collectors[0]
            bereaved.reported(whose, by=by, at=self.now, died_on=died_on)

    def confirm_death(self, death: int) -> None:
        with self.trying("confirm_death"):
            row = pick(Death.objects.filter(status="reported").order_by("reported_at"), death)
            bereaved.confirmed(row, by=self.reviewer, at=self.now)

    def reverse_death(self, death: int) -> None:
        """The report was a mistake after all: asked by one, agreed to by another."""
        with self.trying("reverse_death"):
            row = pick(Death.objects.filter(status="confirmed").order_by("reported_at"), death)
            asked = bereaved.asked_reversal(row, by=self.collectors[0], at=self.now)
            deaths.approve_reversal(reversal=asked, by=self.second_reviewer, at=self.now)

    # ---- sponsors ----

    def sponsor(self, member: int, budget_idr: int) -> None:
        """A budget takes two members from next month on, for half a year: of a new sponsor, or of
        one there is.
        """
        with self.trying("sponsor"):
            first = months.add(months.first_of(self.today), 1)
            listed = tuple(pick(self.members, member + step) for step in (0, 1))
            known = list(Sponsor.objects.order_by("pk"))
            programme = sponsored.ask_programme(
                self.cast,
                sponsor=pick(known, member) if len(known) >= MOST_SPONSORS else None,
                rule=Rule(listed=listed),
                first_month=first,
                last_month=months.add(first, 5),
                budget_idr=budget_idr,
            )
            sponsor_programmes.approve(programme=programme, by=self.treasurers[1], at=self.now)
            sponsor_sweep.sweep(at=self.now)

    def bill_sponsor(self, sponsor: int) -> None:
        with self.trying("bill_sponsor"):
            row = pick(self.billable_sponsors() or Sponsor.objects.order_by("pk"), sponsor)
            month, by = months.first_of(self.today), self.treasurers[0]
            sponsor_statements.make(sponsor=row, month=month, by=by, at=self.now)

    def billable_sponsors(self) -> list[Sponsor]:
        """Who owes months that are on no statement, and has none of this month."""
        month = months.first_of(self.today)
        billed = SponsorStatement.objects.filter(month=month, cancelled_at=None).values("sponsor")
        return [
            sponsor
            for sponsor in Sponsor.objects.exclude(pk__in=billed).order_by("pk")[:MOST_SPONSORS]
            if sponsor_statements.preview(sponsor=sponsor, month=month).lines
        ]

    def sponsor_pays(self, sponsor: int, amount_idr: int) -> None:
        with self.trying("sponsor_pays"):
            sponsored.transfer(
                self.cast,
                pick(Sponsor.objects.order_by("pk"), sponsor),
                amount_idr=amount_idr,
                reference=f"SP2D-{self.acted}",
                received_on=self.today,
                at=self.now,
            )

    def cancel_statement(self, statement: int) -> None:
        with self.trying("cancel_statement"):
            standing = SponsorStatement.objects.filter(cancelled_at=None).order_by("-pk")
            row = pick(self.unpaid_statements() or standing, statement)
            sponsor_statements.cancel(statement=row, by=self.treasurers[0], at=self.now)

    def unpaid_statements(self) -> list[SponsorStatement]:
        """Those of which nothing is paid."""
        paid = SponsorStatementLine.objects.filter(live=True, contribution__status="paid")
        standing = SponsorStatement.objects.filter(cancelled_at=None)
        return list(standing.exclude(pk__in=paid.values("statement")).order_by("-pk"))
