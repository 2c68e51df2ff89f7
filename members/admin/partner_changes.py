"""Persons whom two partners wanted, and who agreed to what."""

from django.contrib import admin

from markets.admin.base import ReadOnly
from members.models import PartnerChange


@admin.register(PartnerChange)
class PartnerChangeAdmin(ReadOnly):
    list_display = (
        "member",
        "from_market",
        "market",
        "status",
        "from_month",
        "reported_by",
        "reported_at",
        "moved_at",
    )
    list_filter = ("status", "reported_at")
    list_select_related = ("member", "from_market", "market", "reported_by")
    search_fields = ("member__name", "name_on_card", "reported_by__name")
