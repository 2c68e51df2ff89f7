"""What collectors were told about payments, compared with what is stored."""

import uuid
from dataclasses import dataclass

from config.bench.payment_clients import Due
from contributions.models import Payment, PaymentLine, ReceiptSeries


@dataclass
class Told:
    """What a collector was told about one payment: its id, its month, and whether it was taken."""

    id: uuid.UUID
    due: Due
    taken: bool


def assert_told_is_stored(told: list[Told]) -> None:
    """0 lost, 0 that were refused and stored, 0 stored that nobody was told of; of those who asked
    for one month exactly one was told that it was taken."""
    stored = {payment.pk: payment for payment in Payment.objects.prefetch_related("lines")}
    taken = {each.id for each in told if each.taken}
    assert taken - set(stored) == set(), "lost"
    assert set(stored) - taken == set(), "stored, but refused or never answered"
    for each in told:
        if each.taken:
            (line,) = stored[each.id].lines.all()
            due = each.due
            was = (line.member_id, line.contribution_month, line.amount_idr)
            assert was == (due.member, due.month, due.amount_idr), "stored as another one"
            assert stored[each.id].amount_idr == line.amount_idr, "stored as another sum"
    paid = sorted(each.due.contribution for each in told if each.taken)
    assert paid == sorted({each.due.contribution for each in told}), "taken twice, or by nobody"


def assert_nothing_is_double() -> None:
    """0 months paid twice, 0 unexplained receipt numbers."""
    months_paid = PaymentLine.objects.filter(live=True).values_list("member", "contribution_month")
    assert len(months_paid) == len(set(months_paid)), "double"
    for series in ReceiptSeries.objects.all():
        numbers = sorted(series.payments.values_list("number", flat=True))
        assert numbers == list(range(1, series.last_number + 1)), "an unexplained number"
