import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.contribution import Contribution
from contributions.models.payment import PaymentLine
from contributions.models.transfer_proof import TransferProof
from markets.guards import kept
from markets.models import Market, Partner, User
from members.models import Member

# Of the one who pays and the one who records at the same time the second sees the first.
ONE_AT_A_TIME = "PERFORM FROM members_member WHERE id = NEW.member_id FOR NO KEY UPDATE;"
PAID_HERE_UNSAID = f"""
{ONE_AT_A_TIME}
IF NEW.payment_line_id IS NULL AND EXISTS (
    SELECT FROM contributions_paymentline line
    JOIN contributions_contribution contribution ON contribution.id = line.contribution_id
    WHERE line.member_id = NEW.member_id AND line.contribution_month = NEW.contribution_month
      AND line.live AND contribution.payer_kind = 'self')
THEN
    RAISE EXCEPTION 'member % has paid that month here', NEW.member_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'month_paid_here_too_is_recorded_as_such';
END IF;
RETURN NULL;
"""
ANSWERED_BY_THE_SAME = """
IF EXISTS (
    SELECT FROM contributions_elsewheremonth month
    JOIN contributions_paidelsewhere record ON record.id = month.record_id
    WHERE month.id = NEW.month_id
      AND (record.recorded_by_id = NEW.by_id) <> (NEW.outcome = 'withdrawn'))
THEN
    RAISE EXCEPTION 'who recorded it withdraws it, another person answers it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'elsewhere_is_answered_by_another_person';
END IF;
RETURN NULL;
"""


@kept(changes=("live",))
class PaidElsewhere(models.Model):
    """What a member paid to BPJS without us, with her NIK: told with a proof, no money of ours.

    Each of its months is doubtful until BPJS has confirmed it. `owner` sees to that.
    """

    class Channel(models.TextChoices):
        BANK = "bank", _("Loket atau ATM bank")
        KIOSK = "kiosk", _("Gerai atau minimarket")
        MARKETPLACE = "marketplace", _("Lokapasar")
        APP = "app", _("Aplikasi")
        OTHER = "other", _("Tempat lain")

    # Made by the form: the same one sent twice is one record.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="paid_elsewhere", verbose_name=_("peserta")
    )
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("pasar"))
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="paid_elsewhere", verbose_name=_("mitra")
    )
    channel = models.CharField(_("tempat bayar"), max_length=12, choices=Channel)
    channel_name = models.CharField(_("nama tempat bayar"), max_length=60)
    paid_on = models.DateField(_("tanggal bayar"))
    amount_idr = models.PositiveIntegerField(_("jumlah"))
    reference = models.CharField(_("nomor referensi atau kode bayar"), max_length=60)
    proof = models.OneToOneField(
        TransferProof, models.PROTECT, related_name="paid_elsewhere", verbose_name=_("bukti")
    )
    owner = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("penanggung jawab")
    )
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )
    recorded_at = models.DateTimeField(_("dicatat"))
    # False once every month of it is withdrawn or denied.
    live = models.BooleanField(_("berlaku"), default=True)

    class Meta:
        verbose_name = _("pembayaran di tempat lain")
        verbose_name_plural = _("pembayaran di tempat lain")
        ordering = ["recorded_at", "pk"]
        indexes = [models.Index(fields=["partner", "recorded_at"], name="elsewhere_by_partner")]
        constraints = [
            models.CheckConstraint(
                name="paid_elsewhere_is_positive", condition=Q(amount_idr__gt=0)
            ),
            models.CheckConstraint(
                name="paid_elsewhere_says_where_and_how",
                condition=~Q(channel_name="") & ~Q(reference=""),
            ),
            models.UniqueConstraint(
                fields=["reference", "paid_on"],
                condition=Q(live=True),
                name="one_live_record_per_channel_reference",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="a_dead_record_stays_dead",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__live=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.paid_on} Rp{self.amount_idr}"


@kept(
    changes=("status",),
    moves=(("waiting", "confirmed"), ("waiting", "denied"), ("waiting", "withdrawn")),
)
class ElsewhereMonth(models.Model):
    """One month that was paid elsewhere. While it waits, nobody else pays it, and it covers not.

    `payment_line` where she had paid it here as well before it was recorded.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Menunggu konfirmasi BPJS")
        CONFIRMED = "confirmed", _("Dikonfirmasi BPJS")
        DENIED = "denied", _("Tidak ada pada BPJS")
        WITHDRAWN = "withdrawn", _("Ditarik kembali")

    LIVE = (Status.WAITING, Status.CONFIRMED)

    record = models.ForeignKey(PaidElsewhere, models.PROTECT, related_name="months")
    member = models.ForeignKey(Member, models.PROTECT, db_index=False, related_name="+")
    contribution_month = models.DateField(_("bulan iuran"))
    # As it was billed then; a new tariff may have replaced it since.
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="+")
    payment_line = models.ForeignKey(
        PaymentLine, models.PROTECT, null=True, blank=True, related_name="paid_elsewhere"
    )
    status = models.CharField(_("keadaan"), max_length=10, choices=Status, default=Status.WAITING)

    class Meta:
        verbose_name = _("bulan yang dibayar di tempat lain")
        verbose_name_plural = _("bulan yang dibayar di tempat lain")
        ordering = ["record", "contribution_month"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "contribution_month"],
                condition=Q(status__in=["waiting", "confirmed"]),
                name="one_live_record_per_member_and_month",
            ),
            models.CheckConstraint(
                name="elsewhere_month_is_a_whole_month", condition=Q(contribution_month__day=1)
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="month_paid_here_too_is_recorded_as_such",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=PAID_HERE_UNSAID,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_month:%Y-%m} {self.status}"

    @property
    def status_choice(self) -> Status:
        """Its status with its words."""
        return self.Status(self.status)


@kept()
class ElsewhereAnswer(models.Model):
    """What became of one such month: BPJS's word with its date, or taken back by who told it."""

    month = models.OneToOneField(ElsewhereMonth, models.PROTECT, related_name="answer")
    outcome = models.CharField(
        _("jawaban"),
        max_length=10,
        choices=ElsewhereMonth.Status.choices[1:],  # all but waiting
    )
    answered_on = models.DateField(_("tanggal jawaban BPJS"), null=True, blank=True)
    note = models.CharField(_("keterangan"), max_length=200, blank=True, default="")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh"))
    at = models.DateTimeField(_("dicatat"))

    class Meta:
        verbose_name = _("jawaban tentang pembayaran di tempat lain")
        verbose_name_plural = _("jawaban tentang pembayaran di tempat lain")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="elsewhere_answer_has_the_date_of_bpjs",
                condition=Q(outcome="withdrawn", answered_on=None)
                | (~Q(outcome="withdrawn") & Q(answered_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="elsewhere_is_denied_or_withdrawn_with_a_reason",
                condition=Q(outcome="confirmed") | ~Q(note=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="elsewhere_is_answered_by_another_person",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=ANSWERED_BY_THE_SAME,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month_id} {self.outcome}"
