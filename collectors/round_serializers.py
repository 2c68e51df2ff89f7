"""What a phone is given before a round. See docs/offline.md."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from members.models.member import Sex

MONTH_AND_IDR = {
    "type": "array",
    "prefixItems": [{"type": "string"}, {"type": "integer"}],
    "minItems": 2,
    "maxItems": 2,
}


class SessionSerializer(serializers.Serializer[Any]):
    """Who is logged in, and the token that what is sent must carry as `X-CSRFToken`."""

    user = serializers.IntegerField()
    name = serializers.CharField()
    csrf = serializers.CharField()


class PhoneSerializer(serializers.Serializer[Any]):
    """A phone with its receipt series, its first numbers and the key that signs its slips."""

    phone = serializers.UUIDField()
    series = serializers.CharField()
    first = serializers.IntegerField()
    last = serializers.IntegerField()
    key = serializers.CharField(help_text="32 bytes as base64; given this once.")


class NumbersSerializer(serializers.Serializer[Any]):
    """Up to which number of its series the phone may give receipts."""

    series = serializers.CharField()
    last = serializers.IntegerField()


class OutcomeSerializer(serializers.Serializer[Any]):
    """What can come of a visit; with `needs_day` a day is named, in days after the visit's own."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    needs_day = serializers.BooleanField()
    first_in_days = serializers.IntegerField(
        allow_null=True, help_text="The first day that may be named: 0 is the day of the visit."
    )
    last_in_days = serializers.IntegerField(
        allow_null=True, help_text="The last day that may be named."
    )


class PlaceSerializer(serializers.Serializer[Any]):
    """Where a person can be enrolled: `value` goes into `typed.place`."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


@extend_schema_field(MONTH_AND_IDR)
class MonthAndIdrField(serializers.Field[Any, Any, Any, Any]):
    """A month as YYYY-MM and what it costs in rupiah."""


class PersonSerializer(serializers.Serializer[Any]):
    """One person: where she is found, how she stands, and what she can pay, month by month."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    sex = serializers.ChoiceField(choices=Sex.choices, help_text="How she or he is addressed.")
    market = serializers.CharField()
    block = serializers.CharField(allow_blank=True)
    stall = serializers.CharField(allow_blank=True)
    contact = serializers.CharField(allow_blank=True, help_text="Her telephone number.")
    stage = serializers.CharField(
        allow_blank=True, help_text="How far her debt has come, in words."
    )
    lapses_after = serializers.DateField(allow_null=True)
    visit = serializers.CharField(
        allow_blank=True, help_text="What came of the last one, in words."
    )
    owes = serializers.BooleanField(help_text="Whether the worklist has her among those who owe.")
    postponed = serializers.BooleanField(help_text="Whether that visit puts off the next one.")
    market_closed = serializers.BooleanField(
        help_text="Whether her market is closed on `day`: then nobody there is to be visited."
    )
    covered_until = serializers.DateField(allow_null=True)
    owed = serializers.IntegerField(
        help_text="How many of the months have begun, billed or not: the first ones."
    )
    is_after_gap = serializers.BooleanField(
        help_text="Whether a month that she does not pay herself is open before `months`: those "
        "ahead then do not cover."
    )
    months = serializers.ListField(
        child=MonthAndIdrField(), help_text="In the only order in which they can be paid."
    )
    billed = serializers.ListField(
        child=serializers.CharField(), help_text="The months of `months` that are asked of her now."
    )
    credit_idr = serializers.IntegerField()
    problem = serializers.CharField(
        allow_blank=True, help_text="Why nothing, or less, can be taken: a sentence for the user."
    )


class RoundSerializer(serializers.Serializer[Any]):
    """Everybody of the collector's own places who can pay, in the order of the walk."""

    user = serializers.IntegerField()
    name = serializers.CharField()
    prepared_at = serializers.DateTimeField()
    day = serializers.DateField()
    phone = serializers.UUIDField()
    numbers = NumbersSerializer()
    outcomes = OutcomeSerializer(many=True)
    places = PlaceSerializer(many=True)
    people = PersonSerializer(many=True)
