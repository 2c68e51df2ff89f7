from contributions.admin import billing, claims, held, money, people, receipts, sponsors, tariff

__all__ = ["billing", "claims", "held", "money", "people", "receipts", "sponsors", "tariff"]
