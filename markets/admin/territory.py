"""Branches, partners, markets and their places."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from markets.admin.base import Listed, ReadOnly
from markets.models import Assignment, Block, Branch, ClosingDay, Market, Partner, Stall


@admin.register(Branch)
class BranchAdmin(Listed):
    list_display = ("name", "code")
    search_fields = ("name", "code")


@admin.register(Partner)
class PartnerAdmin(Listed):
    list_display = ("name", "code", "kind", "branch", "handover_hours", "cash_limit_idr")
    list_filter = ("kind", "branch")
    list_select_related = ("branch",)
    search_fields = ("name", "code")


class ClosingDays(admin.TabularInline):
    model = ClosingDay
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # whoever reaches the market's page is an admin

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(Market)
class MarketAdmin(Listed):
    list_display = ("name", "code", "partner", "kind", "zone", "closed_weekdays")
    list_filter = ("kind", "zone", "partner__branch", "partner")
    list_select_related = ("partner",)
    search_fields = ("name", "code")
    autocomplete_fields = ("partner",)
    inlines = (ClosingDays,)


@admin.register(ClosingDay)
class ClosingDayAdmin(Listed):
    list_display = ("on", "market", "reason")
    list_filter = ("on", "market__partner")
    list_select_related = ("market",)
    search_fields = ("market__name", "reason")
    autocomplete_fields = ("market",)


class Within(Listed):
    """Rows that stay within the row they were made in: the database refuses to move them."""

    within = ""

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        return () if obj is None else (self.within,)


@admin.register(Block)
class BlockAdmin(Within):
    within = "market"
    list_display = ("name", "market", "walking_order")
    list_filter = ("market__partner",)
    list_select_related = ("market",)
    search_fields = ("name", "market__name")
    autocomplete_fields = ("market",)


@admin.register(Stall)
class StallAdmin(Within):
    within = "block"
    list_display = ("number", "kind", "block", "walking_order")
    list_filter = ("kind", "block__market")
    list_select_related = ("block__market",)
    search_fields = ("number", "block__name", "block__market__name")
    autocomplete_fields = ("block",)


@admin.register(Assignment)
class AssignmentAdmin(ReadOnly):
    """The partner's treasurer assigns, on her own page and by its rules."""

    list_display = ("collector", "market", "block", "first_day", "last_day")
    list_filter = ("market__partner", "first_day", "last_day")
    list_select_related = ("collector", "market", "block__market")
    search_fields = ("collector__name", "market__name", "block__name")
