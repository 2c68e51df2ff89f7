import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Market, Partner, User
from members.models.enrolment import Enrolment


@kept(changes=("sealed", "key_id"))
class WorkerExport(models.Model):
    """A file of approved new workers for BPJS: of which partner, who made it and when.

    What stood in it rests sealed, so that the same file can be had again, until it is forgotten
    (`members/exporting.py`). Who was in it stays.
    """

    # Made in the form: sent twice, it is the same export.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="worker_exports", verbose_name=_("mitra")
    )
    people = models.PositiveIntegerField(_("orang"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("diekspor oleh"))
    at = models.DateTimeField(_("diekspor"))
    # Empty once it is forgotten.
    sealed = models.BinaryField(null=True, editable=False)
    key_id = models.CharField(max_length=40, editable=False, blank=True)

    class Meta:
        verbose_name = _("ekspor pekerja baru")
        verbose_name_plural = _("ekspor pekerja baru")
        ordering = ["-at", "pk"]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(sealed__isnull=False), name="worker_exports_by_age"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.at:%Y-%m-%d %H:%M}"


@kept()
class ExportedWorker(models.Model):
    """One row of such a file: whose approved enrolment stands in it. Each goes into one file."""

    export = models.ForeignKey(WorkerExport, models.PROTECT, related_name="workers")
    number = models.PositiveIntegerField(_("baris"))
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="exports", verbose_name=_("pendaftaran")
    )
    # Where she was when she was exported.
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("pasar"))

    class Meta:
        verbose_name = _("pekerja yang diekspor")
        verbose_name_plural = _("pekerja yang diekspor")
        ordering = ["export", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["export", "number"], name="row_of_an_export_is_one_person"
            ),
            models.UniqueConstraint(fields=["enrolment"], name="enrolment_is_exported_once"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="exported_enrolment_is_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM members_enrolment
                        WHERE id = NEW.enrolment_id AND status = 'approved') THEN
                        RAISE EXCEPTION 'exported_enrolment_is_approved'
                            USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'exported_enrolment_is_approved';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.export_id}: {self.number}"


@kept()
class WorkerExportReading(models.Model):
    """Somebody took the file of an export: who and when."""

    export = models.ForeignKey(WorkerExport, models.PROTECT, related_name="readings")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("diunduh oleh"))
    at = models.DateTimeField(_("diunduh"))

    class Meta:
        verbose_name = _("unduhan ekspor")
        verbose_name_plural = _("unduhan ekspor")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.export_id} {self.at:%Y-%m-%d %H:%M}"
