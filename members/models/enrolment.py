from dataclasses import dataclass

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Market, User
from members.models.bulk_import import BulkImport
from members.models.choices import PayerKind, Sector
from members.models.drive import Drive
from members.models.emptied import only_emptied
from members.models.member import Member
from members.models.reasons import RejectionReason, ReturnReason


@pghistory.track(
    meta={"triggers": [only_emptied("NEW.membership_number IN (OLD.membership_number, '')")]}
)
class Enrolment(models.Model):
    """A request to insure a person, entered by one and decided by another.

    What was asked for (income, JHT, sector, payer) stays here; approval makes the coverage term.
    What was asked for before it was mended stays in its history.
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("Menunggu keputusan cabang")
        RETURNED = "returned", _("Dikembalikan untuk diperbaiki")
        APPROVED = "approved", _("Disetujui")
        REJECTED = "rejected", _("Ditolak")
        WITHDRAWN = "withdrawn", _("Dibatalkan")

    OPEN = (Status.SUBMITTED, Status.RETURNED)

    member = models.ForeignKey(Member, models.PROTECT, related_name="enrolments")
    market = models.ForeignKey(Market, models.PROTECT, related_name="enrolments")
    declared_income_idr = models.PositiveIntegerField(_("penghasilan per bulan"))
    jht = models.BooleanField(_("ikut JHT"), default=False)
    sector = models.CharField(_("sektor"), max_length=15, choices=Sector)
    payer_kind = models.CharField(
        _("pembayar"), max_length=15, choices=PayerKind, default=PayerKind.SELF
    )
    # Some read the law so that JHT is an employer's duty: what she answered stays to be seen.
    employs_others = models.BooleanField(_("menggaji orang lain"), default=False)
    # What she says of a membership that stands already; no months where she is new to BPJS.
    membership_number = models.CharField(
        _("nomor peserta (KPJ)"), max_length=11, blank=True, default=""
    )
    member_since = models.DateField(_("peserta sejak"), null=True, blank=True)
    last_month_paid = models.DateField(_("bulan terakhir dibayar"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SUBMITTED)
    # What the reviewer should look at; codes of members.nik and members.enrolment.
    warnings = models.JSONField(_("peringatan"), default=list, blank=True)
    entered_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="enrolments_entered",
        verbose_name=_("dicatat oleh"),
    )
    entered_at = models.DateTimeField(_("dicatat"))
    submitted_at = models.DateTimeField(_("dikirim"))
    # The uploaded list through which the person came, where she came through one.
    bulk_import = models.ForeignKey(
        BulkImport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enrolments",
        verbose_name=_("impor"),
    )
    # Where she was met; never changed afterwards, even where a returned one is mended elsewhere.
    drive = models.ForeignKey(
        Drive,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enrolments",
        verbose_name=_("aktivasi"),
    )

    class Meta:
        verbose_name = _("pendaftaran")
        verbose_name_plural = _("pendaftaran")
        ordering = ["submitted_at", "pk"]
        indexes = [
            models.Index(
                fields=["market", "submitted_at"],
                condition=Q(status="submitted"),
                name="enrolment_waiting_by_market",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(status__in=["submitted", "returned"]),
                name="member_has_one_open_enrolment",
            ),
            models.CheckConstraint(
                name="enrolment_income_is_positive",
                condition=Q(declared_income_idr__gt=0),
            ),
            models.CheckConstraint(
                name="told_membership_is_told_whole",
                condition=Q(membership_number="", member_since=None, last_month_paid=None)
                | Q(member_since__isnull=False, last_month_paid__isnull=False),
            ),
            models.CheckConstraint(
                name="told_membership_is_whole_months",
                condition=Q(member_since=None) | Q(member_since__day=1, last_month_paid__day=1),
            ),
            models.CheckConstraint(
                name="told_membership_was_paid_after_it_began",
                condition=Q(member_since=None) | Q(last_month_paid__gte=F("member_since")),
            ),
            models.CheckConstraint(
                name="told_membership_number_is_eleven_digits",
                condition=Q(membership_number="") | Q(membership_number__regex=r"^[0-9]{11}$"),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="enrolment_status_moves",
                field="status",
                transitions=[
                    ("submitted", "returned"),
                    ("submitted", "approved"),
                    ("submitted", "rejected"),
                    ("submitted", "withdrawn"),
                    ("returned", "submitted"),
                    ("returned", "withdrawn"),
                ],
            ),
            pgtrigger.ReadOnly(name="drive_is_set_once", fields=["drive"]),
            pgtrigger.Trigger(
                name="enrolment_and_its_drive_have_one_partner",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__drive__isnull=False),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM members_drive AS drive
                        JOIN markets_market AS market ON market.partner_id = drive.partner_id
                        WHERE drive.id = NEW.drive_id AND market.id = NEW.market_id) THEN
                        RAISE EXCEPTION 'enrolment_and_its_drive_have_one_partner'
                            USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'enrolment_and_its_drive_have_one_partner';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_status_display()}"


@dataclass(frozen=True)
class Remark:
    """One thing the branch found: its code, the code in words, and what was noted beside it."""

    code: str
    label: str
    note: str


@kept()
class Decision(models.Model):
    """What was decided about an enrolment: who, when, from, to, why. Never changed."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="decisions")
    market = models.ForeignKey(Market, models.PROTECT, related_name="+")
    from_status = models.CharField(_("dari"), max_length=10, choices=Enrolment.Status)
    to_status = models.CharField(_("menjadi"), max_length=10, choices=Enrolment.Status)
    reason = models.CharField(_("alasan"), max_length=500, blank=True)
    # What to mend (ReturnReason) or why not at all (RejectionReason); older rows have words only.
    codes = models.JSONField(_("kode alasan"), default=list, blank=True)
    notes = models.JSONField(_("catatan"), default=dict, blank=True)  # by code
    # Copied from the enrolment, so that the database can refuse a reviewer's own case.
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # Empty where a returned one was taken back because nobody mended it.
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="decisions")
    at = models.DateTimeField(_("waktu"))

    class Meta:
        verbose_name = _("keputusan")
        verbose_name_plural = _("keputusan")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["market", "at"], name="decisions_by_market_and_time"),
            # Whoever sent a case gets none of them to decide: asked for every next case, and a
            # reviewer's own decisions, of which there are many, must not be read for it.
            models.Index(
                fields=["by", "enrolment"],
                condition=Q(to_status="submitted"),
                name="decision_by_who_sent_it",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="nobody_decides_what_they_entered",
                condition=~Q(by=F("entered_by")) | Q(to_status__in=["submitted", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="only_a_returned_one_is_withdrawn_by_nobody",
                condition=Q(by__isnull=False) | Q(from_status="returned", to_status="withdrawn"),
            ),
            models.CheckConstraint(
                name="return_and_rejection_give_a_reason",
                condition=~Q(to_status__in=["returned", "rejected"])
                | ~Q(reason="")
                | (Q(to_status="returned") & ~Q(codes=[])),
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(to_status__in=["approved", "rejected", "withdrawn"]),
                name="enrolment_is_decided_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_to_status_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def by_name(self) -> str:
        """Who decided."""
        return self.by.name if self.by else str(_("otomatis"))

    @property
    def remarks(self) -> list[Remark]:
        """The codes in words, each with its note."""
        said = RejectionReason if self.to_status == Enrolment.Status.REJECTED else ReturnReason
        words = dict(said.choices)
        return [
            Remark(code, str(words[code]), self.notes.get(code, ""))
            for code in self.codes
            if code in words
        ]
