from contributions.admin import billing, claims, held, money, people, tariff

__all__ = ["billing", "claims", "held", "money", "people", "tariff"]
