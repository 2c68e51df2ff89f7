from contributions.admin import (
    billing,
    claims,
    collection_sheets,
    held,
    money,
    people,
    receipts,
    reconciliation,
    sponsors,
    spot_checks,
    tariff,
    transfers,
)

__all__ = [
    "billing",
    "claims",
    "collection_sheets",
    "held",
    "money",
    "people",
    "receipts",
    "reconciliation",
    "sponsors",
    "spot_checks",
    "tariff",
    "transfers",
]
