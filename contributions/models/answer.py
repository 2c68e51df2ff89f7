import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.remittance import Remittance, RemittanceLine
from markets.guards import kept
from markets.models import Partner, User
from members.models import Member

SETTLED = ("settled_by", "settled_at", "settlement")

# One look for all answers of a statement: a whole remittance is answered at once.
ANSWERED_LINES_WERE_POSTED = """
IF EXISTS (
    SELECT FROM new_answers answer
    LEFT JOIN contributions_remittanceline line
           ON line.id = answer.line_id AND line.remittance_id = answer.remittance_id AND line.live
    LEFT JOIN contributions_remittance remittance
           ON remittance.id = answer.remittance_id AND remittance.status = 'posted'
    WHERE line.id IS NULL OR remittance.id IS NULL)
THEN
    RAISE EXCEPTION 'only lines of a posted remittance are answered'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'only_posted_lines_are_answered';
END IF;
RETURN NULL;
"""


# What is on its way still was not sent, but for what these answers give back of it.
BPJS_WAS_SENT_WHAT_IT_ANSWERED = """
IF EXISTS (
    SELECT FROM (
        SELECT answer.remittance_id,
               coalesce((SELECT sum(amount_idr) FROM contributions_ledgerentry
                         WHERE to_place = 'on_its_way' AND to_id = answer.remittance_id), 0)
               - coalesce((SELECT sum(amount_idr) FROM contributions_ledgerentry
                           WHERE from_place = 'on_its_way' AND from_id = answer.remittance_id), 0)
               - coalesce(sum(line.amount_idr) FILTER (WHERE answer.was_never_sent), 0)
               AS amount_idr
        FROM new_answers answer
        JOIN contributions_remittanceline line ON line.id = answer.line_id
        GROUP BY answer.remittance_id
    ) AS unsent
    WHERE unsent.amount_idr < 0
       OR unsent.amount_idr > 0 AND unsent.amount_idr > (
              SELECT coalesce(sum(line.amount_idr), 0) FROM contributions_remittanceline line
              WHERE line.remittance_id = unsent.remittance_id
                AND NOT EXISTS (SELECT FROM contributions_lineanswer answer
                                WHERE answer.line_id = line.id)))
THEN
    RAISE EXCEPTION 'BPJS answers only about money it was sent'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'bpjs_answers_about_what_it_was_sent';
END IF;
RETURN NULL;
"""


@kept(changes=("sealed", "key_id"))
class AnswerList(models.Model):
    """BPJS's answers about one remittance, as an uploaded file: who, when, how many rows.

    What stands in it names people by NIK, so it rests sealed, is read by who uploaded it only, and
    goes after a while (`contributions/answer_lists.py`). The answers taken from it stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    remittance = models.ForeignKey(
        Remittance, models.PROTECT, related_name="answer_lists", verbose_name=_("setoran")
    )
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("mitra"))
    file_name = models.CharField(_("nama berkas"), max_length=120)
    rows = models.PositiveIntegerField(_("baris"))
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("diunggah oleh")
    )
    uploaded_at = models.DateTimeField(_("diunggah"))
    # Empty once it is forgotten.
    sealed = models.BinaryField(null=True, editable=False)
    key_id = models.CharField(max_length=40, editable=False, blank=True)

    class Meta:
        verbose_name = _("daftar jawaban BPJS")
        verbose_name_plural = _("daftar jawaban BPJS")
        ordering = ["-uploaded_at", "pk"]
        indexes = [
            models.Index(
                fields=["uploaded_at"],
                condition=Q(sealed__isnull=False),
                name="answer_lists_by_age",
            )
        ]

    def __str__(self) -> str:
        return f"{self.remittance_id} {self.uploaded_at:%Y-%m-%d %H:%M}"


@kept(changes=SETTLED, once=("settled_by", "settled_at"))
class LineAnswer(models.Model):
    """What BPJS said of one month it was paid for. Only an accepted one protects.

    A rejected one stays with somebody until what BPJS objected to is settled; meanwhile no other
    month of the member is sent.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Diterima BPJS")
        REJECTED = "rejected", _("Ditolak BPJS")

    class Reason(models.TextChoices):
        DEAD = "dead", _("Menurut BPJS peserta meninggal")
        PAID_ELSEWHERE = "paid_elsewhere", _("Bulan ini sudah dibayar di tempat lain")
        OTHER_PARTNER = "other_partner", _("Terdaftar pada mitra lain")
        NIK_UNKNOWN = "nik_unknown", _("NIK tidak dikenal BPJS")
        OTHER = "other", _("Lainnya")

    line = models.ForeignKey(RemittanceLine, models.PROTECT, db_index=False, related_name="answers")
    remittance = models.ForeignKey(
        Remittance, models.PROTECT, db_index=False, related_name="answers"
    )
    member = models.ForeignKey(Member, models.PROTECT, db_index=False, related_name="+")
    outcome = models.CharField(_("jawaban"), max_length=10, choices=Outcome)
    reason = models.CharField(_("alasan"), max_length=20, choices=Reason, blank=True, default="")
    note = models.CharField(_("keterangan"), max_length=200, blank=True, default="")
    # Rejected before its money was sent: that comes back from its way, not from BPJS.
    was_never_sent = models.BooleanField(_("belum sempat ditransfer"), default=False)
    # The file it was taken from; empty where it was answered by hand.
    answer_list = models.ForeignKey(
        AnswerList, models.PROTECT, null=True, blank=True, db_index=False, related_name="answers"
    )
    by = models.ForeignKey(
        User, models.PROTECT, db_index=False, related_name="+", verbose_name=_("dicatat oleh")
    )
    at = models.DateTimeField(_("dicatat"))
    settled_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("dibereskan oleh"),
    )
    settled_at = models.DateTimeField(_("dibereskan"), null=True, blank=True)
    settlement = models.CharField(_("penyelesaian"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("jawaban BPJS")
        verbose_name_plural = _("jawaban BPJS")
        indexes = [
            models.Index(fields=["remittance", "outcome"], name="answers_by_remittance"),
            models.Index(
                fields=["member"],
                condition=Q(outcome="rejected"),
                name="rejections_by_member",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["line"], name="remittance_line_is_answered_once"),
            models.CheckConstraint(
                name="rejections_have_a_reason",
                condition=Q(outcome="accepted", reason="")
                | (Q(outcome="rejected") & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="what_bpjs_accepted_was_sent",
                condition=Q(outcome="rejected") | Q(was_never_sent=False),
            ),
            models.CheckConstraint(
                name="other_rejection_is_explained",
                condition=~Q(reason="other") | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="settled_rejection_says_who_when_and_how",
                condition=Q(settled_by=None, settled_at=None, settlement="")
                | (
                    Q(outcome="rejected", settled_by__isnull=False, settled_at__isnull=False)
                    & ~Q(settlement="")
                ),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="only_posted_lines_are_answered",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="new_answers"),
                func=ANSWERED_LINES_WERE_POSTED,
            ),
            pgtrigger.Trigger(
                name="bpjs_answers_about_what_it_was_sent",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="new_answers"),
                func=BPJS_WAS_SENT_WHAT_IT_ANSWERED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.outcome}"

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to look into it any more: a month paid elsewhere asks for nothing."""
        return self.settled_at is not None or self.reason == self.Reason.PAID_ELSEWHERE
