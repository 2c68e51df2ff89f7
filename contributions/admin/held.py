"""First dues taken before the branch had decided."""

from django.contrib import admin

from contributions.models import HeldDues
from markets.admin.base import ReadOnly


@admin.register(HeldDues)
class HeldDuesAdmin(ReadOnly):
    list_display = ("member", "market", "contribution_month", "amount_idr", "status")
    list_filter = ("status", "partner", "contribution_month")
    list_select_related = ("member", "market")
    search_fields = ("member__name",)
