"""What statements found, made by the jobs: confirmed charges, a payout, a deposit."""

import datetime as dt

from contributions import deposits, qris_charges, settlements
from contributions.models import Settlement
from tests.contributions import qris_samples, statement_samples
from tests.contributions.money import Cast, ask
from tests.factories import NOON, TODAY

LATER = NOON + dt.timedelta(days=2)
DAY, NEXT_DAY = "10/11/2026", "11/11/2026"


def reconcile(cast: Cast) -> Settlement:
    """Two charges are paid, one of them twice over: its money is credit. The provider pays out.
    Some cash is in the bank, and one charge waits."""
    provider = qris_samples.make_qris_code(market=cast.market).account
    assert provider.settles_into
    twice = cast.member()
    charges = [
        qris_charges.ask(asked=ask(member), by=cast.collector, at=NOON)
        for member in (cast.member(), twice, cast.member())
    ]
    cast.pay(twice)
    rows = [(DAY, charge.reference, "8400") for charge in charges[:2]]
    statement_samples.imported(account=provider, rows=rows, by=cast.treasurer, at=LATER)
    deposits.book(
        account=provider.settles_into,
        amount_idr=500,
        slip_number="SLIP-500",
        on=TODAY,
        by=cast.treasurer,
        at=NOON,
    )
    bank = statement_samples.imported(
        account=provider.settles_into,
        rows=[(NEXT_DAY, "QRIS", "16700"), (DAY, "SLIP-500", "500"), (DAY, "LAIN", "7")],
        by=cast.treasurer,
        at=LATER,
    )
    return settlements.book(
        line=bank.lines.get(description="QRIS"),
        provider=provider,
        last_day=TODAY,
        by=cast.treasurer,
        at=LATER,
    )
