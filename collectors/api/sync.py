"""`POST /api/v1/sync/`: what a phone took down without a signal, at most 50 entries at once."""

import logging
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import APIView

from collectors.api import examples
from collectors.api.door import NO_TOKEN, REFUSED, CollectorRequest, refused
from collectors.api.entries import Result, Sender, named_id, take
from collectors.serializers import BatchAnswerSerializer, BatchSerializer
from contributions import phones
from markets import access
from markets.views.devices import device_of

log = logging.getLogger("mitra.sync")
# Fifty drafts with every box filled in take less.
MOST_BYTES = 2**20


class TooLarge(APIException):
    """More than one batch may weigh."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("Kiriman ini terlalu besar.")


class BatchParser(JSONParser):
    """JSON that is neither too long nor nested without end."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        if int(parser_context["request"].META["CONTENT_LENGTH"]) > MOST_BYTES:
            raise TooLarge
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError from None


class SyncView(APIView):
    """Each entry is a transaction of its own: none stops the others, and each may come again."""

    parser_classes = (BatchParser,)

    @extend_schema(
        request=BatchSerializer,
        responses={
            200: BatchAnswerSerializer,
            400: dict[str, Any],
            413: refused("More than 1 MiB."),
            **NO_TOKEN,
            **REFUSED,
        },
        examples=examples.SYNC,
    )
    def post(self, request: CollectorRequest) -> Response:
        batch = BatchSerializer(data=request.data)
        batch.is_valid(raise_exception=True)
        asked = batch.validated_data
        sender = Sender(
            by=request.user,
            phone=_phone(request, asked["phone"]),
            device=device_of(request),
            sent_at=asked["sent_at"],
        )
        results = [_result(entry, sender) for entry in asked["entries"]]
        return Response({"results": [result._asdict() for result in results]})


def _phone(request: CollectorRequest, pk: Any) -> Any:
    """The user's phone of that id, also one that was declared lost; None where none was named."""
    return access.row_or_404(request, phones.of_user(by=request.user), pk=pk) if pk else None


def _result(entry: Any, sender: Sender) -> Result:
    try:
        return take(entry, sender=sender, at=timezone.now())
    except Exception:  # the phone keeps this one, and the others must not wait for it
        log.exception("an entry was not stored: user=%s", sender.by.pk)
        return Result(
            named_id(entry), 500, "waiting", _("Ada kesalahan pada sistem. Akan dikirim lagi.")
        )
