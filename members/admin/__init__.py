"""The admin pages of people, by what they are about."""

from members.admin import agreed, deaths, drives, exports, figures, partner_changes, people

__all__ = ["agreed", "deaths", "drives", "exports", "figures", "partner_changes", "people"]
