"""Reports of drives and of campaigns, on a page and as a table for a spreadsheet."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_safe

from contributions import drive_report as figures
from contributions.drive_report import CampaignReport, Report, Tally
from markets import access, exports
from markets.models import Role
from members import drives
from members.models import Campaign, NotEnrolled

watcher = access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
DRIVE = (
    heading("Tempat"), heading("Kota"), heading("Mitra"), heading("Hari pertama"),
    heading("Hari terakhir"), heading("Target"),
)  # fmt: skip
COUNTED = (
    heading("Datang"), heading("Terdaftar"), heading("Menunggu cabang"), heading("Disetujui"),
    heading("Ditolak"), heading("Iuran pertama dibayar"), heading("Tidak jadi"),
)  # fmt: skip


@watcher
@require_safe
def drive_report(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Who came, and what became of them until now."""
    context = {"report": _report(request, pk), "at": timezone.now()}
    return render(request, "contributions/drive_report.html", context)


@watcher
@require_safe
def drive_report_export(request: access.SignedInRequest, pk: int) -> HttpResponseBase:
    """The same by day and helper; nobody who came is named."""
    rows = (
        [f"{day:%Y-%m-%d}", name, *_cells(tally)] for day, name, tally in _report(request, pk).rows
    )
    header = [_("Tanggal"), _("Kolektor"), *COUNTED, *_reasons()]
    return exports.table_response(request, name=f"aktivasi-{pk}", header=header, rows=rows)


@watcher
@require_safe
def campaign_report(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """All drives of a campaign that the user reaches, and their sum."""
    context = {"report": _campaign(request, pk), "at": timezone.now()}
    return render(request, "contributions/campaign_report.html", context)


@watcher
@require_safe
def campaign_report_export(request: access.SignedInRequest, pk: int) -> HttpResponseBase:
    """One row a drive."""
    rows = (
        [
            drive.place,
            drive.city,
            drive.partner.name,
            f"{drive.first_day:%Y-%m-%d}",
            f"{drive.last_day:%Y-%m-%d}",
            drive.target,
            *_cells(tally),
        ]
        for drive, tally in _campaign(request, pk).drives
    )
    header = [*DRIVE, *COUNTED, *_reasons()]
    return exports.table_response(request, name=f"kampanye-{pk}", header=header, rows=rows)


def _report(request: access.SignedInRequest, pk: int) -> Report:
    drive = access.row_or_404(request, drives.reached(request.user), pk=pk)
    return figures.report(drive=drive)


def _campaign(request: access.SignedInRequest, pk: int) -> CampaignReport:
    reached = drives.reached(request.user)
    mine = Campaign.objects.filter(pk__in=reached.order_by().values("campaign"))
    campaign = access.row_or_404(request, mine, pk=pk)
    return figures.campaign_report(campaign=campaign, drives=reached)


def _reasons() -> list[str]:
    return [str(label) for label in NotEnrolled.Reason.labels]


def _cells(tally: Tally) -> list[Any]:
    return [
        tally.came,
        tally.enrolled,
        tally.waiting,
        tally.approved,
        tally.rejected,
        tally.first_paid,
        tally.not_enrolled,
        *(tally.reasons[code] for code in NotEnrolled.Reason.values),
    ]
