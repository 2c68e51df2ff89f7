"""The partner's own money, made by the jobs; and the rows to corrupt."""

import io
from typing import Any

from django.db.models import Sum

from contributions import (
    qris_charges,
    replenishments,
    settlements,
    statement_decisions,
    transfer_proofs,
)
from contributions.models import PartnerAccount, Replenishment, StatementLine, StatementMatch
from contributions.replenishments import AskedReplenishment
from markets.models import User
from tests import factories
from tests.contributions import statement_samples
from tests.contributions.money import Cast, ask, make_cast
from tests.contributions.qris_samples import make_qris_code
from tests.contributions.statement_steps import DAY, LATER
from tests.contributions.transferred import PDF
from tests.factories import NOON, TODAY

FEE_IDR = 118

OWN_MONEY_CORRUPTIONS = [
    (
        "replenishment_is_confirmed",
        "UPDATE {replenishment} SET decided_by_id = NULL WHERE status = 'confirmed'",
    ),
    ("replenishment_is_confirmed", "UPDATE {replenishment} SET decided_by_id = asked_by_id"),
    (
        "replenishment_is_confirmed",
        "UPDATE {replenishment} SET status = 'asked' WHERE decided_by_id IS NULL",
    ),
    (
        "no_more_is_replenished_than_was_taken",
        "UPDATE {replenishment} SET amount_idr = 1000000 WHERE status = 'asked'",
    ),
    (
        "ledger_is_the_documents",
        "UPDATE {replenishment} SET status = 'confirmed' WHERE status = 'reversed'",
    ),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'replenishment'"),
    ("match_is_worth_its_line", "UPDATE {replenishment} SET amount_idr = amount_idr + 1"),
    ("cost_is_of_its_line", "UPDATE {statementmatch} SET cost_idr = 1000000"),
    ("cost_is_of_its_line", "UPDATE {statementmatch} SET kind = 'not_ours' WHERE cost_idr > 0"),
    ("ledger_is_the_documents", "UPDATE {statementmatch} SET cost_idr = 1 WHERE cost_idr > 0"),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'bank_cost'"),
]


def paid_out(cast: Cast, provider: PartnerAccount, fee_idr: int = FEE_IDR) -> None:
    """Two months paid by QRIS, of which the provider kept a fee."""
    bank = provider.settles_into
    assert bank is not None
    for _each in range(2):
        charge = qris_charges.ask(asked=ask(cast.member()), by=cast.collector, at=NOON)
        _read(cast, provider, charge.reference, "8400")
    waits = StatementMatch.objects.filter(
        line__account=provider, charge__settled=None, undone_at=None
    )
    gross_idr = waits.aggregate(sum=Sum("line__amount_idr"))["sum"]
    line = _read(cast, bank, f"QRIS SETTLEMENT {charge.reference}", str(gross_idr - fee_idr))
    settlements.book(line=line, provider=provider, last_day=TODAY, by=cast.treasurer, at=LATER)


def told(account: PartnerAccount, by: User, **fields: Any) -> Replenishment:
    """A treasurer says that the partner's own money came in: as much as the fee."""
    said: dict[str, Any] = {
        "account": account,
        "amount_idr": FEE_IDR,
        "day": TODAY,
        "reference": "OWN-0001",
        "proof": transfer_proofs.read(io.BytesIO(PDF)),
    }
    at = fields.pop("at", LATER)
    return replenishments.record(asked=AskedReplenishment(**said | fields), by=by, at=at)


def make_replenishment(cast: Cast | None = None) -> Replenishment:
    """One that waits, of a partner from whose members' money a provider kept a fee."""
    cast = cast or make_cast()
    provider = make_qris_code(market=cast.market).account
    paid_out(cast, provider)
    assert provider.settles_into is not None
    return told(provider.settles_into, cast.treasurer)


def whole_own_money(cast: Cast, provider: PartnerAccount) -> None:
    """A bank took something, and seemed to. Of the partner's own money one that waits, one refused,
    one confirmed by a person, one by a line, one reversed."""
    bank, by = provider.settles_into, cast.treasurer
    assert bank is not None
    deputy = factories.make_treasurer(partner=cast.partner)
    paid_out(cast, provider)
    cost = {"kind": "bank_cost", "note": "Rekening koran", "by": by, "at": LATER}
    statement_decisions.name(line=_read(cast, bank, "BIAYA ADM", "-15"), **cost)
    mistaken = statement_decisions.name(line=_read(cast, bank, "BIAYA", "-25"), **cost)
    statement_decisions.undo(match=mistaken, by=by, at=LATER)
    told(bank, by, reference="OWN-0001", amount_idr=10)
    wrong = told(bank, by, reference="OWN-0002", amount_idr=10)
    replenishments.refuse(replenishment=wrong, note="Belum masuk", by=deputy, at=LATER)
    told_again = told(bank, by, reference="OWN-0003", amount_idr=20)
    replenishments.confirm(replenishment=told_again, by=deputy, at=LATER)
    told(bank, by, reference="OWN-0004", amount_idr=30)
    _read(cast, bank, "SETORAN OWN-0004", "30")
    wrong = told(bank, by, reference="OWN-0005", amount_idr=20)
    replenishments.confirm(replenishment=wrong, by=deputy, at=LATER)
    replenishments.reverse(replenishment=wrong, reason="Salah", by=deputy, at=LATER)


def _read(cast: Cast, account: PartnerAccount, said: str, amount: str) -> StatementLine:
    rows = [(DAY, said, amount)]
    found = statement_samples.imported(account=account, rows=rows, by=cast.treasurer, at=LATER)
    return found.lines.get()


def confirm(row: Replenishment, by: User) -> Replenishment:
    """Another person confirms it."""
    return replenishments.confirm(replenishment=row, by=by, at=LATER)


def reverse(row: Replenishment, by: User) -> Replenishment:
    """Another person takes it back."""
    return replenishments.reverse(replenishment=row, reason="Salah catat", by=by, at=LATER)
