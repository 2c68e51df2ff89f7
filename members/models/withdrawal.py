import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Market, User
from members.models.consent import Consent
from members.models.emptied import texts_only_emptied
from members.models.member import Member


@kept(
    changes=("suspended_at", "suspended_by", "closed_at", "closed_by", "explanation"),
    once=("suspended_at", "suspended_by", "closed_at", "closed_by"),
)
class ConsentWithdrawal(models.Model):
    """A member does not agree any more that her data are worked with (UU 27/2022).

    Who recorded it, when, how she said so, and to what she agrees no more. Until she agrees again
    (`closed_by`) nobody reminds or visits her. Where she withdrew everything, her membership is
    suspended by `suspend_by`. What was explained is emptied with her identity
    (`members/erasures.py`).
    """

    class What(models.TextChoices):
        OPTIONAL = "optional", _("Pengingat, kunjungan dan data pilihan; tetap peserta")
        EVERYTHING = "everything", _("Semuanya; kepesertaan dihentikan")

    class How(models.TextChoices):
        TOLD_COLLECTOR = "told_collector", _("Langsung kepada kolektor atau mitra")
        AT_BRANCH = "at_branch", _("Di kantor cabang")
        LETTER = "letter", _("Dengan surat")
        BY_PHONE = "by_phone", _("Lewat telepon atau pesan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="withdrawals", verbose_name=_("peserta")
    )
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("pasar"))
    what = models.CharField(_("yang ditarik"), max_length=10, choices=What)
    how = models.CharField(_("cara"), max_length=20, choices=How)
    explanation = models.CharField(_("keterangan"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )
    recorded_at = models.DateTimeField(_("dicatat"))
    # Only where everything was withdrawn.
    suspend_by = models.DateTimeField(_("ditangguhkan paling lambat"), null=True, blank=True)
    suspended_at = models.DateTimeField(_("ditangguhkan"), null=True, blank=True)
    # Empty where the deadline came first and a job did it.
    suspended_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ditangguhkan oleh"),
    )
    closed_at = models.DateTimeField(_("setuju lagi"), null=True, blank=True)
    closed_by = models.ForeignKey(
        Consent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("persetujuan baru"),
    )

    class Meta:
        verbose_name = _("penarikan persetujuan")
        verbose_name_plural = _("penarikan persetujuan")
        ordering = ["-recorded_at"]
        indexes = [
            models.Index(
                fields=["suspend_by"],
                condition=Q(suspend_by__isnull=False, suspended_at=None, closed_at=None),
                name="withdrawals_to_be_suspended",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "what"],
                condition=Q(closed_at=None),
                name="member_withdraws_the_same_once_at_a_time",
            ),
            models.CheckConstraint(
                name="withdrawal_is_closed_by_a_consent",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="who_suspends_says_when",
                condition=Q(suspended_by=None) | Q(suspended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawal_is_suspended_after_it_is_recorded",
                condition=Q(suspend_by=None) | Q(suspend_by__gt=F("recorded_at")),
            ),
            models.CheckConstraint(
                name="who_withdraws_everything_is_suspended",
                condition=Q(what="everything", suspend_by__isnull=False)
                | Q(what="optional", suspend_by=None, suspended_at=None),
            ),
        ]
        triggers = [texts_only_emptied("explanation")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.recorded_at:%Y-%m-%d}"

    @property
    def waits(self) -> bool:
        """Whether the membership is still to be suspended."""
        return self.suspend_by is not None and self.suspended_at is None and self.closed_at is None
