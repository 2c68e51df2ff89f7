"""What the admin pages of every app are built from."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from markets.models import Role, User


class Listed(admin.ModelAdmin):
    """Rows an admin may see and, where the class says so, change. Rights come from the role."""

    list_per_page = 50
    show_full_result_count = False  # counting a million rows beside those shown helps nobody
    may_add = True
    may_change = True
    may_delete = True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_admin(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_admin(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add and _is_admin(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change and _is_admin(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_delete and _is_admin(request)


class ReadOnly(Listed):
    """Rows that only jobs write: money, what was decided, what was recorded."""

    may_add = may_change = may_delete = False


class History(ReadOnly):
    """The versions of the rows of a model, written by trigger at every change."""

    list_filter = ("pgh_label", "pgh_created_at")
    list_select_related = ("pgh_context",)
    ordering = ("-pgh_id",)
    readonly_fields = ("by",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Each version with the name of who made it, looked up in the same query."""
        user = Cast(KeyTextTransform("user", "pgh_context__metadata"), models.BigIntegerField())
        versions = super().get_queryset(request).annotate(by_user=user)
        who = User.objects.filter(pk=OuterRef("by_user"))
        return versions.annotate(by_name=Subquery(who.values("name")[:1]))

    @admin.display(description=_("oleh"))
    def by(self, version: Any) -> str:
        """Who was logged in; jobs and commands change rows without anybody."""
        return version.by_name or "—"

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """When and what happened to which row, then the first columns of what it became."""
        own = [
            field.attname
            for field in self.model._meta.concrete_fields
            if not field.name.startswith("pgh_") and field.name != "id"
        ]
        return ("pgh_created_at", "by", "pgh_label", "pgh_obj_id", *own[:6])


class ReadOnlyRows(admin.TabularInline):
    """Rows shown on the page of the row they belong to."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_admin(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def register_history(model: type[models.Model]) -> None:
    """Show the history of a tracked model, as `history` of its rows."""
    admin.site.register(model, History)


def _is_admin(request: HttpRequest) -> bool:
    user = request.user
    return user.is_authenticated and user.is_active and user.role == Role.ADMIN
