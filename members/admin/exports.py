"""Files of new workers for BPJS: who made them, whose data stood in them, who took them."""

from django.contrib import admin

from markets.admin.base import ReadOnly
from members.models import ExportedWorker, WorkerExport, WorkerExportReading


@admin.register(WorkerExport)
class WorkerExportAdmin(ReadOnly):
    """Who exported how many people for BPJS, and when; what stands in the file is not shown."""

    list_display = ("partner", "people", "by", "at")
    list_filter = ("partner", "at")
    list_select_related = ("partner", "by")
    search_fields = ("by__name",)


@admin.register(ExportedWorker)
class ExportedWorkerAdmin(ReadOnly):
    list_display = ("enrolment", "market", "export", "number")
    list_filter = ("market__partner",)
    list_select_related = ("enrolment__member", "market", "export__partner")
    search_fields = ("enrolment__member__name",)


@admin.register(WorkerExportReading)
class WorkerExportReadingAdmin(ReadOnly):
    list_display = ("export", "by", "at")
    list_filter = ("at",)
    list_select_related = ("export__partner", "by")
    search_fields = ("by__name",)
