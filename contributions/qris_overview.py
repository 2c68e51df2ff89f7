"""Which market takes QRIS under which name, into which account, and what was used before."""

from dataclasses import dataclass

from django.db.models import QuerySet

from contributions.models import PartnerAccount, QrisCode
from markets.models import Market, Partner


@dataclass(frozen=True)
class MarketCodes:
    """A market, the code it uses now (None without one), and former ones, the latest first."""

    market: Market
    current: QrisCode | None
    former: list[QrisCode]


@dataclass(frozen=True)
class QrisOverview:
    """Codes by market, and the accounts of the partners."""

    markets: list[MarketCodes]
    accounts: list[PartnerAccount]

    @property
    def has_provider(self) -> bool:
        """Whether a code could be recorded: some provider's account is known."""
        return any(account.kind == PartnerAccount.Kind.PROVIDER for account in self.accounts)


def qris_overview(*, markets: QuerySet[Market], partners: QuerySet[Partner]) -> QrisOverview:
    """Everything about these markets' codes, in three queries."""
    found = list(markets.select_related("partner").order_by("partner__name", "name"))
    codes: dict[int, list[QrisCode]] = {}
    rows = QrisCode.objects.filter(market__in=found).order_by("-recorded_at", "-pk")
    for code in rows.select_related("account", "recorded_by", "ended_by"):
        codes.setdefault(code.market_id, []).append(code)
    accounts = PartnerAccount.objects.filter(partner__in=partners)
    return QrisOverview(
        markets=[_market(market, codes.get(market.pk, [])) for market in found],
        accounts=list(accounts.select_related("settles_into", "partner", "recorded_by")),
    )


def _market(market: Market, codes: list[QrisCode]) -> MarketCodes:
    return MarketCodes(
        market=market,
        current=next((code for code in codes if code.ended_at is None), None),
        former=[code for code in codes if code.ended_at is not None],
    )
