"""`GET /api/v1/round/`: what a phone carries on a round without a signal."""

from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from collectors import phone_round, visits
from collectors.api import examples
from collectors.api.door import REFUSED, CollectorRequest, refused
from collectors.models import Visit
from collectors.round_serializers import RoundSerializer
from contributions import phones
from markets import access, months
from markets.models import User
from members.forms.enrolment import Entry
from members.forms.enrolment_work import PlaceForm

PHONE = OpenApiParameter("phone", UUID, required=True, description="As it was registered.")


class RoundView(APIView):
    """Everybody of the collector's own places who can pay, and the numbers the phone may give."""

    @extend_schema(
        parameters=[PHONE],
        responses={
            200: RoundSerializer,
            400: dict[str, list[str]],
            410: refused("The phone was declared lost: it drops its round. Also without a login."),
            **REFUSED,
        },
        examples=examples.ROUND,
    )
    def get(self, request: CollectorRequest) -> Response:
        user, now = request.user, timezone.now()
        phone = access.row_or_404(
            request, phones.of_user(by=user), pk=_uuid(request.query_params.get("phone", ""))
        )
        session_key = request.session.session_key or ""
        try:
            numbers = phones.numbers(phone=phone, session_key=session_key, at=now)
        except phones.PhoneIsLost as refusal:
            logout(request)  # a login that was not known when it was declared lost
            return Response({"detail": str(refusal)}, status=410)
        people = phone_round.people(user=user, at=now)
        return Response(
            {
                "user": user.pk,
                "name": user.name,
                "prepared_at": now,
                "day": months.law_day(now),
                "phone": phone.pk,
                "numbers": {"series": numbers.series, "last": numbers.last},
                "outcomes": _outcomes(),
                "places": _places(user, now),
                "people": [vars(person) for person in people],
            }
        )


def lost_or_unknown(request: HttpRequest) -> HttpResponseBase:
    """Who is not logged in: a phone declared lost, whose login ended with that, drops its round.

    Nobody guesses its id, and it says nothing else.
    """
    try:
        phones.refuse_lost(phone_id=UUID(request.GET.get("phone", "")))
    except phones.PhoneIsLost as refusal:
        return JsonResponse({"detail": str(refusal)}, status=410)
    except ValueError:
        pass
    return access.unauthorized(request)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValidationError({"phone": [_("Isi dengan nomor ponsel yang terdaftar.")]}) from None


def _outcomes() -> list[dict[str, Any]]:
    return [_outcome(outcome, visits.WITH_A_DAY.get(outcome)) for outcome in Visit.Outcome]


def _outcome(outcome: Visit.Outcome, days: visits.DayRange | None) -> dict[str, Any]:
    return {
        "value": outcome.value,
        "label": outcome.label,
        "needs_day": days is not None,
        "first_in_days": days.first_in_days if days else None,
        "last_in_days": days.last_in_days if days else None,
    }


def _places(user: User, now: Any) -> list[dict[str, Any]]:
    """The places of the enrolment page: what a draft says of the place must be one of them."""
    entry = Entry(by=user, on=months.law_day(now))
    choices = PlaceForm(entry=entry).fields["place"].choices  # type: ignore[attr-defined]
    return [{"value": value, "label": label} for value, label in choices if value]
