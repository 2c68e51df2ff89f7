"""Money otherwise than asked: a QRIS charge paid with another amount, and what was given back."""

import datetime as dt

from contributions import qris_charges, qris_differences, repayments
from contributions.models import (
    PartnerAccount,
    QrisCharge,
    QrisDifference,
    Repayment,
    StatementLine,
)
from tests import factories
from tests.contributions import statement_samples
from tests.contributions.credit import give
from tests.contributions.money import Cast, ask
from tests.contributions.reconciled import reconcile
from tests.contributions.repaid import pay, prepare
from tests.contributions.together import paid_together
from tests.contributions.transferred import match_with_its_surplus
from tests.factories import NOON, TODAY

LATER = NOON + dt.timedelta(days=2)
DAY = "10/11/2026"


def decide(
    cast: Cast, line: StatementLine, reference: str = "", reason: str = "Salah ketik"
) -> QrisDifference:
    """The treasurer takes the line for the charge it names, or for that one."""
    shown = qris_differences.plan(line=line, reference=reference, on=TODAY)
    assert shown is not None
    return qris_differences.accept(
        line=line, shown=shown, reason=reason, by=cast.treasurer, at=LATER
    )


def pay_another_amount(cast: Cast, provider: PartnerAccount, amount: str = "10.000") -> QrisCharge:
    """A charge of Rp8.400 is paid with that amount, and the treasurer takes it."""
    charge = qris_charges.ask(asked=ask(cast.member()), by=cast.collector, at=NOON)
    found = statement_samples.imported(
        account=provider,
        rows=[(DAY, charge.reference, amount)],
        by=cast.treasurer,
        at=LATER,
    )
    decide(cast, found.lines.get())
    charge.refresh_from_db()
    return charge


def given_back(
    cast: Cast,
    receiver: str = "Dewi Contoh",
    reference: str = "BALIK-0042",
    amount_idr: int = 5_000,
    how: str = "transfer",
) -> Repayment:
    """A member's credit, given to that receiver."""
    member = cast.member()
    give(cast, member, amount_idr)
    row = prepare(member=member, by=cast.treasurer, how=how, receiver=receiver)
    deputy = factories.make_treasurer(partner=cast.partner)
    repayments.approve(repayment=row, by=deputy, at=NOON)
    return pay(repayment=row, by=cast.treasurer, reference=reference)


def read_statements(cast: Cast) -> None:
    """What the provider and the bank show: as asked, and otherwise."""
    reconcile(cast)
    match_with_its_surplus(cast)
    whole_differences(cast)
    paid_together(cast)


def whole_differences(cast: Cast) -> None:
    """Another amount than asked is taken, and the bank shows what was given back."""
    provider = PartnerAccount.objects.get(partner=cast.partner, kind="provider")
    pay_another_amount(cast, provider)
    row = given_back(cast)
    bank = provider.settles_into
    assert bank is not None
    rows = [(DAY, f"TRSF {row.reference}", "-5.000")]
    statement_samples.imported(account=bank, rows=rows, by=cast.treasurer, at=LATER)
