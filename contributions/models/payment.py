import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.models.contribution import Contribution
from contributions.models.credit_left import CREDIT_LEFT
from contributions.models.receipt_series import ReceiptSeries
from markets.guards import kept
from markets.models import Market, Partner, User
from members.models import Member

# No receipt has a number that its series did not count: there would be a gap before it.
RECEIPT_NUMBER_WAS_COUNTED = """
IF NEW.number > (SELECT series.last_number FROM contributions_receiptseries series
                 WHERE series.id = NEW.series_id)
THEN
    RAISE EXCEPTION 'number % was not taken from its series', NEW.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_number_was_counted';
END IF;
RETURN NULL;
"""

# At the end of the transaction every payment is worth exactly what its lines say, and so is the
# part of it that comes from credit.
LINES_SUM_TO_THE_AMOUNT = """
IF (SELECT (COALESCE(SUM(line.amount_idr), 0), COALESCE(SUM(line.credit_idr), 0))
    FROM contributions_paymentline line WHERE line.payment_id = {payment}) <>
   (SELECT (payment.amount_idr::bigint, payment.credit_idr::bigint)
    FROM contributions_payment payment WHERE payment.id = {payment})
THEN
    RAISE EXCEPTION 'payment % does not sum to its lines', {payment}
        USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_is_the_sum_of_its_lines';
END IF;
RETURN NULL;
"""

LINE_FITS_ITS_CONTRIBUTION = """
IF NEW.contribution_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM contributions_contribution contribution
    WHERE contribution.id = NEW.contribution_id
      AND contribution.member_id = NEW.member_id
      AND contribution.contribution_month = NEW.contribution_month
      AND contribution.total_idr = NEW.amount_idr)
THEN
    RAISE EXCEPTION 'the line differs from contribution %', NEW.contribution_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'line_fits_its_contribution';
END IF;
IF NOT EXISTS (
    SELECT FROM contributions_payment payment
    WHERE payment.id = NEW.payment_id AND payment.member_id = NEW.member_id)
THEN
    RAISE EXCEPTION 'the line is for another member than payment %', NEW.payment_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'line_fits_its_payment';
END IF;
RETURN NULL;
"""

# Whoever uses her credit holds her row: two at once would each see what the other takes too.
NO_MORE_CREDIT_THAN_THERE_IS = f"""
PERFORM FROM members_member WHERE id = NEW.member_id FOR NO KEY UPDATE;
SELECT payment.partner_id INTO partner
FROM contributions_payment payment WHERE payment.id = NEW.payment_id;
IF {CREDIT_LEFT.format(member="NEW.member_id", partner="partner")} < 0
THEN
    RAISE EXCEPTION 'member % has less credit than is used', NEW.member_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'no_more_credit_is_used_than_there_is';
END IF;
RETURN NULL;
"""

# What BPJS may have from elsewhere is not taken here, until it has answered. Who pays and who
# records that at the same time wait for each other.
MONTH_WAITS_FOR_BPJS = """
PERFORM FROM members_member WHERE id = NEW.member_id FOR NO KEY UPDATE;
IF EXISTS (
    SELECT FROM contributions_elsewheremonth told
    JOIN contributions_contribution contribution ON contribution.id = NEW.contribution_id
    WHERE told.member_id = NEW.member_id AND told.contribution_month = NEW.contribution_month
      AND told.status = 'waiting' AND contribution.payer_kind = 'self')
THEN
    RAISE EXCEPTION 'member % is said to have paid that month elsewhere', NEW.member_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'month_said_paid_elsewhere_is_not_taken';
END IF;
RETURN NULL;
"""


