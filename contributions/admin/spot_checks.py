"""Spot checks: to be read here; their own pages write them."""

from django.contrib import admin

from contributions.models import (
    SaidPayment,
    SpotAnswer,
    SpotAsker,
    SpotCase,
    SpotDraw,
    SpotFinding,
    SpotPerson,
    SpotStep,
)
from markets.admin.base import ReadOnly, ReadOnlyRows


@admin.register(SpotDraw)
class SpotDrawAdmin(ReadOnly):
    list_display = ("partner", "month", "since", "drawn_at")
    list_filter = ("month", "partner")
    list_select_related = ("partner",)
    search_fields = ("partner__name",)
    exclude = ("lots",)


@admin.register(SpotPerson)
class SpotPersonAdmin(ReadOnly):
    list_display = ("draw", "member", "market", "collector", "weight", "reasons")
    list_filter = ("draw__month", "partner", "market")
    list_select_related = ("draw__partner", "member", "market", "collector")
    search_fields = ("member__name", "collector__name")


@admin.register(SpotAsker)
class SpotAskerAdmin(ReadOnly):
    list_display = ("person", "user", "given_by", "at", "live")
    list_filter = ("live", "person__partner", "at")
    list_select_related = ("person", "user", "given_by")
    search_fields = ("user__name", "person__member__name")


class Said(ReadOnlyRows):
    model = SaidPayment
    fields = ("amount_idr", "months", "day", "paid_to", "receipt_number", "payment")


@admin.register(SpotAnswer)
class SpotAnswerAdmin(ReadOnly):
    list_display = ("person", "outcome", "by", "at")
    list_filter = ("outcome", "person__partner", "at")
    list_select_related = ("person", "by")
    search_fields = ("person__member__name", "by__name")
    inlines = (Said,)


@admin.register(SaidPayment)
class SaidPaymentAdmin(ReadOnly):
    list_display = ("answer", "amount_idr", "months", "day", "receipt_number")
    list_filter = ("receipt_in_hand", "answer__person__partner")
    list_select_related = ("answer",)
    search_fields = ("receipt_number", "answer__person__member__name")


@admin.register(SpotCase)
class SpotCaseAdmin(ReadOnly):
    list_display = ("id", "kind", "said_idr", "booked_idr", "collector", "owner", "opened_at")
    list_filter = ("kind", "partner", "market")
    list_select_related = ("collector", "owner")
    search_fields = ("collector__name", "answer__person__member__name")


@admin.register(SpotStep)
class SpotStepAdmin(ReadOnly):
    list_display = ("case", "words", "by", "at")
    list_filter = ("case__partner", "at")
    list_select_related = ("case", "by")
    search_fields = ("words", "by__name")


@admin.register(SpotFinding)
class SpotFindingAdmin(ReadOnly):
    list_display = ("case", "finding", "amount_idr", "status", "proposed_by", "decided_by")
    list_filter = ("status", "finding", "case__partner")
    list_select_related = ("case", "proposed_by", "decided_by")
    search_fields = ("explanation", "case__collector__name")
