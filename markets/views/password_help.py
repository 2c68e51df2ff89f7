"""Handing out a code for a forgotten password, and spending it."""

import logging

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from axes.utils import reset as forget_failed_logins
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from markets import access, password_codes
from markets.account_forms import SpendCodeForm
from markets.models import Role
from markets.views.search import search_text

log = logging.getLogger("mitra.accounts")
A_PAGE = 50
# Wrong codes are counted like wrong passwords, against this name (which nobody can have, for its
# spaces) and the address that asks: whose code was meant does not matter.
GUESSES = {"username": "kode kata sandi"}

helpers = access.for_roles(Role.TREASURER, Role.REVIEWER, Role.ADMIN)


@helpers
@require_GET
def people_i_help(request: access.SignedInRequest) -> HttpResponse:
    """The people to whom I may hand a code."""
    query = search_text(request)
    people = password_codes.people_helped_by(request.user).select_related("partner", "branch")
    if query:
        people = people.filter(Q(name__icontains=query) | Q(username__icontains=query))
    page = Paginator(people.order_by("name", "pk"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "markets/people_i_help.html", {"page": page, "query": query})


@helpers
@never_cache
@require_http_methods(["GET", "POST"])
def issue_password_code(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Ask once, then show the code once."""
    person = access.row_or_404(request, password_codes.people_helped_by(request.user), pk=pk)
    context = {"person": person}
    if request.method == "POST":
        code = password_codes.issue(user=person, by=request.user, at=timezone.now())
        log.info("password code issued: user=%s by=%s", person.pk, request.user.pk)
        context |= {"code": password_codes.written(code)}
    return render(request, "markets/issue_password_code.html", context)


@access.public
@never_cache
@sensitive_post_parameters("code", "new_password", "repeated")
@require_http_methods(["GET", "POST"])
def spend_password_code(request: HttpRequest) -> HttpResponse:
    """A new password for who holds a code; who keeps guessing is made to wait."""
    form = SpendCodeForm(request.POST or None)
    if request.method == "POST" and not AxesProxyHandler.is_allowed(request, GUESSES):
        return get_lockout_response(request, credentials=GUESSES)
    if form.is_valid():
        try:
            user = password_codes.spend(
                username=form.cleaned_data["username"],
                code=form.cleaned_data["code"],
                new_password=form.cleaned_data["new_password"],
                at=timezone.now(),
            )
        except password_codes.UnableToSpendCode as refusal:
            for sentence in refusal.sentences:
                form.add_error(None, sentence)
            if refusal.guessed:
                AxesProxyHandler.user_login_failed(__name__, GUESSES, request)
        else:
            forget_failed_logins(username=user.username)
            log.info("password code spent: user=%s", user.pk)
            messages.success(request, _("Kata sandi baru sudah tersimpan. Silakan masuk."))
            return redirect("login")
    return render(request, "markets/spend_password_code.html", {"form": form})
