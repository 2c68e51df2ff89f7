"""What the addresses for phones have in common: collectors only, and nobody keeps the answer."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control
from drf_spectacular.utils import OpenApiResponse
from rest_framework.views import APIView

from contributions.serializers import DetailSerializer
from markets import access
from markets.models import Role


class CollectorRequest(access.SignedInRequest):
    """What a view behind a door receives: DRF's request, which hands on all of Django's."""

    data: Any
    query_params: QueryDict


def refused(why: str) -> OpenApiResponse:
    """A refusal of the whole request, for the API's document."""
    return OpenApiResponse(DetailSerializer, description=why)


REFUSED = {
    401: refused("Nobody is logged in; never redirected."),
    404: refused("Another role, or another user's phone."),
}
NO_TOKEN = {403: refused("The CSRF token is missing or old: ask for the session first.")}


def door(
    view: type[APIView],
    *,
    unknown: Callable[[HttpRequest], HttpResponseBase] = access.unauthorized,
) -> Any:
    """The view, for collectors: others are answered 404, and who is not logged in 401.

    Or as `unknown` says.
    """
    guarded = access.for_roles_of_the_api(Role.COLLECTOR, unknown=unknown)(view.as_view())
    return cache_control(private=True, no_store=True)(guarded)
