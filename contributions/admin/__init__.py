from contributions.admin import billing, money, people, tariff

__all__ = ["billing", "money", "people", "tariff"]
