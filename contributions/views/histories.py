"""Who changed what, when: one page with a filter, and the same as a table."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_safe

from contributions import histories as job
from contributions.forms.histories import HistoryForm
from markets import access, exports, months
from markets.models import Role

readers = access.for_roles(Role.AUDITOR, Role.ADMIN)
HEADER = (
    heading("Waktu (WIB)"), heading("Siapa atau apa"), heading("Perubahan"), heading("Kolom"),
    heading("Semula"), heading("Menjadi"), heading("Oleh"),
)  # fmt: skip


@readers
@require_safe
def histories(request: access.SignedInRequest) -> HttpResponse:
    """The latest change first, unless another order was asked for."""
    form = _form(request)
    asked = form.asked()
    order = job.columns(asked).asked(request.GET)
    page, versions = job.page_of(
        user=request.user, asked=asked, order=order, page=request.GET.get("page")
    )
    context = {"form": form, "page": page, "order": order, "versions": versions}
    return render(request, "contributions/histories.html", context)


@readers
@require_safe
def histories_export(request: access.SignedInRequest) -> HttpResponseBase:
    """A row per column that changed."""
    asked = _form(request).asked()
    name = f"riwayat-{asked.kind}-{asked.first_day}-{asked.last_day}"
    order = job.columns(asked).asked(request.GET)
    rows = _rows(job.every(user=request.user, asked=asked, order=order))
    return exports.table_response(request, name=name, header=HEADER, rows=rows)


def _form(request: access.SignedInRequest) -> HistoryForm:
    return HistoryForm(request.GET.dict(), today=months.law_day(timezone.now()))


def _rows(versions: Iterator[job.Version]) -> Iterator[list[Any]]:
    for version in versions:
        for changed in version.changes:
            yield [
                f"{version.at.astimezone(months.WIB):%Y-%m-%d %H:%M}",
                version.subject,
                _("dibuat") if version.is_new else _("diubah"),
                changed.label,
                changed.before,
                changed.after,
                version.by,
            ]
