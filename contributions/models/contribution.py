from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.models.billing import BillingRun
from markets.guards import kept
from markets.models import Market
from members.models import Member, PayerKind, Sector


@kept(
    changes=("status", "status_reason", "status_at", "remitted_on"),
    once=("remitted_on",),
    moves=(
        ("open", "paid"),
        ("open", "written_off"),
        ("open", "replaced"),
        ("open", "cancelled"),
        ("written_off", "cancelled"),
        ("paid", "open"),
    ),
)
class Contribution(models.Model):
    """What one member owes for one month, at the tariff of that month, in whole rupiah.

    `jkk_idr` and `jkm_idr` are owed, the relief already taken off; the relief columns say how much
    was taken off, by which regulation. Income, sector and payer are those billed with, so the page
    can say years later why the amount is what it is.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Belum dibayar")
        PAID = "paid", _("Dibayar")
        WRITTEN_OFF = "written_off", _("Dihapus")
        REPLACED = "replaced", _("Diganti")
        CANCELLED = "cancelled", _("Dibatalkan")

    class StatusReason(models.TextChoices):
        LAPSED = "lapsed", _("Kepesertaan nonaktif: tunggakan tidak ditagih lagi")
        NEVER_STARTED = (
            "never_started",
            _("Belum pernah membayar: bulan ini tidak ditagih"),
        )
        SPONSOR_ENDED = (
            "sponsor_ended",
            _("Sponsor tidak membayar bulan ini: ditagih kepada peserta"),
        )
        TARIFF_CHANGED = "tariff_changed", _("Tarif berubah: ditagih ulang")
        PAID_ELSEWHERE = (
            "paid_elsewhere",
            _("Sudah dibayar sebelum terdaftar di sini"),
        )
        PAID_AT_BPJS = "paid_at_bpjs", _("Sudah dibayar di tempat lain menurut BPJS")
        OTHER_PARTNER = "other_partner", _("Ditagih oleh mitra lain sejak pindah")
        MEMBER_ENDED = "member_ended", _("Kepesertaan berhenti")
        MEMBER_DIED = "member_died", _("Peserta meninggal dunia")

    # Statuses in which a month of a member is taken: at most one such row. So is a month that BPJS
    # has from elsewhere.
    STANDING = (Status.OPEN, Status.PAID, Status.WRITTEN_OFF)

    member = models.ForeignKey(Member, models.PROTECT, related_name="contributions")
    market = models.ForeignKey(Market, models.PROTECT, related_name="contributions")
    contribution_month = models.DateField(_("bulan iuran"))
    due_on = models.DateField(_("jatuh tempo"))
    payer_kind = models.CharField(_("pembayar"), max_length=15, choices=PayerKind)
    sector = models.CharField(_("sektor"), max_length=15, choices=Sector)
    declared_income_idr = models.PositiveIntegerField(_("penghasilan"))
    base_idr = models.PositiveIntegerField(_("dasar"))
    jkk_idr = models.PositiveIntegerField("JKK")
    jkm_idr = models.PositiveIntegerField("JKM")
    jht_idr = models.PositiveIntegerField("JHT")
    relief_jkk_idr = models.PositiveIntegerField(_("keringanan JKK"), default=0)
    relief_jkm_idr = models.PositiveIntegerField(_("keringanan JKM"), default=0)
    relief_name = models.CharField(_("keringanan"), max_length=80, blank=True)
    total_idr = models.PositiveIntegerField(_("jumlah"))
    status = models.CharField(_("status"), max_length=11, choices=Status, default=Status.OPEN)
    status_reason = models.CharField(
        _("alasan"), max_length=20, choices=StatusReason, blank=True, default=""
    )
    status_at = models.DateTimeField(_("status sejak"))
    remitted_on = models.DateField(_("disetor ke BPJS"), null=True, blank=True)
    billing_run = models.ForeignKey(
        BillingRun, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    billed_at = models.DateTimeField(_("ditagih"))

    class Meta:
        verbose_name = _("iuran")
        verbose_name_plural = _("iuran")
        ordering = ["member", "contribution_month"]
        indexes = [
            models.Index(
                fields=["market", "contribution_month"],
                condition=Q(status="open"),
                name="contribution_open_by_market",
            ),
            # The few months that are collected and not with BPJS yet.
            models.Index(
                fields=["market"],
                condition=Q(status="paid", remitted_on=None),
                name="contribution_not_remitted",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "contribution_month"],
                condition=Q(status__in=["open", "paid", "written_off"])
                | Q(status="cancelled", status_reason="paid_at_bpjs"),
                name="one_contribution_per_member_and_month",
            ),
            models.CheckConstraint(
                name="contribution_month_is_a_whole_month",
                condition=Q(contribution_month__day=1),
            ),
            models.CheckConstraint(
                name="contribution_total_is_the_sum_of_its_programmes",
                condition=Q(total_idr=F("jkk_idr") + F("jkm_idr") + F("jht_idr")),
            ),
            models.CheckConstraint(
                name="contribution_is_positive",
                condition=Q(total_idr__gt=0, base_idr__gt=0),
            ),
            models.CheckConstraint(
                name="relief_has_a_name",
                condition=Q(relief_jkk_idr=0, relief_jkm_idr=0, relief_name="")
                | (~Q(relief_name="") & (Q(relief_jkk_idr__gt=0) | Q(relief_jkm_idr__gt=0))),
            ),
            models.CheckConstraint(
                name="only_paid_months_are_remitted",
                condition=Q(remitted_on=None) | Q(status="paid"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.contribution_month:%Y-%m} Rp{self.total_idr}"

    @property
    def relief_idr(self) -> int:
        """How much the relief takes off this month, in rupiah."""
        return self.relief_jkk_idr + self.relief_jkm_idr
