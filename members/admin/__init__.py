"""The admin pages of people, by what they are about."""

from members.admin import deaths, people

__all__ = ["deaths", "people"]
