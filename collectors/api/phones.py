"""`POST /api/v1/phones/`: a browser becomes a phone that can give receipts without a signal."""

from base64 import b64encode

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from collectors.api import examples
from collectors.api.door import NO_TOKEN, REFUSED, CollectorRequest
from collectors.round_serializers import PhoneSerializer
from contributions import phones
from markets.views.devices import device_of


class PhonesView(APIView):
    """Once for each browser and user; one whose storage was emptied comes as a new phone."""

    @extend_schema(
        request=None,
        responses={201: PhoneSerializer, **NO_TOKEN, **REFUSED},
        examples=examples.REGISTERED,
    )
    def post(self, request: CollectorRequest) -> Response:
        session_key, now = request.session.session_key or "", timezone.now()
        phone = phones.register(
            by=request.user, device=device_of(request), session_key=session_key, at=now
        )
        numbers = phones.numbers(phone=phone, session_key=session_key, at=now)
        key = b64encode(phones.signing_key(phone=phone)).decode()
        answer = {"phone": phone.pk, **numbers._asdict(), "key": key}
        return Response(answer, status=201)
