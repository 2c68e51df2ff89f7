"""What phones send and are given: the shape only, the rules are elsewhere. See docs/offline.md."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from collectors.models import Visit
from contributions.payment_refusals import MOST_MONTHS
from contributions.serializers import MonthField
from markets.amounts import MOST_IDR
from members.forms.enrolment_steps import TOLD_BY_PHONES

AT_ONCE = 50
# More than the database counts is a mistake, and so are times that no phone's clock shows.
MOST_ROW, MOST_NUMBER = 2**63 - 1, 2**31 - 1
FIRST_MOMENT = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # a clock without a battery begins here
LAST_MOMENT = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
MOST_TYPED = 250  # as much as the longest box of the enrolment pages takes
PAYMENT, VISIT, DRAFT = "payment", "visit", "enrolment_draft"


class MomentField(serializers.DateTimeField):
    """A moment by the phone's clock, which may be wrong by years."""

    default_error_messages = {"moment": _("Isi dengan waktu antara tahun 1970 dan 2200.")}

    def to_internal_value(self, value: Any) -> dt.datetime:
        moment = super().to_internal_value(value)
        if not FIRST_MOMENT <= moment < LAST_MOMENT:
            self.fail("moment")
        return moment


class WrittenUUIDField(serializers.UUIDField):
    """A UUID as phones write it; a number is none."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class WrittenMonthField(MonthField):
    """A month written as YYYY-MM, in a body where anything may stand."""

    def to_internal_value(self, data: Any) -> dt.date:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class EntrySerializer(serializers.Serializer[Any]):
    """What every entry has: an id that the phone made, and the time by the phone's clock."""

    id = WrittenUUIDField(label=_("nomor kiriman"))
    told_at = MomentField(label=_("waktu"))


class PaymentEntrySerializer(EntrySerializer):
    """Cash that was taken: the total less `credit_idr`, which comes from her credit.

    `number` is one of the phone's own series, `code` that of the slip.
    """

    kind = serializers.ChoiceField([PAYMENT])
    member = serializers.IntegerField(label=_("peserta"), min_value=1, max_value=MOST_ROW)
    months = serializers.ListField(
        label=_("bulan"), child=WrittenMonthField(), min_length=1, max_length=MOST_MONTHS
    )
    total_idr = serializers.IntegerField(label=_("jumlah uang"), min_value=1, max_value=MOST_IDR)
    credit_idr = serializers.IntegerField(
        label=_("dari kelebihan bayar"), min_value=0, max_value=MOST_IDR, default=0
    )
    number = serializers.IntegerField(
        label=_("nomor kuitansi"), min_value=1, max_value=MOST_NUMBER, allow_null=True, default=None
    )
    code = serializers.CharField(label=_("kode slip"), max_length=20, allow_blank=True, default="")


class VisitEntrySerializer(EntrySerializer):
    """What came of a visit. `next_on` is the day that was promised or asked for."""

    kind = serializers.ChoiceField([VISIT])
    member = serializers.IntegerField(label=_("peserta"), min_value=1, max_value=MOST_ROW)
    outcome = serializers.ChoiceField(Visit.Outcome.choices, label=_("hasil kunjungan"))
    note = serializers.CharField(label=_("catatan"), allow_blank=True, default="")
    next_on = serializers.DateField(label=_("hari yang disebut"), allow_null=True, default=None)


class DraftEntrySerializer(EntrySerializer):
    """An enrolment that was begun. What no page of the enrolment knows is left out."""

    kind = serializers.ChoiceField([DRAFT])
    typed = serializers.DictField(
        label=_("isian"), child=serializers.CharField(max_length=MOST_TYPED, allow_blank=True)
    )

    def validate_typed(self, typed: dict[str, str]) -> dict[str, str]:
        known = {name: text for name, text in typed.items() if name in TOLD_BY_PHONES}
        if not any(known.values()):
            raise serializers.ValidationError(_("Belum ada yang diisi."))
        return known


ENTRIES: dict[str, type[EntrySerializer]] = {
    PAYMENT: PaymentEntrySerializer,
    VISIT: VisitEntrySerializer,
    DRAFT: DraftEntrySerializer,
}


@extend_schema_field(PolymorphicProxySerializer("Entry", {**ENTRIES}, "kind"))
class AnyEntryField(serializers.Field[Any, Any, Any, Any]):
    """Whatever was sent as one entry: each is looked at by itself, and none stops the others."""

    def to_internal_value(self, data: Any) -> Any:
        return data


class BatchSerializer(serializers.Serializer[Any]):
    """What a phone sends at once: `sent_at` by its clock, `phone` null where it has no series."""

    phone = WrittenUUIDField(allow_null=True)
    sent_at = MomentField()
    entries = serializers.ListField(
        child=AnyEntryField(allow_null=True),
        max_length=AT_ONCE,
        error_messages={"max_length": _("Paling banyak {max_length} kiriman sekaligus.")},
    )


class ResultSerializer(serializers.Serializer[Any]):
    """What became of one entry; `sentence` is for the user, in her language."""

    id = serializers.CharField(allow_blank=True, help_text="As it was sent; empty if it is no id.")
    status = serializers.ChoiceField(
        [
            (201, "stored now"),
            (200, "the same was stored before"),
            (409, "the id or number is used, by another body or user; nothing was written"),
            (422, "cannot be understood or recorded; nothing was written"),
            (500, "our mistake: nothing was written, send it again later"),
        ]
    )
    state = serializers.ChoiceField(
        [
            ("stored", "stored"),
            ("flagged", "stored, and a treasurer settles it"),
            ("refused", "refused; the sentence says what to do"),
            ("waiting", "not stored; to be sent again"),
        ]
    )
    sentence = serializers.CharField(allow_blank=True)
    receipt = serializers.CharField(allow_blank=True)
    payment = serializers.UUIDField(allow_null=True)


class BatchAnswerSerializer(serializers.Serializer[Any]):
    """One result for each entry, in their order."""

    results = ResultSerializer(many=True)
