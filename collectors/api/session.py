"""`GET /api/v1/session/`: who is logged in, and a fresh token to send with."""

from django.middleware.csrf import get_token
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from collectors.api import examples
from collectors.api.door import REFUSED, CollectorRequest
from collectors.round_serializers import SessionSerializer


class SessionView(APIView):
    """Asked before each flush, so that no entry is sent under another user's name."""

    @extend_schema(responses={200: SessionSerializer, **REFUSED}, examples=examples.SESSION)
    def get(self, request: CollectorRequest) -> Response:
        user = request.user
        return Response({"user": user.pk, "name": user.name, "csrf": get_token(request)})
