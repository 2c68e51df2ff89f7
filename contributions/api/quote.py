"""`GET /api/v1/quote/`: what a member of a given profile owes for a month. Open to anyone."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contributions import tariff
from contributions.api.throttle import VisitorThrottle
from contributions.serializers import DetailSerializer, PriceSerializer, QuoteQuestionSerializer

EXAMPLE = OpenApiExample(
    "A month of 2026",
    {
        "month": "2026-11",
        "base_idr": 1_600_000,
        "jkk_idr": 8_000,
        "jkm_idr": 3_400,
        "jht_idr": 32_000,
        "relief": {"name": "Keringanan 50% PP 50/2025", "jkk_idr": 8_000, "jkm_idr": 3_400},
        "total_idr": 43_400,
    },
    response_only=True,
    status_codes=["200"],
)


class AlwaysJSON(BaseContentNegotiation):
    """Answers JSON whatever is asked for, so that no Accept header or `format` is an error."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class QuoteView(APIView):
    """Answers 200 with the price, or 400 with a message for each parameter that is wrong.

    A parameter given twice is refused, because nobody can know which one was meant; parameters
    that are not among the five are ignored.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (VisitorThrottle,)
    content_negotiation_class = AlwaysJSON

    @extend_schema(
        parameters=[QuoteQuestionSerializer],
        responses={
            200: PriceSerializer,
            400: OpenApiResponse(dict[str, list[str]], description="What is wrong, by parameter."),
            429: OpenApiResponse(DetailSerializer, description="Asked too often."),
        },
        examples=[EXAMPLE],
    )
    def get(self, request: Request) -> Response:
        asked = _asked(request.query_params)
        try:
            price = tariff.price(
                month=asked["month"],
                declared_income_idr=asked["declared_income"],
                jht=asked["jht"] == "true",
                sector=asked["sector"],
                payer=asked["payer"],
            )
        except tariff.UnableToPrice as error:
            raise ValidationError({"month": [str(error)]}) from error
        return Response(PriceSerializer(price).data)


def _asked(query: QueryDict) -> dict[str, Any]:
    """The parameters, read and checked. Raises ValidationError, a message for each wrong one."""
    names = list(QuoteQuestionSerializer().fields)
    question = QuoteQuestionSerializer(data={name: query[name] for name in names if name in query})
    question.is_valid()
    twice = {name: [_("Isi satu kali saja.")] for name in names if len(query.getlist(name)) > 1}
    if question.errors or twice:
        raise ValidationError({**question.errors, **twice})
    return question.validated_data
