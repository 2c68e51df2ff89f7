"""Coming in, going out, and one's own account."""

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from markets import access, navigation
from markets.account_forms import ChangePasswordForm, LoginForm


class LoginView(auth_views.LoginView):
    """The first page of everybody."""

    template_name = "markets/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True


class ChangePasswordView(auth_views.PasswordChangeView):
    """A new password for who knows the old one."""

    template_name = "markets/change_password.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("account")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, _("Kata sandi Anda sudah diganti."))
        return super().form_valid(form)


login = access.public(LoginView.as_view())
logout = access.public(auth_views.LogoutView.as_view())
change_password = access.signed_in(ChangePasswordView.as_view())


@access.signed_in
@require_GET
def home(request: access.SignedInRequest) -> HttpResponse:
    """Sends each role to the page on which its work begins."""
    return redirect(navigation.start_page(request.user))


@access.signed_in
@require_GET
def account(request: access.SignedInRequest) -> HttpResponse:
    """Who I am here, and the way out."""
    helped = request.user.password_codes.filter(used_at__isnull=False).select_related("issued_by")
    return render(request, "markets/account.html", {"helped": helped.first()})
