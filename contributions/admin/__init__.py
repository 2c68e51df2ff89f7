from contributions.admin import billing, claims, money, people, tariff

__all__ = ["billing", "claims", "money", "people", "tariff"]
