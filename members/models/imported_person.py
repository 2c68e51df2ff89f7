from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.guards import lies_within
from markets.models import Block, Market, Partner, Stall
from members.models.bulk_import import BulkImport
from members.models.enrolment import Enrolment


class ImportedPerson(models.Model):
    """A person of an imported list who has not agreed yet: a draft of the partner's market.

    What the list says of her is sealed under the import and the number of her row; the keyed hash
    of her NIK finds her again. Once she agrees she becomes an enrolment.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Menunggu persetujuan orangnya")
        SUBMITTED = "submitted", _("Dikirim ke cabang")
        DROPPED = "dropped", _("Dibuang")

    bulk_import = models.ForeignKey(BulkImport, models.PROTECT, related_name="people")
    number = models.PositiveIntegerField(_("baris"))
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("pasar"))
    block = models.ForeignKey(
        Block, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("blok")
    )
    stall = models.ForeignKey(
        Stall,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tempat usaha"),
    )
    sealed = models.BinaryField(editable=False)
    key_id = models.CharField(max_length=40, editable=False)
    nik_index = models.BinaryField(max_length=32, editable=False)
    # Codes of members.enrolment_warnings, as they were when the list was checked.
    warnings = models.JSONField(_("peringatan"), default=list, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    enrolment = models.OneToOneField(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="imported_person"
    )
    saved_at = models.DateTimeField(_("disimpan"))

    class Meta:
        verbose_name = _("orang dari impor")
        verbose_name_plural = _("orang dari impor")
        ordering = ["bulk_import", "number"]
        indexes = [models.Index(fields=["market", "status"], name="imported_people_by_market")]
        constraints = [
            models.UniqueConstraint(
                fields=["bulk_import", "number"], name="row_of_an_import_is_saved_once"
            ),
            models.UniqueConstraint(
                fields=["partner", "nik_index"],
                condition=Q(status="waiting"),
                name="person_waits_once_in_the_imports_of_a_partner",
            ),
            models.CheckConstraint(
                name="imported_person_is_submitted_with_her_enrolment",
                condition=Q(status="submitted", enrolment__isnull=False)
                | (~Q(status="submitted") & Q(enrolment=None)),
            ),
        ]
        triggers = [
            lies_within(
                name="imported_person_market_lies_in_its_partner",
                part="market",
                place="partner",
                model="markets.Market",
            ),
            lies_within(
                name="imported_person_block_lies_in_its_market",
                part="block",
                place="market",
                model="markets.Block",
            ),
            lies_within(
                name="imported_person_stall_lies_in_its_block",
                part="stall",
                place="block",
                model="markets.Stall",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulk_import_id}: {self.number}"
