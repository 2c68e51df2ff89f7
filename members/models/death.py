import datetime as dt
import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from markets.guards import kept
from markets.models import Market, User
from members.models.family import FamilyContact
from members.models.member import Member

ACCIDENT_IS_REPORTED_WITHIN = dt.timedelta(days=2)


@pgtrigger.register(
    pgtrigger.Protect(
        name="who_reported_is_only_erased",
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "NOT (NEW.reporter_name IN (OLD.reporter_name, '—')"
            " AND NEW.reporter_phone IN (OLD.reporter_phone, ''))"
        ),
    )
)
@kept(
    changes=(
        "status",
        "confirmed_by",
        "confirmed_at",
        "reversed_by",
        "reversed_at",
        "reversal_reason",
        "reporter_name",
        "reporter_phone",
    ),
    once=("confirmed_by", "confirmed_at", "reversed_by", "reversed_at"),
    moves=(("reported", "confirmed"), ("reported", "reversed"), ("confirmed", "reversed")),
)
class Death(models.Model):
    """A member died, as somebody reported it; the branch confirms it. Its id was made by the form.

    A mistaken report is reversed by another person and stays. Who reported it is forgotten with
    how to reach the family (`members/erasures.py`).
    """

    class Status(models.TextChoices):
        REPORTED = "reported", _("Menunggu dipastikan cabang")
        CONFIRMED = "confirmed", _("Dipastikan")
        REVERSED = "reversed", _("Laporan keliru")

    class AtWork(models.TextChoices):
        """Whether it may be a work accident, for which another benefit (JKK) is due."""

        NO = "no", _("Tidak, bukan karena bekerja")
        YES = "yes", _("Ya, saat bekerja atau dalam perjalanannya")
        UNKNOWN = "unknown", _("Belum diketahui")

    # Of these a member has one at most.
    STANDING = (Status.REPORTED, Status.CONFIRMED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="deaths", verbose_name=_("peserta")
    )
    market = models.ForeignKey(
        Market, models.PROTECT, related_name="deaths", verbose_name=_("pasar")
    )
    died_on = models.DateField(_("meninggal pada"))
    at_work = models.CharField(_("karena bekerja"), max_length=8, choices=AtWork)
    reporter_name = models.CharField(_("nama pelapor"), max_length=120)
    reporter_relation = models.CharField(
        _("hubungan pelapor"), max_length=15, choices=FamilyContact.Relation
    )
    reporter_phone = PhoneNumberField(_("nomor HP pelapor"), blank=True)
    note = models.CharField(_("catatan"), max_length=500, blank=True)
    # What she was until then, to which a reversal brings her back.
    status_before = models.CharField(max_length=10, choices=Member.Status)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.REPORTED)
    reported_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )
    reported_at = models.DateTimeField(_("dilaporkan"))
    reported_on = models.DateField(_("tanggal laporan"))
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dipastikan oleh"),
    )
    confirmed_at = models.DateTimeField(_("dipastikan"), null=True, blank=True)
    reversed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dibatalkan oleh"),
    )
    reversed_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)
    reversal_reason = models.CharField(_("alasan pembatalan"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("kematian")
        verbose_name_plural = _("kematian")
        ordering = ["-reported_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(status__in=["reported", "confirmed"]),
                name="member_dies_once",
            ),
            models.CheckConstraint(
                name="nobody_dies_after_the_report",
                condition=Q(died_on__lte=F("reported_on")),
            ),
            models.CheckConstraint(
                name="death_is_confirmed_by_another_person",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("reported_by")),
            ),
            models.CheckConstraint(
                name="death_is_reversed_by_another_person",
                condition=Q(reversed_by=None) | ~Q(reversed_by=F("reported_by")),
            ),
            models.CheckConstraint(
                name="confirmed_death_names_who_and_when",
                condition=Q(
                    confirmed_by=None, confirmed_at=None, status__in=["reported", "reversed"]
                )
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    status__in=["confirmed", "reversed"],
                ),
            ),
            models.CheckConstraint(
                name="reversed_death_names_who_when_and_why",
                condition=Q(
                    ~Q(status="reversed"), reversed_by=None, reversed_at=None, reversal_reason=""
                )
                | Q(
                    ~Q(reversal_reason=""),
                    status="reversed",
                    reversed_by__isnull=False,
                    reversed_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.died_on:%Y-%m-%d}"

    @property
    def report_accident_by(self) -> dt.date | None:
        """Until when BPJS wants to be told of a work accident: within 2x24 hours.

        Counted in whole days from the death, as nobody writes the hour down [policy]; None where
        it was none.
        """
        if self.at_work == self.AtWork.NO:
            return None
        return self.died_on + ACCIDENT_IS_REPORTED_WITHIN

    @property
    def stands(self) -> bool:
        """Whether it was not reversed."""
        return self.status in self.STANDING
