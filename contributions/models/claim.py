from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.contribution import Contribution
from markets.guards import kept
from markets.models import Market, User
from members.models import Death, Member


@kept(
    changes=("status",),
    moves=(
        ("opened", "complete"),
        ("complete", "opened"),
        ("complete", "sent"),
        ("sent", "paid"),
        ("sent", "refused"),
        ("refused", "sent"),
        ("opened", "withdrawn"),
        ("complete", "withdrawn"),
        ("sent", "withdrawn"),
        ("refused", "withdrawn"),
    ),
)
class Claim(models.Model):
    """A family's claim after a death: what was known on the day it was opened, and how far it is.

    What was known then never changes; what came to be known later is read from the months.
    """

    class Status(models.TextChoices):
        OPENED = "opened", _("Melengkapi dokumen")
        COMPLETE = "complete", _("Dokumen lengkap")
        SENT = "sent", _("Dikirim ke BPJS")
        PAID = "paid", _("Dibayar")
        REFUSED = "refused", _("Ditolak BPJS")
        WITHDRAWN = "withdrawn", _("Ditutup: laporan kematian keliru")

    death = models.OneToOneField(Death, models.PROTECT, related_name="claim")
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="claims", verbose_name=_("peserta")
    )
    market = models.ForeignKey(
        Market, models.PROTECT, related_name="claims", verbose_name=_("pasar")
    )
    opened_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dibuka oleh")
    )
    opened_at = models.DateTimeField(_("dibuka"))
    # The law's day on which all that follows was known.
    known_on = models.DateField(_("diketahui pada"))
    was_covered = models.BooleanField(_("terlindungi menurut setoran"))
    member_since = models.DateField(_("peserta sejak"), null=True, blank=True)
    months_posted = models.PositiveSmallIntegerField(_("bulan disetor"))
    months_in_a_row = models.PositiveSmallIntegerField(_("bulan berturut-turut"))
    declared_income_idr = models.PositiveIntegerField(_("penghasilan"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPENED)

    class Meta:
        verbose_name = _("klaim")
        verbose_name_plural = _("klaim")
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["market", "status"], name="claims_by_market")]
        constraints = [
            models.CheckConstraint(
                name="months_in_a_row_are_posted",
                condition=Q(months_in_a_row__lte=models.F("months_posted")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_status_display()}"


@kept()
class ClaimMonth(models.Model):
    """A month that had reached BPJS when the claim was opened."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="months")
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="+")
    contribution_month = models.DateField(_("bulan iuran"))
    remitted_on = models.DateField(_("disetor ke BPJS"))
    total_idr = models.PositiveIntegerField(_("jumlah"))

    class Meta:
        verbose_name = _("bulan klaim")
        verbose_name_plural = _("bulan klaim")
        ordering = ["claim", "contribution_month"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "contribution_month"], name="claim_lists_a_month_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_month:%Y-%m}"


@kept()
class ClaimStep(models.Model):
    """The claim went on: from, to, who, when, and why where it was refused. Never changed.

    `happened_on` is the day on which it was handed in or BPJS answered, as its letter says.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="steps")
    from_status = models.CharField(
        _("dari"), max_length=10, choices=Claim.Status, blank=True, default=""
    )
    to_status = models.CharField(_("menjadi"), max_length=10, choices=Claim.Status)
    happened_on = models.DateField(_("tanggal"), null=True, blank=True)
    amount_idr = models.PositiveIntegerField(_("dibayar BPJS"), null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    at = models.DateTimeField(_("waktu"))

    class Meta:
        verbose_name = _("langkah klaim")
        verbose_name_plural = _("langkah klaim")
        ordering = ["claim", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="refused_claim_gives_a_reason",
                condition=~Q(to_status="refused") | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="what_bpjs_gets_or_answers_has_its_day",
                condition=~Q(to_status__in=["sent", "paid", "refused"])
                | Q(happened_on__isnull=False),
            ),
            models.CheckConstraint(
                name="paid_claim_names_the_amount",
                condition=Q(to_status="paid", amount_idr__isnull=False, amount_idr__gt=0)
                | (~Q(to_status="paid") & Q(amount_idr=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_to_status_display()} {self.at:%Y-%m-%d %H:%M}"


@kept()
class DocumentStep(models.Model):
    """A document of a claim came in, was sent on, or is missing again. The last one counts."""

    class Document(models.TextChoices):
        """What a claim needs [policy of this product]: the branch may ask for more."""

        FORM = "form", _("Formulir pengajuan klaim, ditandatangani ahli waris")
        DEATH_CERTIFICATE = "death_certificate", _("Akta kematian atau surat keterangan kematian")
        MEMBER_CARD = "member_card", _("Kartu peserta atau nomor peserta (KPJ)")
        MEMBER_KTP = "member_ktp", _("KTP almarhum/almarhumah")
        HEIR_KTP = "heir_ktp", _("KTP ahli waris")
        FAMILY_CARD = "family_card", _("Kartu keluarga")
        HEIR_STATEMENT = "heir_statement", _("Surat keterangan ahli waris")
        BANK_BOOK = "bank_book", _("Buku rekening ahli waris")
        ACCIDENT_REPORT = "accident_report", _("Laporan kecelakaan kerja dan kronologinya")

    class State(models.TextChoices):
        MISSING = "missing", _("Belum ada")
        RECEIVED = "received", _("Sudah diterima")
        SENT = "sent", _("Dikirim ke BPJS")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="document_steps")
    document = models.CharField(_("dokumen"), max_length=20, choices=Document)
    state = models.CharField(_("keadaan"), max_length=10, choices=State)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    at = models.DateTimeField(_("waktu"))

    class Meta:
        verbose_name = _("langkah dokumen klaim")
        verbose_name_plural = _("langkah dokumen klaim")
        ordering = ["claim", "at", "pk"]
        indexes = [models.Index(fields=["claim", "document", "at"], name="documents_of_a_claim")]

    def __str__(self) -> str:
        return f"{self.get_document_display()}: {self.get_state_display()}"
