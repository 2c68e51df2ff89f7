from contributions.admin import (
    billing,
    claims,
    held,
    money,
    people,
    receipts,
    reconciliation,
    sponsors,
    tariff,
)

__all__ = [
    "billing",
    "claims",
    "held",
    "money",
    "people",
    "receipts",
    "reconciliation",
    "sponsors",
    "tariff",
]
