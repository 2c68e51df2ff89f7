"""Links of receipts that count no more, and check codes that were wrong."""

from django.contrib import admin

from contributions.models import ReplacedLink, WrongCode
from markets.admin.base import ReadOnly


@admin.register(ReplacedLink)
class ReplacedLinkAdmin(ReadOnly):
    list_display = ("payment", "reason", "by", "at")
    list_filter = ("reason", "market", "at")
    list_select_related = ("payment__series", "by")
    search_fields = ("payment__member__name", "payment__series__code")
    # The new one opens the receipt's public page: it belongs to the payer.
    exclude = ("token", "former_token")


@admin.register(WrongCode)
class WrongCodeAdmin(ReadOnly):
    list_display = ("receipt", "by", "at")
    list_filter = ("at",)
    list_select_related = ("by",)
    search_fields = ("receipt", "by__name")
