"""Who may see and do what: the one place every app above asks.

Two questions are answered here. Which addresses may a role open: every view says so with
`for_roles`, `signed_in` or `public`, and a test over the URLconf fails where one does not.
Which rows may a user reach: `markets_of`, `partners_of`; everything else answers 404.
"""

import functools
import logging
from collections.abc import Callable, Collection
from typing import Any, NoReturn, TypeVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from markets import months, practice
from markets.models import Market, Partner, Role, User

log = logging.getLogger("mitra.access")

PUBLIC = frozenset({"public"})
LOOKS = ("GET", "HEAD")

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class SignedInRequest(HttpRequest):
    """A request of a known user; what a view behind `for_roles` receives."""

    user: User


def public(view: View) -> View:
    """Anyone may open this, logged in or not."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def _to_the_login(request: HttpRequest) -> HttpResponseBase:
    if request.method in LOOKS:
        return redirect_to_login(request.get_full_path())
    # What was sent is lost, and an address that only takes what is sent leads back to nothing.
    messages.warning(request, _("Sesi Anda berakhir; yang terakhir belum tersimpan."))
    return redirect_to_login(resolve_url("home"))


def _not_in_practice(request: HttpRequest) -> HttpResponseBase:
    messages.warning(request, _("Ini tidak bisa dicoba dalam latihan."))
    return redirect("home")


def _refused_in_practice(request: HttpRequest) -> HttpResponseBase:
    refuse(request, "practice")


def unauthorized(request: HttpRequest) -> HttpResponseBase:
    """The API's answer to who is not logged in."""
    detail = _("Anda belum masuk, atau sesi Anda berakhir. Masuk lagi.")
    headers = {"WWW-Authenticate": "Session"}
    return JsonResponse({"detail": detail}, status=401, headers=headers)


def for_roles(
    *roles: Role,
    reads: Collection[Role] = (),
    unknown: Callable[[HttpRequest], HttpResponseBase] = _to_the_login,
    not_in_practice: Callable[[HttpRequest], HttpResponseBase] = _not_in_practice,
) -> Callable[[Callable[..., HttpResponseBase]], Any]:
    """Only these roles may open this: others get 404, who is not logged in goes to the login.

    `reads` may look at it too, and send nothing. `unknown` answers who is not logged in, and
    `not_in_practice` a practice account that sends what cannot be practised.
    """

    def declare(
        view: Callable[..., HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return unknown(request)
            role = request.user.role
            if role not in roles and not (role in reads and request.method in LOOKS):
                refuse(request, "role")
            match = request.resolver_match
            address = match.url_name if match else None
            if request.method not in LOOKS and not practice.may_send(
                user=request.user, address=address
            ):
                return not_in_practice(request)
            return view(request, *args, **kwargs)

        guarded.access = frozenset({*roles, *reads})  # type: ignore[attr-defined]
        return guarded

    return declare


def for_roles_of_the_api(
    *roles: Role, unknown: Callable[[HttpRequest], HttpResponseBase] = unauthorized
) -> Callable[[Callable[..., HttpResponseBase]], Any]:
    """As `for_roles`; who is not logged in is answered 401, and nobody is redirected."""
    return for_roles(*roles, unknown=unknown, not_in_practice=_refused_in_practice)


def signed_in(view: Callable[..., HttpResponseBase]) -> Any:
    """Any logged-in person may open this."""
    return for_roles(*Role)(view)


def refuse(request: HttpRequest, why: str) -> NoReturn:
    """Answer 404 and leave a trace of who asked for what. Raises Http404 always."""
    log.warning(
        "refused: user=%s role=%s why=%s method=%s route=%s",
        getattr(request.user, "pk", None),
        getattr(request.user, "role", None),
        why,
        request.method,
        request.resolver_match.route if request.resolver_match else "?",
    )
    raise Http404


def markets_of(user: User) -> QuerySet[Market]:
    """The markets whose people and money the user may reach today."""
    if user.role == Role.ADMIN:
        return Market.objects.all()
    if user.role == Role.COLLECTOR:
        today = months.law_day(timezone.now())
        return Market.objects.filter(
            Q(assignments__last_day__isnull=True) | Q(assignments__last_day__gte=today),
            assignments__collector=user,
            assignments__first_day__lte=today,
            partner=user.partner_id,  # who went to another partner reaches the old one's no more
        ).distinct()
    if user.partner_id:
        return Market.objects.filter(partner=user.partner_id)
    return Market.objects.filter(partner__branch=user.branch_id, partner__branch__isnull=False)


def partners_of(user: User) -> QuerySet[Partner]:
    """The partners whose books the user may reach: collectors reach none."""
    if user.role == Role.ADMIN:
        return Partner.objects.all()
    if user.role == Role.COLLECTOR:
        return Partner.objects.none()
    if user.partner_id:
        return Partner.objects.filter(pk=user.partner_id)
    return Partner.objects.filter(branch=user.branch_id, branch__isnull=False)


def row_or_404(request: SignedInRequest, rows: QuerySet[Any], **lookup: Any) -> Any:
    """The one row the user may reach. A row outside the scope is answered like a missing one.

    `rows` must already be narrowed to what the user reaches (with `markets_of` or
    `partners_of`). Raises Http404, and logs it.
    """
    row = rows.filter(**lookup).first()
    if row is None:
        refuse(request, "scope")
    return row


def decision(request: HttpRequest, *offered: str, name: str = "decision") -> str:
    """Which of the decisions that a page offers was sent. Any other raises Http404, and is logged.

    So nothing is refused or cancelled because a page sent what nobody chose.
    """
    sent = request.POST.get(name, "")
    if sent not in offered:
        refuse(request, "decision")
    return sent


def typed(request: HttpRequest, name: str, *, most: int = 500) -> str:
    """What was typed into the field `name` beside a decision, without what no keyboard sends."""
    return request.POST.get(name, "").replace("\x00", "")[:most]
