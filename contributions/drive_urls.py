"""Addresses of the reports of drives and campaigns."""

from django.urls import URLPattern, URLResolver, path

from contributions.views import drive_reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/laporan/", drive_reports.drive_report, name="drive_report"),
    path("<int:pk>/laporan/ekspor/", drive_reports.drive_report_export, name="drive_report_export"),
    path("kampanye/<int:pk>/", drive_reports.campaign_report, name="campaign_report"),
    path(
        "kampanye/<int:pk>/ekspor/",
        drive_reports.campaign_report_export,
        name="campaign_report_export",
    ),
]
