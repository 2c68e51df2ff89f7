"""Phones and what they took without a signal, as their pages list them."""

from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from contributions.models import OfflinePayment, Payment, Phone
from markets import access
from markets.models import Role, User
from markets.sorting import Columns

WAITS = "waits"
TAKEN = Columns(
    first="-tersimpan",
    fields={
        "nama": ("payment__member__name",),
        "kuitansi": ("payment__series__code", "payment__number"),
        "kolektor": ("payment__taken_by__name",),
        "diterima": ("payment__collected_at",),
        "tersimpan": ("payment__received_at",),
        "keadaan": ("status", "flag"),
        "jumlah": ("payment__amount_idr",),
    },
)
# A partner has as many phones as collectors, and some that were lost.
PHONES = Columns(
    first="keadaan",
    fields={
        "seri": ("series__code",),
        "pemegang": ("holder__name",),
        "tersambung": ("seen_at",),
        "terpakai": ("used",),
        "belum": ("missing",),
        "keadaan": ("is_lost", "-seen_at"),
    },
)


def taken_columns(*, which: str, words: str) -> Columns:
    """By what it may be sorted: all that ever came only by when it did."""
    return TAKEN if which == WAITS or words else TAKEN.only("diterima", "tersimpan")


def phones_of(*, user: User) -> QuerySet[Any]:
    """The phones the user may see: a collector her own, others those of their partners.

    Each with how many numbers it `used`, how many before the `latest` one are `missing`, how many
    are still on it, `outstanding`, and whether it `is_lost`.
    """
    of_series = Payment.objects.order_by().filter(series=OuterRef("series")).values("series")
    used = Coalesce(Subquery(of_series.annotate(count=Count("*")).values("count")), 0)
    latest = Coalesce(Subquery(of_series.annotate(latest=Max("number")).values("latest")), 0)
    rows = _reached(Phone.objects.all(), user, holder="holder")
    return (
        rows.select_related("series", "holder", "lost_by", "partner")
        .annotate(used=used, latest=latest)
        .annotate(
            missing=F("latest") - F("used"),
            outstanding=F("series__last_number") - F("latest"),
            is_lost=Q(lost_at__isnull=False),
        )
    )


def taken_of(*, user: User, which: str = "", words: str = "") -> QuerySet[OfflinePayment]:
    """What was taken without a signal: what waits for a treasurer (`which` is WAITS), or all."""
    rows = _reached(OfflinePayment.objects.all(), user, holder="payment__taken_by")
    if which == WAITS:
        rows = rows.filter(settled_at=None).exclude(flag="")
    for word in words.split():
        rows = rows.filter(
            Q(payment__member__name__icontains=word)
            | Q(payment__taken_by__name__icontains=word)
            | Q(payment__series__code__icontains=word)
        )
    return rows.select_related(
        "payment__series",
        "payment__member",
        "payment__taken_by",
        "market",
        "partner",
        "phone__series",
        "settled_by",
        "rebuilt_by",
    ).order_by("-payment__received_at", "pk")


def _reached(rows: QuerySet[Any], user: User, *, holder: str) -> QuerySet[Any]:
    if user.role == Role.COLLECTOR:
        return rows.filter(**{holder: user})
    return rows.filter(partner__in=access.partners_of(user))
