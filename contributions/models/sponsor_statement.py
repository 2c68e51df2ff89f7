import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.contribution import Contribution
from contributions.models.payment import Payment
from contributions.models.sponsor import Sponsor, SponsorProgramme
from contributions.models.sponsorship import Sponsorship
from markets.guards import kept
from markets.models import Market, Partner, User
from members.models import Member

# What statements draw is kept in the programme, so that its budget is a check and two statements
# made at once wait for each other.
DRAW = """
UPDATE contributions_sponsorprogramme programme SET drawn_idr = programme.drawn_idr + added.idr
FROM (SELECT programme_id, sum(amount_idr)::bigint AS idr FROM new_rows
      WHERE live GROUP BY programme_id) AS added
WHERE programme.id = added.programme_id;
RETURN NULL;
"""
GIVE_BACK = """
UPDATE contributions_sponsorprogramme programme SET drawn_idr = programme.drawn_idr - gone.idr
FROM (SELECT new_rows.programme_id, sum(new_rows.amount_idr)::bigint AS idr
      FROM new_rows JOIN old_rows ON old_rows.id = new_rows.id
      WHERE old_rows.live AND NOT new_rows.live GROUP BY new_rows.programme_id) AS gone
WHERE programme.id = gone.programme_id;
RETURN NULL;
"""
LINE_FITS_ITS_CONTRIBUTION = """
IF NOT EXISTS (
    SELECT FROM contributions_contribution contribution
    JOIN contributions_sponsorship sponsorship ON sponsorship.id = NEW.sponsorship_id
    JOIN contributions_sponsorprogramme programme ON programme.id = sponsorship.programme_id
    JOIN contributions_sponsorstatement statement ON statement.id = NEW.statement_id
    WHERE contribution.id = NEW.contribution_id
      AND contribution.member_id = NEW.member_id
      AND contribution.contribution_month = NEW.contribution_month
      AND contribution.total_idr = NEW.amount_idr
      AND contribution.payer_kind <> 'self'
      AND sponsorship.member_id = NEW.member_id
      AND NEW.contribution_month BETWEEN sponsorship.first_month AND sponsorship.last_month
      AND programme.id = NEW.programme_id
      AND programme.sponsor_id = statement.sponsor_id)
THEN
    RAISE EXCEPTION 'the line differs from contribution %', NEW.contribution_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'statement_line_fits_its_contribution';
END IF;
RETURN NULL;
"""


