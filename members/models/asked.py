"""What every request about a member has in common that one person makes and another decides."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.models import Market, User
from members.models.member import Member

# What may still change once it is asked for, and along which steps (`markets.guards.kept`).
DECIDED = ("status", "decided_by", "decided_at", "decision_note")
MOVES = (("asked", "approved"), ("asked", "refused"), ("asked", "withdrawn"))


class Asked(models.Model):
    """A request about a member. Its id is made in the form, so that a second tap is the same one.

    Who asked may withdraw it while nobody has decided.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Menunggu keputusan")
        APPROVED = "approved", _("Disetujui")
        REFUSED = "refused", _("Ditolak")
        WITHDRAWN = "withdrawn", _("Ditarik kembali")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("peserta"))
    # The one in which it was asked for; its branch decides.
    market = models.ForeignKey(Market, models.PROTECT, related_name="+", verbose_name=_("pasar"))
    explanation = models.CharField(_("keterangan"), max_length=300, blank=True)
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("diminta oleh")
    )
    asked_at = models.DateTimeField(_("diminta"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)
    decided_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("diputuskan oleh"),
    )
    decided_at = models.DateTimeField(_("diputuskan"), null=True, blank=True)
    decision_note = models.CharField(_("catatan keputusan"), max_length=500, blank=True)

    class Meta:
        abstract = True
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.member_id} {self.status}"

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.status == self.Status.ASKED


def decided_once(name: str) -> list[models.BaseConstraint]:
    """The constraints of one kind of request; `name` begins theirs, as in `term_change`."""
    return [
        models.UniqueConstraint(
            fields=["member"],
            condition=Q(status="asked"),
            name=f"member_has_one_open_{name}",
        ),
        models.CheckConstraint(
            name=f"{name}_is_decided_by_another",
            condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
        ),
        models.CheckConstraint(
            name=f"decided_{name}_names_who_and_when",
            condition=Q(status="asked", decided_by=None, decided_at=None)
            | Q(status="withdrawn", decided_by=None, decided_at__isnull=False)
            | Q(
                status__in=["approved", "refused"],
                decided_by__isnull=False,
                decided_at__isnull=False,
            ),
        ),
        models.CheckConstraint(
            name=f"refused_{name}_says_why",
            condition=~Q(status="refused") | ~Q(decision_note=""),
        ),
    ]


def stays_decided(name: str) -> pgtrigger.Trigger:
    """A trigger: what was decided about that kind of request is never touched again."""
    return pgtrigger.Protect(
        name=f"decided_{name}_stays",
        operation=pgtrigger.Update,
        condition=~pgtrigger.Q(old__status="asked"),
    )


def decision_stays(name: str) -> pgtrigger.Trigger:
    """A trigger: of a decided request of that kind only what comes after the decision is added."""
    return pgtrigger.Protect(
        name=f"decision_of_{name}_stays",
        operation=pgtrigger.Update,
        condition=~pgtrigger.Q(old__status="asked")
        & pgtrigger.Q(old__decision_note__df=pgtrigger.F("new__decision_note")),
    )
