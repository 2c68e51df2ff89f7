import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Market, Partner, User
from members.models.emptied import texts_only_emptied
from members.models.member import Member

PROPOSAL = ("from_month", "proposed_by", "proposed_at")
ANSWERS = ("released_by", "released_at", "received_by", "received_at")
CLOSING = ("closed_by", "closed_at", "closing_note")
STEPS = ("status", *PROPOSAL, *ANSWERS, *CLOSING, "moved_at")
# Emptied once nothing of her identity is kept any more (members/erasures.py).
TEXTS = ("name_on_card", "explanation")


@kept(
    changes=(*STEPS, *TEXTS),
    once=(*PROPOSAL, *ANSWERS, "closed_by", "closed_at", "moved_at"),
    moves=(
        ("reported", "proposed"),
        ("reported", "closed"),
        ("proposed", "agreed"),
        ("proposed", "closed"),
        ("agreed", "moved"),
        ("agreed", "closed"),
    ),
)
class PartnerChange(models.Model):
    """Somebody wanted to enrol a person whom another partner looks after: a case for its branch.

    The branch proposes from which month on she belongs to the other partner; both partners agree;
    then she goes when that month has come. What was billed and taken before stays where it is.
    """

    class Status(models.TextChoices):
        REPORTED = "reported", _("Menunggu cabang")
        PROPOSED = "proposed", _("Menunggu kedua mitra")
        AGREED = "agreed", _("Disetujui semua")
        MOVED = "moved", _("Sudah pindah")
        CLOSED = "closed", _("Tidak dipindahkan")

    OPEN = (Status.REPORTED, Status.PROPOSED, Status.AGREED)

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="partner_changes", verbose_name=_("peserta")
    )
    # Where she belonged when it was reported; the branch of that partner decides.
    from_market = models.ForeignKey(
        Market, models.PROTECT, related_name="+", verbose_name=_("dari pasar")
    )
    # Where she was to be enrolled, and that market's partner.
    market = models.ForeignKey(
        Market, models.PROTECT, related_name="partner_changes", verbose_name=_("ke pasar")
    )
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("mitra"))
    # As on the card that was shown, to be compared with whom the number belongs to.
    name_on_card = models.CharField(_("nama pada KTP"), max_length=120)
    explanation = models.CharField(_("keterangan"), max_length=300, blank=True)
    reported_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dilaporkan oleh")
    )
    reported_at = models.DateTimeField(_("dilaporkan"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.REPORTED)
    from_month = models.DateField(_("mulai bulan"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cabang")
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dilepas")
    )
    released_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("diterima")
    )
    received_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.CharField(_("alasan"), max_length=300, blank=True)
    moved_at = models.DateTimeField(_("pindah"), null=True, blank=True)

    class Meta:
        verbose_name = _("pindah mitra")
        verbose_name_plural = _("pindah mitra")
        ordering = ["reported_at", "pk"]
        indexes = [
            models.Index(
                fields=["from_market", "reported_at"],
                condition=Q(status__in=["reported", "proposed", "agreed"]),
                name="partner_change_open_by_market",
            ),
            models.Index(
                fields=["from_month"], condition=Q(status="agreed"), name="partner_change_to_come"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "partner"],
                condition=Q(status__in=["reported", "proposed", "agreed"]),
                name="person_is_reported_once_by_a_partner",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(status__in=["proposed", "agreed"]),
                name="member_changes_partner_once_at_a_time",
            ),
            models.CheckConstraint(
                name="partner_change_is_from_whole_months",
                condition=Q(from_month=None) | Q(from_month__day=1),
            ),
            models.CheckConstraint(
                name="proposed_change_names_month_who_and_when",
                condition=Q(
                    status__in=["reported", "closed"],
                    from_month=None,
                    proposed_by=None,
                    proposed_at=None,
                    released_at=None,
                    received_at=None,
                )
                | Q(
                    status__in=["proposed", "agreed", "moved", "closed"],
                    from_month__isnull=False,
                    proposed_by__isnull=False,
                    proposed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="answer_of_a_partner_names_who_and_when",
                condition=(
                    Q(released_by=None, released_at=None)
                    | Q(released_by__isnull=False, released_at__isnull=False)
                )
                & (
                    Q(received_by=None, received_at=None)
                    | Q(received_by__isnull=False, received_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="agreed_change_has_both_partners",
                condition=~Q(status__in=["agreed", "moved"])
                | Q(released_at__isnull=False, received_at__isnull=False),
            ),
            models.CheckConstraint(
                name="moved_change_says_when",
                condition=Q(status="moved", moved_at__isnull=False)
                | (~Q(status="moved") & Q(moved_at=None)),
            ),
            models.CheckConstraint(
                name="closed_change_says_when_and_why",
                condition=(Q(status="closed", closed_at__isnull=False) & ~Q(closing_note=""))
                | (~Q(status="closed") & Q(closed_by=None, closed_at=None, closing_note="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="finished_change_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=["moved", "closed"])
                & pgtrigger.Q(
                    *((f"old__{step}__df", pgtrigger.F(f"new__{step}")) for step in STEPS),
                    _connector=pgtrigger.Q.OR,
                ),
            ),
            texts_only_emptied(*TEXTS),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.from_market_id} → {self.market_id} {self.status}"

    @property
    def waits_for_old_partner(self) -> bool:
        """Whether the partner she belongs to has not answered yet."""
        return self.status == self.Status.PROPOSED and self.released_at is None

    @property
    def waits_for_new_partner(self) -> bool:
        """Whether the partner who wants to enrol her has not answered yet."""
        return self.status == self.Status.PROPOSED and self.received_at is None
