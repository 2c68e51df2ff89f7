"""Sponsors, what they pay and what they are billed: to be read here, never written."""

from django.contrib import admin

from contributions.models import (
    ListedPerson,
    ProgrammeMarket,
    ProgrammeStop,
    Sponsor,
    SponsoredPayment,
    SponsorProgramme,
    Sponsorship,
    SponsorStatement,
    SponsorStatementLine,
    SponsorTransfer,
)
from markets.admin.base import ReadOnly


@admin.register(Sponsor)
class SponsorAdmin(ReadOnly):
    list_display = ("name", "kind", "partner", "contact_name", "recorded_at")
    list_filter = ("kind", "partner")
    list_select_related = ("partner",)
    search_fields = ("name", "contact_name")


@admin.register(SponsorProgramme)
class SponsorProgrammeAdmin(ReadOnly):
    list_display = ("name", "sponsor", "first_month", "last_month", "budget_idr", "status")
    list_filter = ("status", "partner")
    list_select_related = ("sponsor",)
    search_fields = ("name", "sponsor__name")


@admin.register(ProgrammeMarket)
class ProgrammeMarketAdmin(ReadOnly):
    list_display = ("programme", "market")
    list_filter = ("market",)
    list_select_related = ("programme", "market")
    search_fields = ("programme__name",)


@admin.register(ProgrammeStop)
class ProgrammeStopAdmin(ReadOnly):
    list_display = ("programme", "from_month", "status", "asked_by", "decided_by", "decided_at")
    list_filter = ("status", "programme__partner")
    list_select_related = ("programme", "asked_by", "decided_by")
    search_fields = ("programme__name", "programme__sponsor__name", "reason")


@admin.register(ListedPerson)
class ListedPersonAdmin(ReadOnly):
    list_display = ("programme", "member")
    list_select_related = ("programme", "member")
    search_fields = ("programme__name", "member__name")


@admin.register(Sponsorship)
class SponsorshipAdmin(ReadOnly):
    list_display = ("member", "programme", "place", "first_month", "last_month", "end_reason")
    list_filter = ("end_reason", "market")
    list_select_related = ("programme", "member")
    search_fields = ("member__name", "programme__name")


@admin.register(SponsorStatement)
class SponsorStatementAdmin(ReadOnly):
    list_display = ("number", "sponsor", "month", "amount_idr", "sent_at", "cancelled_at")
    list_filter = ("month", "partner")
    list_select_related = ("sponsor",)
    search_fields = ("sponsor__name",)


@admin.register(SponsorStatementLine)
class SponsorStatementLineAdmin(ReadOnly):
    list_display = ("statement", "member", "contribution_month", "amount_idr", "live")
    list_filter = ("live", "contribution_month", "market")
    list_select_related = ("statement", "member")
    search_fields = ("member__name",)
    ordering = ("-pk",)


@admin.register(SponsorTransfer)
class SponsorTransferAdmin(ReadOnly):
    list_display = ("reference", "sponsor", "amount_idr", "received_on", "booked_by")
    list_filter = ("received_on", "partner")
    list_select_related = ("sponsor", "booked_by")
    search_fields = ("reference", "sponsor__name")


@admin.register(SponsoredPayment)
class SponsoredPaymentAdmin(ReadOnly):
    list_display = ("payment", "sponsor", "line")
    list_select_related = ("payment__series", "sponsor", "line")
    search_fields = ("sponsor__name", "payment__series__code")
