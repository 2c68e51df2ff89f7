from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import User
from markets.models.second_person import DECIDED
from members.models.asked import MOVES, Asked, decided_once, decision_stays

CONFIRMED = ("confirmed_by", "confirmed_at", "confirmation_note")
SEALED = ("nik_encrypted", "nik_key_id", "former_encrypted", "former_key_id")


@kept(
    changes=(*DECIDED, *CONFIRMED, *SEALED, "nik_index", "former_index", "doubtful_months"),
    once=("decided_by", "decided_at", "confirmed_by", "confirmed_at"),
    moves=MOVES,
)
class NikCorrection(Asked):
    """The NIK of an approved member was written down wrongly, and should be another one.

    Months that had gone to BPJS under the former number may insure a stranger: they are doubtful
    until BPJS confirms that they count as hers. Both numbers rest sealed; the former one until
    then, because the months are found at BPJS by it.
    """

    nik_encrypted = models.BinaryField(editable=False)
    nik_key_id = models.CharField(max_length=20, editable=False)
    nik_index = models.BinaryField(max_length=32, editable=False)
    former_encrypted = models.BinaryField(null=True, editable=False)
    former_key_id = models.CharField(max_length=20, blank=True, editable=False)
    former_index = models.BinaryField(max_length=32, null=True, editable=False)
    # The months that were with BPJS, or on their way, when the number changed.
    doubtful_months = ArrayField(
        models.DateField(), verbose_name=_("bulan yang disetor dengan NIK lama"), default=list
    )
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dicatat")
    )
    confirmed_at = models.DateTimeField(_("dikonfirmasi BPJS"), null=True, blank=True)
    confirmation_note = models.CharField(_("bukti konfirmasi"), max_length=200, blank=True)

    class Meta(Asked.Meta):
        verbose_name = _("perbaikan NIK")
        verbose_name_plural = _("perbaikan NIK")
        indexes = [
            models.Index(
                fields=["market", "asked_at"],
                condition=Q(status="asked"),
                name="nik_correction_waiting",
            ),
            models.Index(
                fields=["member"],
                condition=Q(status="approved", confirmed_at=None),
                name="nik_correction_to_confirm",
            ),
        ]
        constraints = [
            *decided_once("nik_correction"),
            models.CheckConstraint(
                name="nik_correction_changes_the_number",
                condition=Q(former_index=None) | ~Q(former_index=models.F("nik_index")),
            ),
            models.CheckConstraint(
                name="only_approved_nik_corrections_make_months_doubtful",
                condition=Q(status="approved") | Q(doubtful_months=[]),
            ),
            models.CheckConstraint(
                name="confirmation_says_who_and_by_what",
                condition=Q(confirmed_at=None, confirmed_by=None, confirmation_note="")
                | (
                    Q(status="approved", confirmed_at__isnull=False, confirmed_by__isnull=False)
                    & ~Q(confirmation_note="")
                ),
            ),
        ]
        triggers = [decision_stays("nik_correction")]

    @property
    def is_doubtful(self) -> bool:
        """Whether months went to BPJS under the former number and are not confirmed."""
        return bool(self.doubtful_months) and self.confirmed_at is None
