"""The daily digests, to be compared with what stands on paper."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_safe

from contributions.models import DailyDigest
from markets import access, exports, months
from markets.models import Role
from markets.sorting import Columns

A_PAGE, AT_ONCE = 20, 500
HEADER = (heading("Hari"), heading("Baris uang"), heading("Sidik"), heading("Dibuat (WIB)"))
# A row a day: ten years of them are sorted quickly.
COLUMNS = Columns(first="-hari", fields={"hari": ("day",), "baris": ("rows",)})
readers = access.for_roles(Role.AUDITOR, Role.TREASURER, Role.REVIEWER)


@readers
@require_safe
def digests(request: access.SignedInRequest) -> HttpResponse:
    """Every day's digest, the latest first; those on paper must be the same."""
    order = COLUMNS.asked(request.GET)
    page = Paginator(order.of(_kept()), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "contributions/digests.html", {"page": page, "order": order})


@readers
@require_safe
def digests_export(request: access.SignedInRequest) -> HttpResponseBase:
    """Every day's digest as a table, as it stands on the page."""
    rows = (
        [
            digest.day,
            digest.rows,
            digest.sha256,
            f"{digest.made_at.astimezone(months.WIB):%Y-%m-%d %H:%M}",
        ]
        for digest in COLUMNS.asked(request.GET).of(_kept()).iterator(chunk_size=AT_ONCE)
    )
    return exports.table_response(request, name="sidik-buku", header=HEADER, rows=rows)


def _kept() -> QuerySet[DailyDigest]:
    return DailyDigest.objects.defer("tables")
