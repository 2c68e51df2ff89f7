from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.models import Block, Market, Partner, Stall, User


class BulkImport(models.Model):
    """A list that a partner uploaded: who, when, what became of it, and how far it has come.

    A worker claims it with a lease; where the worker dies, another goes on after the lease.
    """

    class Kind(models.TextChoices):
        NEW_WORKERS = "new_workers", _("Pekerja baru")
        WITH_KPJ = "with_kpj", _("Pekerja yang sudah punya KPJ")
        STALLS = "stalls", _("Blok dan tempat usaha")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Sedang diperiksa")
        CHECKED = "checked", _("Selesai diperiksa")
        SAVING = "saving", _("Sedang disimpan")
        SAVED = "saved", _("Tersimpan")
        FAILED = "failed", _("Gagal")

    UNFINISHED = (Status.WAITING, Status.SAVING)

    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="bulk_imports", verbose_name=_("mitra")
    )
    kind = models.CharField(_("isi"), max_length=15, choices=Kind)
    file_name = models.CharField(_("nama berkas"), max_length=120)
    # SHA-256 of the file, in hexadecimal.
    digest = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("diunggah oleh")
    )
    uploaded_at = models.DateTimeField(_("diunggah"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    # None until the file has been read.
    rows = models.PositiveIntegerField(_("baris"), null=True, blank=True)
    checked = models.PositiveIntegerField(_("diperiksa"), default=0)
    valid = models.PositiveIntegerField(_("sah"), default=0)
    warned = models.PositiveIntegerField(_("sah dengan peringatan"), default=0)
    invalid = models.PositiveIntegerField(_("gagal"), default=0)
    repeated = models.PositiveIntegerField(_("sudah ada"), default=0)
    saved = models.PositiveIntegerField(_("tersimpan"), default=0)
    # The number of the last row that was saved, as the spreadsheet counts.
    saved_up_to = models.PositiveIntegerField(default=0, editable=False)
    saved_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("disimpan oleh"),
    )
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    error = models.TextField(_("kesalahan"), blank=True)
    finished_at = models.DateTimeField(_("selesai"), null=True, blank=True)

    class Meta:
        verbose_name = _("impor")
        verbose_name_plural = _("impor")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(
                fields=["uploaded_at"],
                condition=Q(status__in=["waiting", "saving"]),
                name="imports_owing_work",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "kind", "digest"],
                condition=~Q(status="failed"),
                name="one_import_per_file",
            ),
            models.CheckConstraint(
                name="each_checked_row_has_one_verdict",
                condition=Q(checked=F("valid") + F("warned") + F("invalid") + F("repeated")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.uploaded_at:%Y-%m-%d %H:%M}"


class BulkImportFile(models.Model):
    """The file as it was uploaded, sealed; it goes as soon as its rows are read."""

    bulk_import = models.OneToOneField(BulkImport, models.CASCADE, related_name="file")
    sealed = models.BinaryField(editable=False)
    key_id = models.CharField(max_length=40, editable=False)

    class Meta:
        verbose_name = _("berkas impor")
        verbose_name_plural = _("berkas impor")

    def __str__(self) -> str:
        return str(self.bulk_import_id)


class BulkImportRow(models.Model):
    """One row of an uploaded list as it was checked: what it says is sealed.

    It goes with the dry run; what was saved of it is a person (ImportedPerson) or a stall.
    """

    class Verdict(models.TextChoices):
        VALID = "valid", _("Sah")
        WARNED = "warned", _("Sah dengan peringatan")
        INVALID = "invalid", _("Gagal")
        REPEATED = "repeated", _("Sudah ada")

    bulk_import = models.ForeignKey(BulkImport, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("baris"))
    verdict = models.CharField(_("hasil"), max_length=10, choices=Verdict)
    # Sentences, none of which repeats what stands in the row.
    reasons = models.JSONField(_("alasan"), default=list, blank=True)
    # Codes of members.enrolment_warnings.
    warnings = models.JSONField(_("peringatan"), default=list, blank=True)
    sealed = models.BinaryField(editable=False)
    key_id = models.CharField(max_length=40, editable=False)
    nik_index = models.BinaryField(max_length=32, null=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, null=True, blank=True, related_name="+")
    block = models.ForeignKey(Block, models.PROTECT, null=True, blank=True, related_name="+")
    stall = models.ForeignKey(Stall, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("baris impor")
        verbose_name_plural = _("baris impor")
        ordering = ["bulk_import", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["bulk_import", "number"], name="row_of_an_import_is_checked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.bulk_import_id}: {self.number}"
