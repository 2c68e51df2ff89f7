"""The work: reminders and visits, as the jobs and collectors left them."""

from django.contrib import admin

from collectors.models import Reminder, Visit
from markets.admin.base import ReadOnly


@admin.register(Reminder)
class ReminderAdmin(ReadOnly):
    list_display = ("member", "stage", "months", "amount_idr", "collector", "market", "closed_at")
    list_filter = ("stage", "close_reason", "market", "closed_at")
    list_select_related = ("member", "collector", "market")
    search_fields = ("member__name", "collector__name")


@admin.register(Visit)
class VisitAdmin(ReadOnly):
    list_display = ("member", "outcome", "by", "at", "next_on", "note")
    list_filter = ("outcome", "market", "at")
    list_select_related = ("member", "by")
    search_fields = ("member__name", "by__name", "note")
