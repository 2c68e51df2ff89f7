"""The people who work with the system."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from markets.admin.base import Listed, ReadOnly
from markets.models import PasswordCode, User


class UserForm(forms.ModelForm):
    """Which partner or branch fits the role is the model's rule `scope_fits_the_role`."""

    class Meta:
        model = User
        fields = ("username", "name", "phone", "role", "partner", "branch", "is_active")


@admin.register(User)
class UserAdmin(Listed):
    """People are never deleted, only made inactive; nobody here sets another person's password."""

    form = UserForm
    may_delete = False
    list_display = ("name", "username", "role", "partner", "branch", "is_active", "last_login")
    list_filter = ("role", "is_active", "branch", "partner")
    list_select_related = ("partner", "branch")
    search_fields = ("name", "username", "phone")
    autocomplete_fields = ("partner", "branch")
    fields = (
        "username",
        "name",
        "phone",
        "role",
        "partner",
        "branch",
        "is_active",
        "password_help",
        "last_login",
        "date_joined",
    )
    readonly_fields = ("password_help", "last_login", "date_joined")

    @admin.display(description=_("kata sandi"))
    def password_help(self, user: User) -> str | SafeString:
        """Where a one-time code is issued, with which the person chooses her own password."""
        if user._state.adding:
            return str(_("Simpan dahulu, lalu buat kode sekali pakai."))
        address = reverse("issue_password_code", args=[user.pk])
        return format_html('<a href="{}">{}</a>', address, _("Buat kode sekali pakai"))

    def save_model(
        self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool
    ) -> None:
        """A new person has no password until she spends her code."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(PasswordCode)
class PasswordCodeAdmin(ReadOnly):
    list_display = (
        "user",
        "issued_by",
        "issued_at",
        "expires_at",
        "used_at",
        "acknowledged_at",
        "wrong_tries",
    )
    list_filter = ("issued_at", "used_at")
    list_select_related = ("user", "issued_by")
    search_fields = ("user__name", "user__username", "issued_by__name")
    exclude = ("code_hash",)
