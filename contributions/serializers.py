"""What the API takes and gives: the shape only, the rules are elsewhere."""

import datetime as dt
import re
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contributions.pricing import FIRST_MONTH, LAST_MONTH, Price
from markets import months
from members.models import PayerKind, Sector

REQUIRED: dict[str, Any] = {"required": _("Wajib diisi."), "null": _("Wajib diisi.")}


@extend_schema_field({"type": "string", "pattern": "^20[1-9][0-9]-(0[1-9]|1[0-2])$"})
class MonthField(serializers.Field[dt.date, str, str, Any]):
    """A month of the published range, written as YYYY-MM."""

    default_error_messages = {"invalid": _("Isi dengan bulan 2015-07 sampai 2099-12 (YYYY-MM).")}

    def to_internal_value(self, data: str) -> dt.date:
        try:
            month = months.parse(data)
        except ValueError:
            self.fail("invalid")
        if not FIRST_MONTH <= month <= LAST_MONTH:
            self.fail("invalid")
        return month

    def to_representation(self, value: dt.date) -> str:
        return f"{value:%Y-%m}"


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": 999_999_999})
class IncomeField(serializers.Field[int, str, int, Any]):
    """Declared monthly income in whole rupiah, in plain digits without sign or leading zero."""

    default_error_messages = {
        "invalid": _("Isi dengan bilangan bulat 1 sampai 999999999, angka saja.")
    }

    def to_internal_value(self, data: str) -> int:
        if not re.fullmatch(r"[1-9][0-9]{0,8}", data):
            self.fail("invalid")
        return int(data)

    def to_representation(self, value: int) -> int:
        return value


def one_of(words: list[str]) -> serializers.ChoiceField:
    """A parameter that is exactly one of these words."""
    message = format_lazy(_("Isi dengan salah satu dari: {words}."), words=", ".join(words))
    return serializers.ChoiceField(words, error_messages=REQUIRED | {"invalid_choice": message})


class QuoteQuestionSerializer(serializers.Serializer[Any]):
    """The five parameters of a quote; all are required."""

    month = MonthField(error_messages=REQUIRED)
    declared_income = IncomeField(error_messages=REQUIRED)
    jht = one_of(["true", "false"])
    sector = one_of(Sector.values)
    payer = one_of(PayerKind.values)


class ReliefSerializer(serializers.Serializer[Any]):
    """What a relief takes off, in rupiah."""

    name = serializers.CharField()
    jkk_idr = serializers.IntegerField()
    jkm_idr = serializers.IntegerField()


class PriceSerializer(serializers.Serializer[Price]):
    """What is owed for a month, relief already taken off, in rupiah."""

    month = MonthField()
    base_idr = serializers.IntegerField()
    jkk_idr = serializers.IntegerField()
    jkm_idr = serializers.IntegerField()
    jht_idr = serializers.IntegerField()
    relief = ReliefSerializer(allow_null=True)
    total_idr = serializers.IntegerField()


class DetailSerializer(serializers.Serializer[Any]):
    """Why a request as a whole was refused."""

    detail = serializers.CharField()
