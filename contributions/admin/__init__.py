from contributions.admin import billing, money, tariff

__all__ = ["billing", "money", "tariff"]
