"""The figures that a branch types in."""

from django.contrib import admin

from markets.admin.base import ReadOnly
from members.models import FormalFigure


@admin.register(FormalFigure)
class FormalFigureAdmin(ReadOnly):
    list_display = ("branch", "on", "people", "source", "by", "at")
    list_filter = ("branch", "on")
    list_select_related = ("branch", "by")
    search_fields = ("source", "by__name")
