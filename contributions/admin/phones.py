"""Phones that give receipts without a signal, and what they took."""

from django.contrib import admin

from contributions.models import OfflinePayment, Phone
from markets.admin.base import ReadOnly


@admin.register(Phone)
class PhoneAdmin(ReadOnly):
    list_display = ("series", "holder", "registered_at", "seen_at", "lost_at")
    list_filter = ("partner",)
    list_select_related = ("series", "holder")
    search_fields = ("series__code", "holder__name")
    # Whose login it is, is nobody's business.
    exclude = ("session_key", "device")


@admin.register(OfflinePayment)
class OfflinePaymentAdmin(ReadOnly):
    list_display = ("payment", "told_at", "status", "flag", "settled_at", "settled_by")
    list_filter = ("status", "flag", "partner")
    list_select_related = ("payment__series", "settled_by")
    search_fields = ("payment__member__name", "payment__series__code")
