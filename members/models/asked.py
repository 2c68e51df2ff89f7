"""What every request about a member has in common that one person makes and another decides."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.models import Market, User
from markets.models.second_person import DecidedByAnother, by_another, names_who_and_when
from members.models.member import Member

# The steps along which a request goes (`markets.guards.kept`).
MOVES = (("asked", "approved"), ("asked", "refused"), ("asked", "withdrawn"))


class Asked(DecidedByAnother):
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
        by_another(f"{name}_is_decided_by_another"),
        names_who_and_when(
            f"decided_{name}_names_who_and_when", "approved", "refused", withdrawable=True
        ),
        models.CheckConstraint(
            name=f"refused_{name}_says_why",
            condition=~Q(status="refused") | ~Q(decision_note=""),
        ),
    ]


def decision_stays(name: str) -> pgtrigger.Trigger:
    """A trigger: of a decided request of that kind only what comes after the decision is added."""
    return pgtrigger.Protect(
        name=f"decision_of_{name}_stays",
        operation=pgtrigger.Update,
        condition=~pgtrigger.Q(old__status="asked")
        & pgtrigger.Q(old__decision_note__df=pgtrigger.F("new__decision_note")),
    )
