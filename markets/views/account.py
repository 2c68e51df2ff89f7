"""Coming in, going out, and one's own account."""

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from markets import access, menu, password_codes, text_sizes
from markets.account_forms import ChangePasswordForm, LoginForm, TextSizeForm
from markets.models import TextSize
from markets.views import devices


class LoginView(auth_views.LoginView):
    """The first page of everybody."""

    template_name = "markets/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Who does not know yet that her password was set anew by a code learns it first."""
        answer = super().form_valid(form)
        user = form.get_user()
        if password_codes.unacknowledged(user=user).exists():
            answer = redirect("password_was_reset")
        devices.remember(self.request, answer)
        return answer


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
    """Sends each role to the page on which its work begins; who is new here sees the tour first."""
    if request.user.tour_closed_at is None:
        return redirect("tour")
    return redirect(menu.start_page(request.user))


@access.signed_in
@require_GET
def further_pages(request: access.SignedInRequest) -> HttpResponse:
    """The pages of one's role that are not in the bar, each with what one does there."""
    context = {"pages": menu.further_pages(request.user)}
    return render(request, "markets/further_pages.html", context)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: access.SignedInRequest) -> HttpResponse:
    """Who I am here, how large my letters are, and the way out."""
    chosen = {"text_size": request.user.text_size}
    form = TextSizeForm(request.POST if request.method == "POST" else None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        text_sizes.choose(size=TextSize(form.cleaned_data["text_size"]), by=request.user)
        messages.success(request, _("Ukuran huruf Anda sudah disimpan."))
        return redirect("account")
    helped = request.user.password_codes.filter(used_at__isnull=False).select_related("issued_by")
    return render(request, "markets/account.html", {"helped": helped.first(), "form": form})


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def password_was_reset(request: access.SignedInRequest) -> HttpResponse:
    """With whose code my password was set anew: shown at each login until I have said I saw it."""
    if request.method == "POST":
        password_codes.acknowledge(user=request.user, at=timezone.now())
        return redirect("home")
    resets = password_codes.unacknowledged(user=request.user)
    if not resets:
        return redirect("home")
    return render(request, "markets/password_was_reset.html", {"resets": resets})
