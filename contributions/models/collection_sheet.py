import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.models.payment import Payment
from contributions.models.statement import StatementLine
from markets.guards import kept, refused
from markets.models import Partner, User
from members.models import Member

# Money that came in on a bank account of the partner, of that day and amount.
NOT_ITS_LINE = """NEW.statement_line_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM contributions_statementline line
    JOIN contributions_partneraccount account ON account.id = line.account_id
    WHERE line.id = NEW.statement_line_id AND line.direction = 'in'
      AND line.amount_idr = NEW.transfer_idr AND line.day = NEW.transferred_on
      AND account.kind = 'bank' AND account.partner_id = NEW.partner_id)"""


@kept()
class CollectionSheet(models.Model):
    """What many people of one place pay at once. Its id was made by the form that was checked.

    In cash to a collector, or by one transfer to the partner's bank that a treasurer books.

    It is stored with all its lines before the first of them is taken, so that nothing is lost
    where the work stops in the middle.
    """

    id = models.UUIDField(primary_key=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="collection_sheets")
    # In which place, in words as they were on the page.
    place = models.CharField(_("tempat"), max_length=200)
    at = models.DateTimeField(_("diterima"))
    # What was asked for, hashed: the same id with another body is refused for ever.
    fingerprint = models.CharField(max_length=64)
    # With which browser it was sent: that of its payments.
    device = models.UUIDField(_("perangkat"), null=True, blank=True)
    method = models.CharField(
        _("cara bayar"),
        max_length=10,
        choices=[(way.value, way.label) for way in (Payment.Method.CASH, Payment.Method.TRANSFER)],
        default=Payment.Method.CASH,
        db_default=Payment.Method.CASH,
    )
    # Of a transfer: to whom, what the bank calls it, all of its amount, and its day. It may pay
    # more than this sheet: what nobody has said is the rest.
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="transfer_sheets"
    )
    reference = models.CharField(
        _("referensi transfer"), max_length=60, blank=True, default="", db_default=""
    )
    transfer_idr = models.PositiveBigIntegerField(_("jumlah transfer"), null=True, blank=True)
    transferred_on = models.DateField(_("tanggal transfer"), null=True, blank=True)
    # The line of the bank's statement it was booked from.
    statement_line = models.ForeignKey(
        StatementLine, models.PROTECT, null=True, blank=True, related_name="sheets"
    )

    class Meta:
        verbose_name = _("lembar penagihan")
        verbose_name_plural = _("lembar penagihan")
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["by", "-at"], name="collection_sheet_by_taker"),
            models.Index(
                fields=["partner", "reference"],
                condition=Q(method="transfer"),
                name="sheet_by_its_transfer",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="sheet_of_a_transfer_says_which",
                condition=Q(
                    method="cash",
                    partner=None,
                    reference="",
                    transfer_idr=None,
                    transferred_on=None,
                    statement_line=None,
                )
                | (
                    Q(method="transfer", partner__isnull=False, transfer_idr__gt=0)
                    & Q(transferred_on__isnull=False, transfer_idr__isnull=False)
                    & ~Q(reference="")
                ),
            ),
        ]
        triggers = [refused("sheet_is_of_its_statement_line", NOT_ITS_LINE)]

    def __str__(self) -> str:
        return f"{self.place} {self.at:%Y-%m-%d %H:%M}"


@kept(changes=("payment", "refusal", "refusal_code", "answered_at"))
class SheetLine(models.Model):
    """One person of a sheet, and what came of it: a receipt, or why not. Empty until answered.

    Its id comes from the sheet's and the member's, and is the id of its payment too.
    """

    id = models.UUIDField(primary_key=True)
    sheet = models.ForeignKey(CollectionSheet, models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField(_("baris"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="sheet_lines")
    contribution_months = ArrayField(models.DateField(), verbose_name=_("bulan iuran"))
    shown_total_idr = models.PositiveIntegerField(_("jumlah yang disebut"))
    credit_idr = models.PositiveIntegerField(_("dari kelebihan bayar"), default=0)
    payment = models.OneToOneField(
        Payment, models.PROTECT, null=True, blank=True, related_name="sheet_line"
    )
    refusal = models.TextField(_("ditolak karena"), blank=True, default="")
    refusal_code = models.CharField(max_length=30, blank=True, default="")
    answered_at = models.DateTimeField(_("dijawab"), null=True, blank=True)

    class Meta:
        verbose_name = _("baris lembar penagihan")
        verbose_name_plural = _("baris lembar penagihan")
        ordering = ["sheet", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "member"], name="member_stands_once_on_a_sheet"
            ),
            models.UniqueConstraint(fields=["sheet", "number"], name="sheet_number_is_unique"),
            models.CheckConstraint(
                name="sheet_line_is_taken_or_refused_or_waits",
                condition=Q(payment=None, refusal="", refusal_code="", answered_at=None)
                | (
                    Q(payment__isnull=False, refusal="", refusal_code="")
                    & Q(answered_at__isnull=False)
                )
                | (
                    Q(payment=None, answered_at__isnull=False)
                    & ~Q(refusal="")
                    & ~Q(refusal_code="")
                ),
            ),
            models.CheckConstraint(
                name="sheet_line_has_the_id_of_its_payment",
                condition=Q(payment=None) | Q(payment=F("id")),
            ),
            models.CheckConstraint(
                name="credit_is_part_of_the_sheet_line",
                condition=Q(credit_idr__lte=F("shown_total_idr")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="answered_sheet_line_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.answered_at or ''}"

    @property
    def cash_idr(self) -> int:
        """What she was asked to give: all but her credit."""
        return self.shown_total_idr - self.credit_idr
