"""The admin pages of people, by what they are about."""

from members.admin import deaths, drives, exports, people

__all__ = ["deaths", "drives", "exports", "people"]
