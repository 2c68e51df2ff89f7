"""Into one's practice market, from one account of it to the other, and back to work."""

from django.contrib.auth import BACKEND_SESSION_KEY, login, logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods

from collectors import practice
from markets import access
from markets.models import Role, User

# Kept in the session while one practises: who goes back, and that the password is still the same.
WHO, PROOF = "practising", "practising_proof"


@access.for_roles(*practice.ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def practise(request: access.SignedInRequest) -> HttpResponse:
    """GET: what practice is. POST: which account to go on as."""
    if request.method != "POST":
        return render(request, "collectors/practise.html")
    decision = access.decision(request, *practice.ROLES, "anew", "back")
    if decision == "back":
        return _back(request)
    at = timezone.now()
    if decision == "anew":
        account = practice.begin_anew(by=request.user, at=at)
    else:
        account = practice.account(role=Role(decision), by=request.user, at=at)
    return _go_on_as(request, account)


def _go_on_as(request: access.SignedInRequest, account: User) -> HttpResponse:
    """As the account, with what leads back; a login as another person empties the session."""
    if request.user.practice_of_id is None:
        kept = {WHO: request.user.pk, PROOF: request.user.get_session_auth_hash()}
    else:
        kept = {key: request.session[key] for key in (WHO, PROOF) if key in request.session}
    _log_in(request, account)
    request.session.update(kept)
    return redirect("home")


def _back(request: access.SignedInRequest) -> HttpResponse:
    """To one's own account; to the login where the password was changed meanwhile."""
    owner = request.user.practice_of
    if owner is None or not owner.is_active or not _came_from(request, owner):
        logout(request)
        return redirect("login")
    _log_in(request, owner)
    return redirect("home")


def _came_from(request: access.SignedInRequest, owner: User) -> bool:
    """Whether this session began as the owner's, by the password that still holds."""
    proof = request.session.get(PROOF, "")
    same = constant_time_compare(proof, owner.get_session_auth_hash())
    return same and request.session.get(WHO) == owner.pk


def _log_in(request: access.SignedInRequest, user: User) -> None:
    login(request, user, backend=request.session[BACKEND_SESSION_KEY])
