"""The admin pages of people, by what they are about."""

from members.admin import deaths, drives, people

__all__ = ["deaths", "drives", "people"]
