"""Months paid elsewhere: to be read here; the pages of collectors and treasurers write them."""

from django.contrib import admin

from contributions.models import ElsewhereAnswer, ElsewhereMonth, PaidElsewhere
from markets.admin.base import ReadOnly


@admin.register(PaidElsewhere)
class PaidElsewhereAdmin(ReadOnly):
    list_display = ("member", "channel", "channel_name", "paid_on", "amount_idr", "live", "owner")
    list_filter = ("channel", "live", "partner", "paid_on")
    list_select_related = ("member", "owner")
    search_fields = ("reference", "channel_name", "member__name")


@admin.register(ElsewhereMonth)
class ElsewhereMonthAdmin(ReadOnly):
    list_display = ("member", "contribution_month", "status", "record")
    list_filter = ("status", "contribution_month")
    list_select_related = ("member", "record")
    search_fields = ("member__name", "record__reference")


@admin.register(ElsewhereAnswer)
class ElsewhereAnswerAdmin(ReadOnly):
    list_display = ("month", "outcome", "answered_on", "note", "by", "at")
    list_filter = ("outcome", "answered_on")
    list_select_related = ("month", "by")
    search_fields = ("note", "month__member__name", "month__record__reference")
