"""What was billed, how the runs went, and until when people are covered."""

from django.contrib import admin

from contributions.models import (
    BillingDoubt,
    BillingRun,
    Contribution,
    Cover,
    FinishedJob,
    PublicHoliday,
)
from markets.admin.base import Listed, ReadOnly


@admin.register(Contribution)
class ContributionAdmin(ReadOnly):
    list_display = (
        "member",
        "contribution_month",
        "total_idr",
        "status",
        "due_on",
        "remitted_on",
        "market",
    )
    list_filter = ("status", "contribution_month", "payer_kind", "market")
    list_select_related = ("member", "market")
    search_fields = ("member__name", "member__membership_number")
    ordering = ("-pk",)


@admin.register(Cover)
class CoverAdmin(ReadOnly):
    list_display = ("member", "paid_until", "covered_until", "has_gap")
    list_filter = ("has_gap", "covered_until")
    list_select_related = ("member",)
    search_fields = ("member__name", "member__membership_number")


@admin.register(BillingRun)
class BillingRunAdmin(ReadOnly):
    list_display = ("market", "month", "status", "active", "billed", "failed", "finished_at")
    list_filter = ("status", "month", "market")
    list_select_related = ("market",)
    search_fields = ("market__name",)


@admin.register(BillingDoubt)
class BillingDoubtAdmin(ReadOnly):
    list_display = ("member", "month", "reason", "market", "owner", "opened_at", "settled_at")
    list_filter = ("reason", "month", "market")
    list_select_related = ("member", "market", "owner")
    search_fields = ("member__name",)


@admin.register(FinishedJob)
class FinishedJobAdmin(ReadOnly):
    list_display = ("name", "finished_at", "outcome")
    search_fields = ("name",)


@admin.register(PublicHoliday)
class PublicHolidayAdmin(Listed):
    list_display = ("on", "name", "estimated")
    list_filter = ("estimated", "on")
    search_fields = ("name",)
