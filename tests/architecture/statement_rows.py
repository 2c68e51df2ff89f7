"""QRIS and statements on one side, and what fills in their addresses."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from contributions import qris_charges
from contributions.models import (
    PartnerAccount,
    QrisCharge,
    QrisCode,
    Replenishment,
    StatementLine,
)
from tests import factories
from tests.contributions import own_money, statement_samples
from tests.contributions.money import Cast, ask
from tests.contributions.qris_samples import make_account, make_qris_code


class StatementRows:
    """A market's code, a charge by it, and a statement with a line nobody knows."""

    mark: str
    cast: Cast

    @cached_property
    def qris_code(self) -> QrisCode:
        return make_qris_code(market=self.cast.market, name=f"TOKO {self.mark}")

    @cached_property
    def qris_charge(self) -> QrisCharge:
        member = self.cast.member(name=f"Siti {self.mark}")
        assert self.qris_code
        return qris_charges.ask(asked=ask(member), by=self.cast.collector, at=factories.NOON)

    @cached_property
    def statement_line(self) -> StatementLine:
        account = self.qris_code.account
        rows = [("10/11/2026", f"TRANSFER {self.mark}", "8400")]
        made = statement_samples.imported(account=account, rows=rows, by=self.cast.treasurer)
        return made.lines.get()

    @cached_property
    def replenishment(self) -> Replenishment:
        """The partner's own money, told and not confirmed yet."""
        account = self.qris_code.account
        assert account.settles_into is not None
        own_money.paid_out(self.cast, account)
        reference = f"OWN {self.mark}"
        return own_money.told(account.settles_into, self.cast.treasurer, reference=reference)


STATEMENT_ARGUMENTS: dict[str, Callable[[Any], list[Any]]] = {
    "record_qris_code": lambda side: [side.qris_code.market_id],
    "end_qris_code": lambda side: [side.qris_code.market_id],
    "qris_charge": lambda side: [side.qris_charge.pk],
    "cancel_qris": lambda side: [side.qris_charge.pk],
    "statement_import": lambda side: [side.statement_line.statement_import_id],
    "statement_mapping": lambda side: [side.statement_line.account_id],
    "statement_line": lambda side: [side.statement_line.pk],
    "replenishment": lambda side: [side.replenishment.pk],
    "replenishment_proof": lambda side: [side.replenishment.pk],
    "decide_replenishment": lambda side: [side.replenishment.pk],
    "reverse_replenishment": lambda side: [side.replenishment.pk],
}
STATEMENT_PARTICULARS: dict[str, dict[str, Any]] = {
    "contributions.CollectionSheet": {
        "method": "transfer",
        "reference": "BRI-1",
        "transfer_idr": 1,
        "transferred_on": factories.TODAY,
    },
    "contributions.QrisDifference": {
        "received_idr": lambda _number: StatementLine.objects.latest("pk").amount_idr,
    },
    "contributions.Replenishment": {
        "status": "refused",
        "decided_at": factories.NOON,
        "decision_note": "x",
        "partner": lambda _number: make_account().partner,
        "account": lambda _number: PartnerAccount.objects.latest("pk"),
        "reversed_by": None,
        "reversed_at": None,
        "reversal_note": "",
    },
    "contributions.Settlement": {"gross_idr": 10, "fee_idr": 0, "credit_idr": 0},
    "contributions.StatementMapping": {"delimiter": ";", "decimal_sign": ",", "amount_column": 3},
    "contributions.StatementMatch": {
        "kind": "not_ours",
        "undone_by": lambda _number: factories.make_treasurer(),
        "undone_at": factories.NOON,
    },
}