@kept(
    changes=("sent_by", "sent_at", "cancelled_by", "cancelled_at"),
    once=("sent_by", "sent_at", "cancelled_by", "cancelled_at"),
)
class SponsorStatement(models.Model):
    """What a sponsor is asked to pay for a month: one document, a line per member and month.

    It also lists what was left from earlier months. What is paid of it is known from its lines.
    """

    sponsor = models.ForeignKey(Sponsor, models.PROTECT, related_name="statements")
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="sponsor_statements", verbose_name=_("mitra")
    )
    month = models.DateField(_("bulan"))
    # As made; lines that fell away since are counted off where it is shown.
    lines_made = models.PositiveIntegerField(_("jumlah baris"))
    amount_idr = models.PositiveBigIntegerField(_("jumlah"))
    made_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dibuat oleh")
    )
    made_at = models.DateTimeField(_("dibuat"))
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(_("dikirim"), null=True, blank=True)
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)

    class Meta:
        verbose_name = _("tagihan sponsor")
        verbose_name_plural = _("tagihan sponsor")
        ordering = ["-month", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sponsor", "month"],
                condition=Q(cancelled_at=None),
                name="one_statement_per_sponsor_and_month",
            ),
            models.CheckConstraint(
                name="statement_is_for_a_whole_month", condition=Q(month__day=1)
            ),
            models.CheckConstraint(
                name="statement_is_positive", condition=Q(amount_idr__gt=0, lines_made__gt=0)
            ),
            models.CheckConstraint(
                name="sent_or_cancelled_statement_names_who_and_when",
                condition=(
                    Q(sent_by=None, sent_at=None) | Q(sent_by__isnull=False, sent_at__isnull=False)
                )
                & (
                    Q(cancelled_by=None, cancelled_at=None)
                    | Q(cancelled_by__isnull=False, cancelled_at__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What is printed on it."""
        return f"TS-{self.pk:06d}"


@kept(changes=("live", "released_at"), once=("released_at",))
class SponsorStatementLine(models.Model):
    """One month of one member that a sponsor is billed for; on at most one live statement."""

    statement = models.ForeignKey(SponsorStatement, models.PROTECT, related_name="lines")
    programme = models.ForeignKey(SponsorProgramme, models.PROTECT, related_name="statement_lines")
    sponsorship = models.ForeignKey(Sponsorship, models.PROTECT, related_name="statement_lines")
    contribution = models.ForeignKey(
        Contribution, models.PROTECT, related_name="sponsor_statement_lines"
    )
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("peserta"))
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("pasar"))
    contribution_month = models.DateField(_("bulan iuran"))
    amount_idr = models.PositiveIntegerField(_("jumlah"))
    # False once the month is the sponsor's no more; the budget has it back then.
    live = models.BooleanField(_("berlaku"), default=True)
    released_at = models.DateTimeField(_("dilepas"), null=True, blank=True)

    class Meta:
        verbose_name = _("baris tagihan sponsor")
        verbose_name_plural = _("baris tagihan sponsor")
        ordering = ["statement", "contribution_month", "sponsorship"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution"],
                condition=Q(live=True),
                name="month_is_billed_to_a_sponsor_once",
            ),
            models.CheckConstraint(
                name="statement_line_is_positive", condition=Q(amount_idr__gt=0)
            ),
            models.CheckConstraint(
                name="released_statement_line_says_when",
                condition=Q(live=True, released_at=None) | Q(live=False, released_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="a_released_line_stays_released",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__live=False, new__live=True),
            ),
            pgtrigger.Trigger(
                name="statement_line_fits_its_contribution",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__live=True),
                func=LINE_FITS_ITS_CONTRIBUTION,
            ),
            pgtrigger.Trigger(
                name="statement_lines_draw_the_budget",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func=DRAW,
            ),
            pgtrigger.Trigger(
                name="released_lines_give_budget_back",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(new="new_rows", old="old_rows"),
                func=GIVE_BACK,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_month:%Y-%m} Rp{self.amount_idr}"


@kept()
class SponsorTransfer(models.Model):
    """Money a sponsor transferred to the partner's bank, as the bank's statement names it.

    It is the sponsor's until months are paid with it: what is too much waits for the next
    statement.
    """

    sponsor = models.ForeignKey(Sponsor, models.PROTECT, related_name="transfers")
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="sponsor_transfers", verbose_name=_("mitra")
    )
    reference = models.CharField(_("referensi transfer"), max_length=60)
    amount_idr = models.PositiveBigIntegerField(_("jumlah"))
    received_on = models.DateField(_("masuk rekening"))
    booked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )
    booked_at = models.DateTimeField(_("dicatat"))

    class Meta:
        verbose_name = _("transfer sponsor")
        verbose_name_plural = _("transfer sponsor")
        ordering = ["-booked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "reference"], name="sponsor_transfer_is_booked_once"
            ),
            models.CheckConstraint(
                name="sponsor_transfer_is_positive",
                condition=Q(amount_idr__gt=0) & ~Q(reference=""),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


@kept()
class SponsoredPayment(models.Model):
    """A payment made with a sponsor's money, and the line of his statement it is for."""

    payment = models.OneToOneField(
        Payment, models.PROTECT, primary_key=True, related_name="sponsored"
    )
    sponsor = models.ForeignKey(Sponsor, models.PROTECT, related_name="payments")
    line = models.ForeignKey(SponsorStatementLine, models.PROTECT, related_name="payments")

    class Meta:
        verbose_name = _("pembayaran sponsor")
        verbose_name_plural = _("pembayaran sponsor")
        indexes = [models.Index(fields=["sponsor", "-payment"], name="payments_of_a_sponsor")]

    def __str__(self) -> str:
        return f"{self.sponsor_id} {self.payment_id}"
