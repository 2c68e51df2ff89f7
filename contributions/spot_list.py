"""Which people were drawn, who asked them, what became of it: searched, filtered, in order."""

import datetime as dt
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from contributions import spot_cases, wording
from contributions.models import SpotAnswer, SpotAsker, SpotCase, SpotDraw, SpotPerson
from markets.models import Partner
from markets.sorting import Columns

WAITING, SENT = "tunggu", "dikirim"
STATES = [
    (WAITING, _("Belum ada penanya")),
    (SENT, _("Ada penanya, belum dijawab")),
    *SpotAnswer.Outcome.choices,
]


# Some of every market a month, and fewer whose answers differ: sorted quickly.
PEOPLE_COLUMNS = Columns(
    first="tempat",
    fields={
        "nama": ("member__name",),
        "tempat": ("market__name", "here__block__walking_order", "member__name"),
        "kolektor": ("collector__name",),
        "penanya": ("asker_name",),
        "keadaan": ("state",),
    },
)
CASE_COLUMNS = Columns(
    first="umur",
    fields={
        "nama": ("answer__person__member__name",),
        "perbedaan": ("kind",),
        "kolektor": ("collector__name",),
        "umur": ("opened_at",),
        "siapa": ("owner__name",),
        "pedagang": ("said_idr",),
        "buku": ("booked_idr",),
    },
)


def drawn_months(*, partners: QuerySet[Partner]) -> list[dt.date]:
    """The months in which one of these partners has drawn, the latest first."""
    found = SpotDraw.objects.filter(partner__in=partners).order_by("-month")
    return list(found.values_list("month", flat=True).distinct())


def with_places(people: QuerySet[SpotPerson]) -> QuerySet[Any]:
    """The people with where each is found: `block_name`, `stall_kind`, `stall_number`."""
    return people.alias(
        here=FilteredRelation(
            "member__placements",
            condition=Q(member__placements__find_here=True, member__placements__last_day=None),
        )
    ).annotate(
        block_name=F("here__block__name"),
        stall_kind=F("here__stall__kind"),
        stall_number=F("here__stall__number"),
    )


def placed(row: Any) -> Any:
    """The row of `with_places` with `place`, in words: block and stall."""
    row.place = wording.place_words(
        block=row.block_name, stall_kind=row.stall_kind, stall_number=row.stall_number
    )
    return row


def people(
    *, partners: QuerySet[Partner], month: dt.date | None, state: str = "", text: str = ""
) -> QuerySet[Any]:
    """The drawn of a month, with `state`, `asker_name`, `differences`."""
    asker = SpotAsker.objects.filter(person=OuterRef("pk"), live=True)
    answer = SpotAnswer.objects.filter(person=OuterRef("pk"))
    found = (
        with_places(SpotPerson.objects.filter(partner__in=partners, draw__month=month))
        .annotate(
            asker_name=Subquery(asker.values("user__name")[:1]),
            outcome=Subquery(answer.values("outcome")[:1]),
            differences=Count("answers__cases", distinct=True),
        )
        .annotate(
            state=Case(
                When(outcome__isnull=False, then=F("outcome")),
                When(asker_name__isnull=False, then=Value(SENT)),
                default=Value(WAITING),
                output_field=CharField(),
            )
        )
    )
    if state:
        found = found.filter(state=state)
    for word in text.split():
        found = found.filter(Q(member__name__icontains=word) | Q(collector__name__icontains=word))
    return found.select_related("member", "market", "collector", "draw", "partner")


def cases(
    *, partners: QuerySet[Partner], state: str = "", kind: str = "", text: str = ""
) -> QuerySet[Any]:
    """Cases: open (or waiting, `tunggu`), closed (`tutup`) or all (`semua`)."""
    found: QuerySet[Any] = spot_cases.with_state(SpotCase.objects.filter(partner__in=partners))
    if state == "tutup":
        found = found.filter(is_closed=True)
    elif state == "tunggu":
        found = found.filter(waits=True)
    elif state != "semua":
        found = found.filter(is_closed=False)
    if kind in SpotCase.Kind.values:
        found = found.filter(kind=kind)
    for word in text.split():
        found = found.filter(
            Q(answer__person__member__name__icontains=word) | Q(collector__name__icontains=word)
        )
    return found.select_related("answer__person__member", "collector", "owner", "market", "partner")


def open_cases(*, partner: Partner) -> QuerySet[Any]:
    """The partner's cases that nobody has closed, the oldest first."""
    return CASE_COLUMNS.order().of(cases(partners=Partner.objects.filter(pk=partner.pk)))
