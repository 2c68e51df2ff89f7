"""Collection sheets and what came of each line: to be read here, never written."""

from django.contrib import admin

from contributions.models import CollectionSheet, SheetLine
from markets.admin.base import ReadOnly


@admin.register(CollectionSheet)
class CollectionSheetAdmin(ReadOnly):
    list_display = ("place", "by", "at")
    list_filter = ("at",)
    list_select_related = ("by",)
    search_fields = ("place", "by__name")
    exclude = ("fingerprint",)


@admin.register(SheetLine)
class SheetLineAdmin(ReadOnly):
    list_display = ("sheet", "number", "member", "payment", "refusal", "answered_at")
    list_filter = ("refusal_code", "answered_at")
    list_select_related = ("sheet", "member", "payment__series")
    search_fields = ("member__name", "sheet__place")
