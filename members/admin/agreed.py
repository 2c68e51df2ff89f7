"""What people agree to no more, and what was erased about them."""

from django.contrib import admin

from markets.admin.base import ReadOnly
from members.models import ConsentWithdrawal, Erasure, RetentionClock


@admin.register(ConsentWithdrawal)
class ConsentWithdrawalAdmin(ReadOnly):
    list_display = ("member", "market", "what", "how", "recorded_by", "recorded_at", "suspended_at")
    list_filter = ("what", "market", "recorded_at", "suspended_at")
    list_select_related = ("member", "market", "recorded_by")
    search_fields = ("member__name", "recorded_by__name")


@admin.register(Erasure)
class ErasureAdmin(ReadOnly):
    """What kind of data was erased, and why; never the data."""

    list_display = ("member_id", "market", "what", "why", "at", "by")
    list_filter = ("what", "why", "market", "at")
    list_select_related = ("market", "by")


@admin.register(RetentionClock)
class RetentionClockAdmin(ReadOnly):
    """Since when nobody is insured with the data of these people."""

    list_display = ("member_id", "began_at", "was_insured")
    list_filter = ("was_insured", "began_at")
