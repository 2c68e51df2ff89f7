"""Drives, who came to them, and posters; planned and made on pages, read here."""

from django.contrib import admin

from markets.admin.base import Listed, ReadOnly
from members.models import Campaign, Drive, NotEnrolled, Poster, PosterUse


@admin.register(Drive)
class DriveAdmin(ReadOnly):
    """Planned on the pages of who is in charge, where its markets and helpers are checked."""

    list_display = ("place", "city", "partner", "first_day", "last_day", "target", "cancelled_at")
    list_filter = ("partner", "first_day")
    list_select_related = ("partner",)
    search_fields = ("place", "city", "van")


@admin.register(Campaign)
class CampaignAdmin(Listed):
    list_display = ("name", "branch", "partner")
    list_filter = ("branch",)
    list_select_related = ("branch", "partner")
    search_fields = ("name",)


@admin.register(NotEnrolled)
class NotEnrolledAdmin(ReadOnly):
    list_display = ("drive", "reason", "by", "at", "taken_back_at")
    list_filter = ("reason", "at")
    list_select_related = ("drive", "by")
    search_fields = ("drive__place", "by__name")


@admin.register(Poster)
class PosterAdmin(ReadOnly):
    """The token is on the paper; here it would only be copied."""

    list_display = ("market", "made_by", "made_at", "revoked_at", "revoked_by")
    list_filter = ("market__partner", "made_at")
    list_select_related = ("market", "made_by", "revoked_by")
    search_fields = ("market__name",)


@admin.register(PosterUse)
class PosterUseAdmin(ReadOnly):
    list_display = ("hour", "times")
    list_filter = ("hour",)
