"""Money and its documents: to be read here, never written."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from contributions.models import (
    AnswerList,
    CashCount,
    Credit,
    DailyDigest,
    DayClose,
    Handover,
    HandoverLine,
    LedgerEntry,
    LineAnswer,
    LineShare,
    Loss,
    Payment,
    PaymentLine,
    ReceiptSeries,
    Remittance,
    RemittanceLine,
    Repayment,
    SurplusDecision,
    Void,
)
from markets.admin.base import ReadOnly, ReadOnlyRows


class PaymentLines(ReadOnlyRows):
    model = PaymentLine
    fields = ("contribution_month", "amount_idr", "live")


@admin.register(Payment)
class PaymentAdmin(ReadOnly):
    list_display = ("receipt", "member", "amount_idr", "method", "taken_by", "collected_at")
    list_filter = ("method", "business_day", "partner", "market")
    list_select_related = ("series", "member", "taken_by")
    search_fields = ("series__code", "member__name", "taken_by__name")
    # The token opens the receipt's public page: it belongs to the payer.
    exclude = ("token", "fingerprint")
    inlines = (PaymentLines,)


@admin.register(PaymentLine)
class PaymentLineAdmin(ReadOnly):
    list_display = ("payment", "member", "contribution_month", "amount_idr", "live")
    list_filter = ("live", "contribution_month", "market")
    list_select_related = ("payment__series", "member")
    search_fields = ("member__name", "payment__series__code")
    ordering = ("-pk",)


@admin.register(ReceiptSeries)
class ReceiptSeriesAdmin(ReadOnly):
    list_display = ("code", "holder", "last_number")
    list_select_related = ("holder",)
    search_fields = ("code", "holder__name")


@admin.register(Credit)
class CreditAdmin(ReadOnly):
    list_display = ("member", "amount_idr", "reason", "explanation", "by", "at", "booked_at")
    list_filter = ("reason", "partner", "market")
    list_select_related = ("member", "by")
    search_fields = ("member__name",)


@admin.register(Repayment)
class RepaymentAdmin(ReadOnly):
    list_display = ("member", "amount_idr", "status", "prepared_by", "approved_by", "paid_at")
    list_filter = ("status", "how", "partner", "market")
    list_select_related = ("member", "prepared_by", "approved_by")
    search_fields = ("member__name", "receiver")


@admin.register(Void)
class VoidAdmin(ReadOnly):
    list_display = ("payment", "reason", "status", "asked_by", "asked_at", "decided_by")
    list_filter = ("status", "reason", "partner", "asked_at")
    list_select_related = ("payment__series", "asked_by", "decided_by")
    search_fields = ("payment__member__name", "asked_by__name", "payment__series__code")


class HandoverLines(ReadOnlyRows):
    model = HandoverLine
    fields = ("payment", "amount_idr", "live")

    def get_queryset(self, request: HttpRequest) -> QuerySet[HandoverLine]:
        return super().get_queryset(request).select_related("payment__series")


@admin.register(Handover)
class HandoverAdmin(ReadOnly):
    list_display = (
        "collector",
        "partner",
        "status",
        "expected_idr",
        "counted_idr",
        "asked_at",
        "decided_by",
    )
    list_filter = ("status", "partner", "asked_at")
    list_select_related = ("collector", "partner", "decided_by")
    search_fields = ("collector__name", "difference_reason")
    inlines = (HandoverLines,)


@admin.register(HandoverLine)
class HandoverLineAdmin(ReadOnly):
    list_display = ("handover", "payment", "amount_idr", "live")
    list_filter = ("live", "handover__partner")
    list_select_related = ("handover", "payment__series")
    search_fields = ("payment__series__code", "handover__collector__name")


@admin.register(CashCount)
class CashCountAdmin(ReadOnly):
    list_display = ("handover", "side", "by", "at", "total_idr")
    list_filter = ("side", "handover__partner", "at")
    list_select_related = ("handover", "by")
    search_fields = ("by__name", "handover__collector__name")


@admin.register(DayClose)
class DayCloseAdmin(ReadOnly):
    list_display = ("partner", "day", "receipts", "collected_idr", "in_hand_idr", "closed_by")
    list_filter = ("partner", "day")
    list_select_related = ("partner", "closed_by")
    search_fields = ("partner__name", "closed_by__name")


@admin.register(SurplusDecision)
class SurplusDecisionAdmin(ReadOnly):
    list_display = ("handover", "finding", "amount_idr", "status", "asked_by", "decided_by")
    list_filter = ("status", "finding", "partner", "asked_at")
    list_select_related = ("handover", "asked_by", "decided_by")
    search_fields = ("explanation", "handover__collector__name")


@admin.register(Loss)
class LossAdmin(ReadOnly):
    list_display = ("handover", "amount_idr", "status", "asked_by", "decided_by", "replaced_by")
    list_filter = ("status", "partner", "asked_at")
    list_select_related = ("handover", "asked_by", "decided_by", "replaced_by")
    search_fields = ("reason", "handover__collector__name")


@admin.register(Remittance)
class RemittanceAdmin(ReadOnly):
    list_display = (
        "id",
        "partner",
        "status",
        "months",
        "amount_idr",
        "payment_code",
        "made_by",
        "posted_at",
    )
    list_filter = ("status", "partner", "made_at")
    list_select_related = ("partner", "made_by")
    search_fields = ("payment_code", "partner__name")


@admin.register(RemittanceLine)
class RemittanceLineAdmin(ReadOnly):
    list_display = ("remittance", "contribution", "contribution_month", "amount_idr", "live")
    list_filter = ("live", "contribution_month", "remittance__partner")
    list_select_related = ("remittance", "contribution")
    search_fields = ("contribution__member__name", "remittance__payment_code")


@admin.register(LineShare)
class LineShareAdmin(ReadOnly):
    list_display = ("line", "held_place", "held_id", "amount_idr")
    list_filter = ("held_place", "line__remittance__partner")
    list_select_related = ("line",)
    search_fields = ("line__remittance__payment_code",)


@admin.register(LineAnswer)
class LineAnswerAdmin(ReadOnly):
    list_display = ("remittance", "member", "outcome", "reason", "by", "at", "settled_at")
    list_filter = ("outcome", "reason", "remittance__partner", "at")
    list_select_related = ("remittance", "member", "by")
    search_fields = ("member__name", "remittance__payment_code", "note")
    ordering = ("-pk",)


@admin.register(AnswerList)
class AnswerListAdmin(ReadOnly):
    list_display = ("remittance", "file_name", "rows", "uploaded_by", "uploaded_at")
    list_filter = ("partner", "uploaded_at")
    list_select_related = ("remittance", "uploaded_by")
    search_fields = ("file_name", "uploaded_by__name")
    exclude = ("key_id",)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnly):
    list_display = (
        "at",
        "from_place",
        "from_id",
        "to_place",
        "to_id",
        "amount_idr",
        "document",
        "by",
    )
    list_filter = ("document", "from_place", "to_place", "business_day", "partner")
    list_select_related = ("by",)
    search_fields = ("document_id",)
    ordering = ("-pk",)


@admin.register(DailyDigest)
class DailyDigestAdmin(ReadOnly):
    list_display = ("day", "rows", "sha256", "made_at")
    exclude = ("tables",)
    ordering = ("-day",)
