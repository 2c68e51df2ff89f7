from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.credit import Credit
from contributions.models.qris_charge import QrisCharge
from contributions.models.statement import StatementLine
from markets.guards import kept, refused
from markets.models import User

NOT_WHAT_THE_LINE_SAYS = """NOT EXISTS (
    SELECT FROM contributions_statementline line, contributions_qrischarge charge
    WHERE line.id = NEW.line_id AND charge.id = NEW.charge_id
      AND line.direction = 'in' AND line.amount_idr = NEW.received_idr
      AND charge.amount_idr <> NEW.received_idr)"""


@kept()
class QrisDifference(models.Model):
    """A treasurer's decision: a charge was paid with another amount than it asked for.

    The charge's payment is of the whole months the money pays; `credit` is what is left of it.
    """

    charge = models.OneToOneField(
        QrisCharge, models.PROTECT, related_name="difference", verbose_name=_("tagihan QRIS")
    )
    line = models.OneToOneField(
        StatementLine, models.PROTECT, related_name="qris_difference", verbose_name=_("baris")
    )
    received_idr = models.PositiveIntegerField(_("jumlah pada mutasi"))
    credit = models.OneToOneField(
        Credit, models.PROTECT, null=True, blank=True, related_name="qris_difference"
    )
    reason = models.CharField(_("alasan"), max_length=300)
    by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("diputuskan oleh")
    )
    at = models.DateTimeField(_("diputuskan"))

    class Meta:
        verbose_name = _("selisih pembayaran QRIS")
        verbose_name_plural = _("selisih pembayaran QRIS")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="qris_difference_has_a_reason",
                condition=Q(received_idr__gt=0) & ~Q(reason=""),
            ),
        ]
        triggers = [refused("qris_difference_is_what_its_line_says", NOT_WHAT_THE_LINE_SAYS)]

    def __str__(self) -> str:
        return f"{self.charge_id} Rp{self.received_idr}"
