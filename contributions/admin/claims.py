"""Claims of families and what is owed to them: to be read here, never written."""

from django.contrib import admin

from contributions.models import Claim, ClaimMonth, ClaimStep, DocumentStep, Refund, RefundLine
from markets.admin.base import ReadOnly, ReadOnlyRows


class ClaimSteps(ReadOnlyRows):
    model = ClaimStep
    fields = ("to_status", "note", "at")


class DocumentSteps(ReadOnlyRows):
    model = DocumentStep
    fields = ("document", "state", "at")


@admin.register(Claim)
class ClaimAdmin(ReadOnly):
    list_display = ("member", "market", "status", "known_on", "was_covered", "months_posted")
    list_filter = ("status", "was_covered", "market", "known_on")
    list_select_related = ("member", "market")
    search_fields = ("member__name",)
    inlines = (ClaimSteps, DocumentSteps)


@admin.register(ClaimMonth)
class ClaimMonthAdmin(ReadOnly):
    list_display = ("claim", "contribution_month", "remitted_on", "total_idr")
    list_filter = ("contribution_month",)
    list_select_related = ("claim__member",)
    search_fields = ("claim__member__name",)


@admin.register(ClaimStep)
class ClaimStepAdmin(ReadOnly):
    list_display = ("claim", "from_status", "to_status", "by", "at", "note")
    list_filter = ("to_status", "at")
    list_select_related = ("claim__member", "by")
    search_fields = ("claim__member__name", "by__name")


@admin.register(DocumentStep)
class DocumentStepAdmin(ReadOnly):
    list_display = ("claim", "document", "state", "by", "at")
    list_filter = ("document", "state", "at")
    list_select_related = ("claim__member", "by")
    search_fields = ("claim__member__name", "by__name")


class RefundLines(ReadOnlyRows):
    model = RefundLine
    fields = ("contribution_month", "amount_idr", "live")


@admin.register(Refund)
class RefundAdmin(ReadOnly):
    list_display = ("member", "partner", "months", "amount_idr", "status", "owed_at")
    list_filter = ("status", "partner", "owed_at")
    list_select_related = ("member", "partner")
    search_fields = ("member__name",)
    inlines = (RefundLines,)


@admin.register(RefundLine)
class RefundLineAdmin(ReadOnly):
    list_display = ("refund", "contribution_month", "amount_idr", "live")
    list_filter = ("live", "contribution_month", "refund__partner")
    list_select_related = ("refund",)
    search_fields = ("refund__member__name",)