@kept()
class Payment(models.Model):
    """Money taken from, or for, one member, with its receipt. Its id was made where it was taken.

    Three times are kept: when it was taken, when the server stored it, and the business day (WIB).
    """

    class Method(models.TextChoices):
        CASH = "cash", _("Tunai")
        TRANSFER = "transfer", _("Transfer ke rekening mitra")
        QRIS = "qris", "QRIS"
        CREDIT = "credit", _("Dari kelebihan bayar")

    id = models.UUIDField(primary_key=True)
    member = models.ForeignKey(Member, models.PROTECT, related_name="payments")
    market = models.ForeignKey(Market, models.PROTECT, related_name="payments")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="payments")
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="payments_taken")
    method = models.CharField(_("cara bayar"), max_length=10, choices=Method)
    # What the bank's statement calls the transfer; a sponsor's transfer pays for many members.
    reference = models.CharField(_("referensi transfer"), max_length=60, blank=True, default="")
    amount_idr = models.PositiveIntegerField(_("jumlah"))
    # How much of it was her credit: the rest came in now.
    credit_idr = models.PositiveIntegerField(_("dari kelebihan bayar"), default=0, db_default=0)
    collected_at = models.DateTimeField(_("diterima"))
    received_at = models.DateTimeField(_("tersimpan"))
    business_day = models.DateField(_("tanggal buku"))
    series = models.ForeignKey(ReceiptSeries, models.PROTECT, related_name="payments")
    number = models.PositiveIntegerField(_("nomor"))
    # Opens the receipt's page to whoever holds the link: 128 random bits.
    token = models.CharField(max_length=22, unique=True)
    # What was asked for, hashed: the same id with another body is refused for ever.
    fingerprint = models.CharField(max_length=64)
    # The token of the browser it was taken with (markets/views/devices.py); None for what nobody
    # took at a screen: jobs, statements, a sponsor's transfer for many.
    device = models.UUIDField(_("perangkat"), null=True, blank=True)

    class Meta:
        verbose_name = _("pembayaran")
        verbose_name_plural = _("pembayaran")
        ordering = ["-collected_at", "-number"]
        indexes = [
            models.Index(fields=["taken_by", "-collected_at"], name="payment_by_who_took_it"),
            models.Index(fields=["partner", "business_day"], name="payment_by_partner_and_day"),
            models.Index(
                fields=["taken_by", "device", "business_day"],
                condition=Q(device__isnull=False),
                name="payment_by_device",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="receipt_number_is_unique"),
            models.CheckConstraint(name="payment_is_positive", condition=Q(amount_idr__gt=0)),
            models.CheckConstraint(name="receipt_number_is_positive", condition=Q(number__gt=0)),
            models.CheckConstraint(
                name="payment_wholly_of_credit_says_so",
                condition=Q(method="credit", credit_idr=F("amount_idr"))
                | (~Q(method="credit") & Q(credit_idr__lt=F("amount_idr"))),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="payment_is_the_sum_of_its_lines",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=LINES_SUM_TO_THE_AMOUNT.replace("{payment}", "NEW.id"),
            ),
            pgtrigger.Trigger(
                name="receipt_number_was_counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=RECEIPT_NUMBER_WAS_COUNTED,
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def receipt(self) -> str:
        """The number printed on the receipt; read together with `series`."""
        return f"{self.series.code}-{self.number:06d}"

    @property
    def cash_idr(self) -> int:
        """What came in with it, in cash or to the bank: all but her credit."""
        return self.amount_idr - self.credit_idr


@kept(changes=("live", "contribution"), once=("contribution",))
class PaymentLine(models.Model):
    """One month of a payment; without a contribution it is held until its enrolment is decided."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="lines")
    contribution = models.ForeignKey(
        Contribution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payment_lines",
    )
    member = models.ForeignKey(Member, models.PROTECT, related_name="payment_lines")
    market = models.ForeignKey(Market, models.PROTECT, related_name="payment_lines")
    contribution_month = models.DateField(_("bulan iuran"))
    amount_idr = models.PositiveIntegerField(_("jumlah"))
    # How much of it is paid by her credit, which stays reserved until the month is remitted.
    credit_idr = models.PositiveIntegerField(_("dari kelebihan bayar"), default=0, db_default=0)
    # False once its payment is void.
    live = models.BooleanField(_("berlaku"), default=True)

    class Meta:
        verbose_name = _("baris pembayaran")
        verbose_name_plural = _("baris pembayaran")
        ordering = ["payment", "contribution_month"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution"],
                condition=Q(live=True),
                name="one_live_payment_line_per_contribution",
            ),
            models.CheckConstraint(name="payment_line_is_positive", condition=Q(amount_idr__gt=0)),
            models.CheckConstraint(
                name="payment_line_is_for_a_whole_month",
                condition=Q(contribution_month__day=1),
            ),
            models.CheckConstraint(
                name="credit_is_part_of_the_line", condition=Q(credit_idr__lte=F("amount_idr"))
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="a_void_line_stays_void",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__live=False, new__live=True),
            ),
            pgtrigger.Trigger(
                name="lines_sum_to_the_amount",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=LINES_SUM_TO_THE_AMOUNT.replace("{payment}", "NEW.payment_id"),
            ),
            pgtrigger.Trigger(
                name="line_fits_its_contribution",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("contribution_id"),
                func=LINE_FITS_ITS_CONTRIBUTION,
            ),
            pgtrigger.Trigger(
                name="month_said_paid_elsewhere_is_not_taken",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__live=True),
                func=MONTH_WAITS_FOR_BPJS,
            ),
            pgtrigger.Trigger(
                name="no_more_credit_is_used_than_there_is",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__credit_idr__gt=0),
                declare=[("partner", "bigint")],
                func=NO_MORE_CREDIT_THAN_THERE_IS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_month:%Y-%m} Rp{self.amount_idr}"

    @property
    def cash_idr(self) -> int:
        """What came in for it: all but her credit."""
        return self.amount_idr - self.credit_idr
