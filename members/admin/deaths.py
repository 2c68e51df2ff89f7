"""Deaths as they were reported, and the cards for members' books."""

from django.contrib import admin

from markets.admin.base import ReadOnly
from members.models import Card, Death, DeathReversal


@admin.register(Death)
class DeathAdmin(ReadOnly):
    list_display = ("member", "died_on", "status", "reported_by", "reported_at", "confirmed_by")
    list_filter = ("status", "at_work", "market", "reported_at")
    list_select_related = ("member", "reported_by", "confirmed_by")
    search_fields = ("member__name", "reported_by__name")


@admin.register(DeathReversal)
class DeathReversalAdmin(ReadOnly):
    list_display = ("member", "asked_by", "asked_at", "status", "decided_by", "decided_at")
    list_filter = ("status", "market", "asked_at")
    list_select_related = ("member", "asked_by", "decided_by")
    search_fields = ("member__name", "asked_by__name")


@admin.register(Card)
class CardAdmin(ReadOnly):
    list_display = ("member", "made_by", "made_at", "revoked_by", "revoked_at", "revoke_reason")
    list_filter = ("revoke_reason", "market", "made_at")
    list_select_related = ("member", "made_by", "revoked_by")
    search_fields = ("member__name", "made_by__name", "check_code")
    # The token opens the card's public page: it belongs to the member.
    exclude = ("token",)
