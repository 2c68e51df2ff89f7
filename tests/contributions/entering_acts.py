"""Money that comes in otherwise: by QRIS, one transfer for many, with an enrolment."""

from typing import Any

from django.db.models import QuerySet, Sum

from contributions import (
    collection_sheets,
    held_dues,
    held_release,
    qris_charges,
    settlements,
    sheet_transfers,
)
from contributions.collection_sheets import AskedLine
from contributions.models import QrisCharge
from contributions.payments import AskedPayment
from markets.models import User
from members import enrolment, review
from members.models import Enrolment
from tests import factories
from tests.contributions import deposits, statement_samples
from tests.contributions.actors import Actors, NothingToDo, pick


class EnteringActs(Actors):
    """Codes that are shown and confirmed by statements; first dues that are held."""

    # ---- QRIS ----

    def ask_qris(self, member: int, count: int) -> None:
        with self.trying("ask_qris"):
            payer, owed = self.payer(member)
            first = owed[:count]
            asked = AskedPayment(
                id=factories.new_id(),
                member=payer,
                months=tuple(due.month for due in first),
                shown_total_idr=sum(due.amount_idr for due in first),
            )
            qris_charges.ask(asked=asked, by=self.collectors[0], at=self.now)

    def cancel_qris(self, charge: int) -> None:
        with self.trying("cancel_qris"):
            waiting = self._unconfirmed().filter(status=QrisCharge.Status.PENDING)
            row = pick(waiting, charge)
            qris_charges.cancel(charge=row, by=self.collectors[0], at=self.now)

    def provider_confirms(self, charge: int) -> None:
        """Its statement names one: pending, expired or cancelled, in time or late."""
        with self.trying("provider_confirms"):
            row = pick(self._unconfirmed(), charge)
            self._imported(self.provider, row.reference, row.amount_idr)

    def provider_pays_out(self, fee_idr: int) -> None:
        with self.trying("provider_pays_out"):
            taken = QrisCharge.objects.filter(status=QrisCharge.Status.CONFIRMED, settled=None)
            gross_idr = taken.aggregate(sum=Sum("amount_idr"))["sum"] or 0
            if gross_idr <= fee_idr:
                raise NothingToDo
            line = self._imported(self.bank, f"QRIS {self.acted}", gross_idr - fee_idr)
            settlements.book(
                line=line,
                provider=self.provider,
                last_day=self.today,
                by=self.treasurers[0],
                at=self.now,
            )

    def _unconfirmed(self) -> QuerySet[QrisCharge]:
        open_ones = QrisCharge.objects.exclude(status=QrisCharge.Status.CONFIRMED)
        return open_ones.order_by("asked_at")

    def _imported(self, account: Any, description: str, amount_idr: int) -> Any:
        """The line of a statement with that one row; the same file again changes nothing."""
        row = (f"{self.today:%d/%m/%Y}", description, str(amount_idr))
        read = {"account": account, "rows": [row], "by": self.treasurers[0], "at": self.now}
        return statement_samples.imported(**read).lines.get()

    # ---- one transfer for many ----

    def pay_together(self, people: int, by: User, *, beyond_idr: int, from_line: bool) -> None:
        """It pays a month of each of so many; what goes beyond stays with its line."""
        with self.trying("pay together"):
            first = {payer: owed[0] for payer, owed in map(self.payer, range(people))}
            asked = [
                AskedLine(member=payer, months=(due.month,), shown_total_idr=due.amount_idr)
                for payer, due in first.items()
            ]
            transfer = sheet_transfers.named(
                reference=f"RAMAI {self.acted}",
                amount_idr=sum(line.cash_idr for line in asked) + beyond_idr,
                on=self.today,
            )
            if from_line:
                line = self._imported(self.bank, transfer.reference, transfer.amount_idr)
                transfer = sheet_transfers.of_line(line=line)
            sent = {"id": factories.new_id(), "place": "Pasar", "asked": asked, "by": by}
            sheet = collection_sheets.submit(**sent, at=self.now, transfer=transfer)
            again = collection_sheets.submit(**sent, at=self.now, transfer=transfer)
            assert again == sheet and not sheet.lines.filter(answered_at=None).exists()
            left_idr = sheet_transfers.rest_idr(transfer=transfer, partner=self.partner.pk)
            if from_line:
                line.refresh_from_db()
                assert (line.state == line.State.MATCHED) == (not left_idr)

    # ---- enrolments ----

    def take_first_dues(self, by: int) -> None:
        with self.trying("take_first_dues"):
            collector = self.collectors[by]
            applied = deposits.sent(self.cast)
            price = held_dues.expected(enrolment=applied, on=self.today)
            held_dues.take(
                id=factories.new_id(),
                enrolment=applied,
                shown_total_idr=price.total_idr,
                by=collector,
                at=self.now,
            )

    def decide_enrolment(self, number: int, how: str) -> None:
        with self.trying(f"enrolment {how}"):
            row = pick(Enrolment.objects.filter(status="submitted").order_by("pk"), number)
            if how == "approve":
                review.approve(enrolment=row, by=self.reviewer, at=self.now)
                self.members.append(row.member)
            elif how == "reject":
                review.reject(enrolment=row, reason="Ganda.", by=self.reviewer, at=self.now)
            else:
                enrolment.withdraw(enrolment=row, by=self.cast.collector, at=self.now)

    def sweep_first_dues(self) -> None:
        with self.trying("sweep_first_dues"):
            applied = held_dues.sweep(at=self.now)
            if not applied + held_release.sweep(at=self.now):
                raise NothingToDo
