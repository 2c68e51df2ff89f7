import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.models.credit_left import CREDIT_LEFT
from contributions.models.refund import Refund
from markets.guards import kept
from markets.models import Market, Partner, User
from members.models import Document, Member

APPROVED = ("approved_by", "approved_at")
CLOSED = ("closed_by", "closed_at", "closing_note")
PAID = ("paid_by", "paid_at", "reference", "signature")

# Whoever uses her credit holds her row, whether for a month or to give it back.
NO_MORE_THAN_HER_CREDIT = f"""
PERFORM FROM members_member WHERE id = NEW.member_id FOR NO KEY UPDATE;
IF {CREDIT_LEFT.format(member="NEW.member_id", partner="NEW.partner_id")} < 0
THEN
    RAISE EXCEPTION 'member % has less credit than is given back', NEW.member_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'no_more_is_given_back_than_there_is';
END IF;
RETURN NULL;
"""


def _named(prefix: str, filled: bool) -> Q:
    return Q(
        **{f"{prefix}_by__isnull": not filled},
        **{f"{prefix}_at__isnull": not filled},
    )


@kept(
    changes=("status", *APPROVED, *CLOSED, *PAID),
    once=("approved_by", "approved_at", "closed_by", "closed_at", "paid_by", "paid_at"),
    moves=(
        ("prepared", "approved"),
        ("prepared", "refused"),
        ("prepared", "cancelled"),
        ("approved", "cancelled"),
        ("approved", "paid"),
    ),
)
class Repayment(models.Model):
    """A member's credit, given back: prepared by one, approved by another, signed for, and paid.

    From its preparation on the money is set aside. Refused or cancelled, it is hers to use again.
    """

    class Status(models.TextChoices):
        PREPARED = "prepared", _("Menunggu persetujuan")
        APPROVED = "approved", _("Disetujui, belum dibayarkan")
        PAID = "paid", _("Sudah dibayarkan")
        REFUSED = "refused", _("Ditolak")
        CANCELLED = "cancelled", _("Dibatalkan")

    OPEN = (Status.PREPARED, Status.APPROVED)

    class Relation(models.TextChoices):
        HERSELF = "herself", _("Peserta sendiri")
        SPOUSE = "spouse", _("Suami/istri")
        CHILD = "child", _("Anak")
        PARENT = "parent", _("Orang tua")
        SIBLING = "sibling", _("Saudara kandung")
        PAYER = "payer", _("Yang sebenarnya membayar")
        OTHER = "other", _("Lainnya")

    class How(models.TextChoices):
        CASH = "cash", _("Tunai")
        TRANSFER = "transfer", _("Transfer")

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="repayments", verbose_name=_("peserta")
    )
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("pasar"))
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="repayments", verbose_name=_("mitra")
    )
    # What a family is owed after a death, where that is what goes back.
    refund = models.ForeignKey(
        Refund, models.PROTECT, null=True, blank=True, related_name="repayments"
    )
    amount_idr = models.PositiveIntegerField(_("jumlah"))
    receiver = models.CharField(_("penerima"), max_length=120)
    relation = models.CharField(_("hubungan"), max_length=10, choices=Relation)
    how = models.CharField(_("cara"), max_length=10, choices=How)
    explanation = models.CharField(_("alasan"), max_length=300)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PREPARED)
    prepared_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("disiapkan oleh")
    )
    prepared_at = models.DateTimeField(_("disiapkan"))
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("disetujui")
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.CharField(_("catatan"), max_length=300, blank=True)
    paid_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dibayarkan")
    )
    paid_at = models.DateTimeField(_("dibayarkan"), null=True, blank=True)
    reference = models.CharField(_("referensi transfer"), max_length=60, blank=True)
    signature = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("pengembalian dana")
        verbose_name_plural = _("pengembalian dana")
        ordering = ["-prepared_at", "-pk"]
        indexes = [
            models.Index(fields=["partner", "-prepared_at"], name="repayment_by_partner"),
        ]
        constraints = [
            models.CheckConstraint(name="repayment_is_positive", condition=Q(amount_idr__gt=0)),
            models.UniqueConstraint(
                fields=["member", "partner"],
                condition=Q(status__in=["prepared", "approved"]),
                name="one_open_repayment_per_member",
            ),
            models.CheckConstraint(
                name="repayment_is_approved_by_another_person",
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="repayment_says_who_and_when",
                condition=(
                    Q(status="prepared")
                    & _named("approved", False)
                    & _named("closed", False)
                    & _named("paid", False)
                )
                | (
                    Q(status="approved")
                    & _named("approved", True)
                    & _named("closed", False)
                    & _named("paid", False)
                )
                | (
                    Q(status="paid")
                    & _named("approved", True)
                    & _named("closed", False)
                    & _named("paid", True)
                )
                | (
                    Q(status__in=["refused", "cancelled"])
                    & _named("closed", True)
                    & _named("paid", False)
                    & ~Q(closing_note="")
                ),
            ),
            models.CheckConstraint(
                name="paid_repayment_is_signed_for",
                condition=Q(status="paid", signature__isnull=False)
                | (~Q(status="paid") & Q(signature=None)),
            ),
            models.CheckConstraint(
                name="transferred_repayment_names_its_reference",
                condition=~Q(status="paid", how="transfer") | ~Q(reference=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="no_more_is_given_back_than_there_is",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=NO_MORE_THAN_HER_CREDIT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} Rp{self.amount_idr}"
