"""The pages behind a poster's code, open to anybody: nothing is looked up, little is kept."""

from uuid import uuid4

from axes.helpers import get_client_ip_address
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from markets import access, months
from members import posters, self_enrolment
from members.forms.enrolment import StepForm
from members.forms.enrolment_steps import blank
from members.forms.enrolment_work import OCCUPATIONS
from members.forms.self_enrolment import OwnWalk, visit
from members.models import Poster

NO_LONGER, TOO_MANY = 404, 429
AN_HOUR = "3600"


@access.public
@sensitive_post_parameters()
@sensitive_variables("walk")
@require_http_methods(["GET", "HEAD", "POST"])
def begin_enrolment(request: HttpRequest, token: str) -> HttpResponse:
    """Page by page, then everything to be checked; only what is sent at the end is kept."""
    poster = posters.of_token(token)
    if poster is None:
        return _closed(request)
    entry = visit(market=poster.market, on=months.law_day(timezone.now()))
    if request.method != "POST":
        walk = OwnWalk(blank(), entry=entry)
        return _ask(request, poster, walk, walk.forms[0])
    go, posted = request.POST.get("go", "next"), request.POST.get("step", "")
    walk = OwnWalk(request.POST.dict(), entry=entry, posted=posted if go == "next" else "")
    wanted = walk.page(go)
    if wanted is None:
        current = walk.page(posted)
        is_open = current is not None and not current.is_valid()
        wanted = current if is_open else walk.first_open()
    if wanted is not None:
        return _ask(request, poster, walk, wanted)
    return _begin(request, poster, walk) if go == "send" else _check(request, poster, walk)


def _begin(request: HttpRequest, poster: Poster, walk: OwnWalk) -> HttpResponse:
    """The same answer for everybody, whether the NIK is known or not."""
    try:
        id = self_enrolment.begin(
            id=walk.draft or uuid4(),
            poster=poster,
            typed=walk.typed(),
            address=get_client_ip_address(request) or "",
            at=timezone.now(),
        )
    except self_enrolment.UnableToBegin as refusal:
        if refusal.code == "revoked":
            return _closed(request)
        response = _check(request, poster, walk, refusal=str(refusal), status=TOO_MANY)
        response["Retry-After"] = AN_HOUR
        return response
    context = {"poster": poster, "code": self_enrolment.code(id)}
    return _private(render(request, "members/self_enrol_done.html", context))


def _ask(request: HttpRequest, poster: Poster, walk: OwnWalk, form: StepForm) -> HttpResponse:
    context = {
        "poster": poster,
        "walk": walk,
        "form": form,
        "number": walk.number(form),
        "before": walk.before(form),
        "carried": walk.carried(form),
        "occupations": OCCUPATIONS,
    }
    return _private(render(request, "members/self_enrol.html", context))


def _check(
    request: HttpRequest, poster: Poster, walk: OwnWalk, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {"poster": poster, "walk": walk, "carried": walk.carried(None), "refusal": refusal}
    return _private(render(request, "members/self_enrol_check.html", context, status=status))


def _closed(request: HttpRequest) -> HttpResponse:
    return _private(render(request, "members/self_enrol_closed.html", status=NO_LONGER))


def _private(response: HttpResponse) -> HttpResponse:
    """What was typed stays on this phone only, and the address is not found by searching."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
