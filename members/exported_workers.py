"""Who waits to be exported to BPJS, which files were made, and who stands in one of them."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, Q, QuerySet

from markets.models import Market, Partner
from markets.sorting import Columns, Order
from members import exporting
from members.chosen_people import Chosen, narrowed
from members.models import Enrolment, WorkerExport, WorkerExportReading

A_PAGE = 50
# A file a week for each partner: all that were ever made are sorted quickly.
COLUMNS = Columns(
    first="-dibuat",
    fields={
        "dibuat": ("at",),
        "mitra": ("partner__name",),
        "orang": ("people",),
        "oleh": ("by__name",),
        "diunduh": ("taken", "last_taken"),
    },
)


@dataclass(frozen=True)
class Waiting:
    """So many people of that partner are in no file yet."""

    partner: Partner
    people: int


@dataclass(frozen=True)
class Overview:
    """The partners with people who wait, and a page of the files made before."""

    waiting: list[Waiting]
    page: Page[Any]  # of WorkerExport, with how often and when last it was taken


@dataclass(frozen=True)
class Contents:
    """One file: a page of its people, how many have no number yet, and who took it when."""

    page: Page[Any]  # of ExportedWorker, with the name, and whether there is a number
    without_number: int
    readings: list[WorkerExportReading]


def overview(
    *,
    markets: QuerySet[Market],
    partners: QuerySet[Partner],
    chosen: int | None,
    order: Order,
    page: str | None,
) -> Overview:
    """What waits, and the earlier files, of the chosen partner (by id) or of all, in that order."""
    if chosen:
        partners = partners.filter(pk=chosen)
    found = exporting.waiting(markets=markets).order_by().values("member__market__partner")
    counted = dict(
        found.annotate(people=Count("pk")).values_list("member__market__partner", "people")
    )
    made = WorkerExport.objects.filter(partner__in=partners).defer("sealed")
    made = made.annotate(taken=Count("readings"), last_taken=Max("readings__at"))
    return Overview(
        waiting=[
            Waiting(partner, counted[partner.pk])
            for partner in partners.order_by("name")
            if partner.pk in counted
        ],
        page=Paginator(order.of(made).select_related("partner", "by"), A_PAGE).get_page(page),
    )


def who_waits(*, markets: QuerySet[Market], chosen: Chosen, page: str | None) -> Page[Enrolment]:
    """The chosen people of these markets who stand in no file yet, longest waiting first."""
    found = exporting.waiting(markets=markets)
    found = narrowed(found, chosen=chosen, member="member")
    return Paginator(found.select_related("member__market"), A_PAGE).get_page(page)


def contents(*, export: WorkerExport, chosen: Chosen, page: str | None) -> Contents:
    """The chosen people of one file in the order of its rows."""
    people = export.workers.all()
    without = people.filter(enrolment__member__membership_number=None).count()
    people = narrowed(people, chosen=chosen, member="enrolment__member", market="market")
    people = people.annotate(has_number=Q(enrolment__member__membership_number__isnull=False))
    people = people.annotate(name=F("enrolment__member__name")).select_related("market")
    return Contents(
        page=Paginator(people.order_by("number"), A_PAGE).get_page(page),
        without_number=without,
        readings=list(export.readings.select_related("by")[:A_PAGE]),
    )
